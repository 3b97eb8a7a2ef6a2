import { fitted } from "./canvas.ts";
import { centred } from "./centred.ts";
import { type Colours, css } from "./colours.ts";
import type { Point } from "./svg.tsx";

/** A line that was drawn without lifting the pen; shares of the pad's side. */
export type Stroke = Point[];

const THICK = 0.072;
/** Pixels of the side of what is centred. */
const SIDE = 112;

function strokes(context: CanvasRenderingContext2D, all: readonly Stroke[], side: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = THICK * side;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of all) {
    context.beginPath();
    for (const [i, [x, y]] of stroke.entries())
      if (i === 0) context.moveTo(x * side, y * side);
      else context.lineTo(x * side, y * side);
    // a dot is a line of no length
    if (stroke.length === 1) context.lineTo((stroke[0]?.[0] ?? 0) * side, (stroke[0]?.[1] ?? 0) * side);
    context.stroke();
  }
}

/** What is drawn, and where the pen is when keys move it. */
export function drawPad(
  canvas: HTMLCanvasElement,
  all: readonly Stroke[],
  pen: { readonly at: Point; readonly isDown: boolean } | null,
  side: number,
  colours: Colours,
): void {
  const context = fitted(canvas, side, side);
  if (!context) return;
  strokes(context, all, side, css(colours.ink));
  if (!pen) return;
  context.beginPath();
  context.arc(pen.at[0] * side, pen.at[1] * side, (THICK * side) / 2 + 2, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = css(colours.muted);
  context.setLineDash(pen.isDown ? [] : [3, 3]);
  context.stroke();
  context.setLineDash([]);
}

/** Makes the net's image of what is drawn; keeps its canvas. */
export class Scanner {
  readonly #canvas = document.createElement("canvas");

  pixelsOf(all: readonly Stroke[]): Uint8Array | null {
    this.#canvas.width = SIDE;
    this.#canvas.height = SIDE;
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return null;
    context.fillStyle = "#000";
    context.fillRect(0, 0, SIDE, SIDE);
    strokes(context, all, SIDE, "#fff");
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return centred({ width: SIDE, height: SIDE, ink: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i] as number) });
  }
}
