import { fitted, fontFamily } from "./canvas.ts";
import { type Colour, type Colours, css } from "./colours.ts";
import { PIXELS, SIDE } from "./digitSize.ts";
import { paintPixels } from "./mapsDrawing.ts";

export type WallOrder = "file" | "digit";

/** Where the tiles are. */
export interface WallPlaces {
  readonly tile: number;
  readonly height: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Digits at the start of rows. */
  readonly rows: readonly { readonly label: number; readonly y: number }[];
}

const [WIDE, NARROW] = [24, 15];
const NAME = 18;
const LEAST_ROW = 14;

/** Tiles in the order of the images, or a row for each digit. */
export function wallPlaces(labels: Uint8Array, width: number, order: WallOrder): WallPlaces {
  const x: number[] = [];
  const y: number[] = [];
  if (order === "file") {
    const columns = width >= 340 ? WIDE : NARROW;
    const tile = width / columns;
    for (let i = 0; i < labels.length; i++) {
      x.push((i % columns) * tile);
      y.push(Math.floor(i / columns) * tile);
    }
    return { tile, height: Math.ceil(labels.length / columns) * tile, x, y, rows: [] };
  }
  const counts = new Uint32Array(10);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const tile = (width - NAME) / Math.max(1, ...counts);
  const row = Math.max(LEAST_ROW, tile + 2);
  const placed = new Uint32Array(10);
  for (const label of labels) {
    x.push(NAME + (placed[label] ?? 0) * tile);
    y.push(label * row + (row - tile) / 2);
    placed[label] = (placed[label] ?? 0) + 1;
  }
  const rows = Array.from({ length: 10 }, (_, label) => ({ label, y: (label + 0.5) * row }));
  return { tile, height: 10 * row, x, y, rows };
}

interface Wall {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly answers: Uint8Array | null;
  readonly places: WallPlaces;
  readonly width: number;
  readonly colours: Colours;
}

const BYTE = 255;
const SEAM = 0.6;

/** Draws tiles, and later only those that have turned. */
export class WallDrawing {
  readonly #canvas: HTMLCanvasElement;
  #last: Wall | undefined;
  #plain: HTMLCanvasElement | undefined;
  #solid: HTMLCanvasElement | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw(wall: Wall): void {
    const { pixels, labels, answers, places, width, colours } = wall;
    const last = this.#last;
    if (last?.pixels !== pixels || last.colours !== colours) {
      this.#plain = sheet(pixels, colours.paper, colours.muted);
      this.#solid = sheet(pixels, colours.tile, colours["on-tile"]);
    }
    const isSame = last?.pixels === pixels && last.places === places && last.colours === colours && last.labels === labels;
    const context = isSame ? this.#canvas.getContext("2d") : fitted(this.#canvas, width, Math.max(1, Math.ceil(places.height)));
    this.#last = wall;
    if (!context) return;
    context.imageSmoothingEnabled = true;
    if (!isSame) {
      context.font = `600 12px ${fontFamily()}`;
      context.textBaseline = "middle";
      context.fillStyle = css(colours.ink);
      for (const { label, y } of places.rows) context.fillText(String(label), 2, y);
    }
    const isWrong = (given: Uint8Array | null, i: number) => given !== null && i < given.length && given[i] !== labels[i];
    for (let i = 0; i < places.x.length; i++) {
      const wrong = isWrong(answers, i);
      if (isSame && wrong === isWrong(last.answers, i)) continue;
      const source = wrong ? this.#solid : this.#plain;
      const [x, y, side] = [places.x[i] as number, places.y[i] as number, places.tile - SEAM];
      context.clearRect(x, y, side, side);
      if (source) context.drawImage(source, 0, i * SIDE, SIDE, SIDE, x, y, side, side);
    }
  }
}

/** All images below one another. */
function sheet(pixels: Uint8Array, paper: Colour, ink: Colour): HTMLCanvasElement | undefined {
  const all = Math.floor(pixels.length / PIXELS);
  if (all === 0) return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE * all;
  const picture = new ImageData(SIDE, SIDE * all);
  paintPixels(picture, pixels.subarray(0, PIXELS * all), BYTE, paper, ink, ink);
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}
