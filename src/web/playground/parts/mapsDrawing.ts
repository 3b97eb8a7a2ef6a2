import type { StageFace } from "../twin/seen.ts";
import { between, type Colour, css } from "./colours.ts";
import type { StageDrawing } from "./dotsDrawing.ts";
import { cross } from "./dotsDrawing.ts";

/** A little under the largest is full: pictures are clearer. */
const FULL = 0.9;

/** Draws the maps of one stage as pictures; its picture is made anew only where the stage's shape changes. */
export class MapsDrawing {
  #canvas: HTMLCanvasElement | undefined;
  #picture: ImageData | undefined;

  draw({ context, block, colours, values, kept, gone }: StageDrawing, stage: StageFace, colour: Colour): void {
    const [, tall = 1, wide = 1] = stage.shape;
    const pixels = tall * wide;
    const { count, columns, across, down, gap } = block;
    const source = this.#paint(values, stage, colours.paper, colour, colours.ink);
    context.imageSmoothingEnabled = false;
    context.lineWidth = 1;
    const grain = across / wide;
    const grainSide = Math.max(0.8, grain * 0.3);
    for (let map = 0; map < count; map++) {
      const x = block.x + (map % columns) * (across + gap);
      const y = block.y + Math.floor(map / columns) * (down + gap);
      if (source) context.drawImage(source, 0, map * tall, wide, tall, x, y, across, down);
      if (kept) {
        // a dropped pixel is hollow: paper with a grain of grey
        context.fillStyle = css(colours.muted, 0.32);
        for (let i = 0; i < pixels; i++)
          if (kept[map * pixels + i] === 0) {
            const [column, row] = [i % wide, Math.floor(i / wide)];
            context.fillRect(x + (column + 0.5) * grain - grainSide / 2, y + (row + 0.5) * grain - grainSide / 2, grainSide, grainSide);
          }
      }
      context.strokeStyle = css(colours.rule);
      context.strokeRect(x - 0.5, y - 0.5, across + 1, down + 1);
      if (gone?.includes(map)) {
        context.strokeStyle = css(colours.ink);
        context.beginPath();
        cross(context, x + across / 2, y + down / 2, Math.min(across, down) * 0.36);
        context.stroke();
      }
    }
  }

  /** The maps below one another, a pixel for a pixel. */
  #paint(values: Float32Array | undefined, { shape, kind }: StageFace, paper: Colour, positive: Colour, negative: Colour) {
    const [count = 1, tall = 1, wide = 1] = shape;
    if (!values || values.length !== count * tall * wide) return undefined;
    if (!this.#canvas || !this.#picture || this.#picture.width !== wide || this.#picture.height !== count * tall) {
      this.#canvas = document.createElement("canvas");
      this.#canvas.width = wide;
      this.#canvas.height = count * tall;
      this.#picture = new ImageData(wide, count * tall);
    }
    let most = 0;
    for (let i = 0; i < values.length; i++) if (Math.abs(values[i] as number) > most) most = Math.abs(values[i] as number);
    const full = kind === "input" ? 1 : Math.max(1e-6, most * FULL);
    paintPixels(this.#picture, values, full, paper, positive, negative);
    this.#canvas.getContext("2d")?.putImageData(this.#picture, 0, 0);
    return this.#canvas;
  }
}

/** From paper over to one colour for positive numbers, to another for negative ones. */
export function paintPixels(
  { data }: ImageData,
  values: ArrayLike<number>,
  full: number,
  paper: Colour,
  positive: Colour,
  negative: Colour,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const share = Math.min(1, Math.abs(value) / full);
    const end = value < 0 ? negative : positive;
    data[4 * i] = paper[0] + (end[0] - paper[0]) * share;
    data[4 * i + 1] = paper[1] + (end[1] - paper[1]) * share;
    data[4 * i + 2] = paper[2] + (end[2] - paper[2]) * share;
    data[4 * i + 3] = 255;
  }
}

/** Weights in grey: light is positive, dark negative, in both schemes. */
export function paintWeights(picture: ImageData, weights: ArrayLike<number>, full: number, paper: Colour, ink: Colour): void {
  const [light, dark] = paper[0] > ink[0] ? [paper, ink] : [ink, paper];
  paintPixels(picture, weights, full, between(dark, light, 0.5), light, dark);
}
