import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const require = createRequire(import.meta.url);
let ready: Promise<void> | undefined;

/** Draws SVG as a PNG picture, `scale` times its size, with a packaged font, so that it looks the same on every machine. */
export async function pngOf(svg: string, scale = 2): Promise<Uint8Array> {
  ready ??= initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  await ready;
  const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}`)));
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: fonts, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
  });
  return picture.render().asPng();
}
