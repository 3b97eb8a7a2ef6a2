import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
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
  return withSoftware(picture.render().asPng());
}

/** Where the header of a PNG file ends. */
const HEADER_END = 33;

/** The picture with the name of the program in it. */
function withSoftware(png: Uint8Array): Uint8Array {
  const chunk = Buffer.from("tEXtSoftware\0droplab", "latin1");
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(chunk.length - 4);
  sum.writeUInt32BE(crc32(chunk));
  return new Uint8Array(Buffer.concat([png.subarray(0, HEADER_END), length, chunk, sum, png.subarray(HEADER_END)]));
}
