/** Pictures of this page as files: what is drawn here is written as SVG by itself, and that drawn as PNG. */

/** What a figure that is drawn on a canvas is as SVG. */
export const pictures = new WeakMap<Element, () => string>();

const styled = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;
const FONT = "DejaVu Sans, system-ui, sans-serif";
const PNG_SCALE = 2;

/** A drawing of the page as a file of its own: what its style gave it is written into it. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { width, height } = svg.viewBox.baseVal;
  const originals = [svg, ...svg.querySelectorAll("*")];
  for (const [i, element] of [copy, ...copy.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(originals[i] as Element);
    for (const name of styled) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "data-tip", "tabindex", "aria-hidden", "aria-label", "role"]) element.removeAttribute(name);
  }
  for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  return svgFile(width, height, copy.innerHTML);
}

/** An SVG file with the paper of the page. */
export function svgFile(width: number, height: number, content: string): string {
  const paper = getComputedStyle(document.body).backgroundColor;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}"><rect width="${width}" height="${height}" fill="${paper}"/>${content}</svg>\n`;
}

/** The pictures of weights in a panel, as they lie beside one another. */
function composed(canvases: readonly HTMLCanvasElement[]): HTMLCanvasElement {
  const boxes = canvases.map((canvas) => canvas.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const whole = document.createElement("canvas");
  whole.width = PNG_SCALE * (Math.max(...boxes.map((box) => box.right)) - left);
  whole.height = PNG_SCALE * (Math.max(...boxes.map((box) => box.bottom)) - top);
  const context = whole.getContext("2d");
  if (!context) return whole;
  context.imageSmoothingEnabled = false;
  for (const [i, canvas] of canvases.entries()) {
    const box = boxes[i] as DOMRect;
    context.drawImage(canvas, PNG_SCALE * (box.left - left), PNG_SCALE * (box.top - top), PNG_SCALE * box.width, PNG_SCALE * box.height);
  }
  return whole;
}

async function rasterized(svg: string): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [PNG_SCALE * image.width, PNG_SCALE * image.height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Downloads what a panel shows. */
export async function downloadPicture(panel: Element, name: string, format: "svg" | "png"): Promise<void> {
  const curves = panel.querySelector(".curves");
  const drawing = panel.querySelector<SVGSVGElement>(".draw svg");
  const svg = curves ? pictures.get(curves)?.() : drawing ? standalone(drawing) : undefined;
  const canvases = [...panel.querySelectorAll<HTMLCanvasElement>("canvas.pixels")];
  if (format === "svg") {
    if (svg !== undefined) save(URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })), `${name}.svg`);
    return;
  }
  const canvas = svg === undefined ? composed(canvases) : await rasterized(svg);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) save(URL.createObjectURL(blob), `${name}.png`);
}

/** So long an address of a download is kept, in milliseconds. */
const KEPT = 60_000;

/** What a download is called. */
export const fileNameOf = (name: string): string => `droplab-${name.toLowerCase().replace(/[^\w.]+/g, "-")}`;

function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = fileNameOf(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}
