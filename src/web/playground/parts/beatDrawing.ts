import type { StageFace } from "../twin/seen.ts";
import { type Colour, css } from "./colours.ts";
import type { NetLayout } from "./netLayout.ts";

/** What one step of training does, one after the other: slow motion shows each for half a second. */
export const beats = ["mask", "signal", "error", "weights"] as const;
export type Beat = (typeof beats)[number];

export const beatWords: { readonly [beat in Beat]: string } = {
  mask: "a mask falls: other units are dropped",
  signal: "the signal runs forward to an answer",
  error: "the error runs back",
  weights: "the weights change a little",
};

/** Milliseconds that a beat lasts. */
export const BEAT = 500;

/** A beat over the net, at a share of its time: a band that runs through it, or a frame around what has weights. */
export function drawBeat(
  context: CanvasRenderingContext2D,
  { width, height, isUpright, blocks }: NetLayout,
  stages: readonly StageFace[],
  beat: Beat,
  share: number,
  colour: Colour,
): void {
  if (beat === "mask") return;
  if (beat === "weights") {
    context.strokeStyle = css(colour, Math.sin(Math.PI * share));
    context.lineWidth = 2;
    for (const [index, block] of blocks.entries())
      if (stages[index]?.kernel) context.strokeRect(block.x - 3, block.y - 3, block.width + 6, block.height + 6);
    return;
  }
  const length = isUpright ? height : width;
  const band = length / 6;
  const ahead = beat === "signal" ? share : 1 - share;
  const middle = ahead * (length + band) - band / 2;
  const gradient = isUpright
    ? context.createLinearGradient(0, middle - band, 0, middle + band)
    : context.createLinearGradient(middle - band, 0, middle + band, 0);
  gradient.addColorStop(0, css(colour, 0));
  gradient.addColorStop(0.5, css(colour, 0.26));
  gradient.addColorStop(1, css(colour, 0));
  context.fillStyle = gradient;
  if (isUpright) context.fillRect(0, middle - band, width, 2 * band);
  else context.fillRect(middle - band, 0, 2 * band, height);
}
