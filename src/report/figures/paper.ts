import type { PlotOptions } from "@observablehq/plot";
import type { Raster } from "./raster.ts";

/** What figures are drawn with: a page has both of its own, and #report/files what stands for them. */
export interface Paper {
  readonly document: NonNullable<PlotOptions["document"]>;
  /** A picture as PNG, in a `data:` address. */
  readonly png: (picture: Raster) => string;
}
