import { parseHTML } from "linkedom";
import { PNG } from "pngjs";
import type { Paper } from "../figures/paper.ts";

/** What figures are drawn with where there is no page. */
export function newPaper(): Paper {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return {
    document: document as unknown as Document,
    png({ width, height, pixels }) {
      const png = new PNG({ width, height });
      png.data.set(pixels);
      return `data:image/png;base64,${PNG.sync.write(png).toString("base64")}`;
    },
  };
}
