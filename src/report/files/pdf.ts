import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import SVGtoPDF from "svg-to-pdfkit";

const require = createRequire(import.meta.url);

/** A point of PDF is 1/72 inch, a pixel of SVG 1/96. */
const POINTS = 72 / 96;

/** Draws SVG as a page of PDF of its size, as lines and letters, with a packaged font, of which the page carries what it needs. The same picture gives the same bytes. */
export function pdfOf(svg: string, { title, made }: { readonly title: string; readonly made: Date }): Promise<Uint8Array> {
  const [width, height] = ["width", "height"].map((side) => POINTS * Number(new RegExp(`<svg [^>]*? ${side}="([\\d.]+)"`).exec(svg)?.[1]));
  const document = new PDFDocument({
    size: [width as number, height as number],
    margin: 0,
    info: { Title: title, Creator: "droplab", CreationDate: made },
  });
  for (const name of ["DejaVuSans", "DejaVuSans-Bold"])
    document.registerFont(name, readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
  const parts: Uint8Array[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on("data", (part: Uint8Array) => parts.push(part));
    document.on("end", () => resolve(new Uint8Array(Buffer.concat(parts))));
    document.on("error", reject);
  });
  SVGtoPDF(document, svg, 0, 0, { fontCallback: (_, bold) => (bold ? "DejaVuSans-Bold" : "DejaVuSans") });
  document.end();
  return whole;
}
