import { type Colour, type Colours, css } from "./colours.ts";
import type { Block } from "./netLayout.ts";

/** One stage as it is drawn. */
export interface StageDrawing {
  readonly context: CanvasRenderingContext2D;
  readonly block: Block;
  readonly colours: Colours;
  readonly colour: Colour;
  readonly values: Float32Array | undefined;
  /** 1 where a number is kept by the mask, 0 where it is dropped. */
  readonly kept: Uint8Array | null;
  /** Units that are taken away. */
  readonly gone: readonly number[] | undefined;
}

const SHADES = 6;
const FULL = 0.7;
const TURN = 2 * Math.PI;

/** Units of four states that differ in shape: a disc is active, a point silent, a ring dropped, a cross taken away. */
export function drawDots({ context, block, colours, colour, values, kept, gone }: StageDrawing): void {
  const { count, columns, across } = block;
  const radius = across * 0.37;
  const isSmall = across < 5;
  const isGone = new Uint8Array(count);
  for (const unit of gone ?? []) isGone[unit] = 1;
  let most = 0;
  for (let unit = 0; unit < count; unit++) if (Math.abs(values?.[unit] ?? 0) > most) most = Math.abs(values?.[unit] ?? 0);
  const full = Math.max(1e-6, most * FULL);
  /** 0 gone, 1 dropped, 2 silent, 3 and more active. */
  const shadeOf = (unit: number): number => {
    if (isGone[unit]) return 0;
    if (kept?.[unit] === 0) return 1;
    const value = Math.abs(values?.[unit] ?? 0);
    return !(value > 0) ? 2 : 3 + Math.min(SHADES - 1, Math.floor((value / full) * SHADES));
  };
  const shades = Uint8Array.from({ length: count }, (_, unit) => shadeOf(unit));
  const eachOf = (shade: number, draw: (x: number, y: number) => void) => {
    context.beginPath();
    for (let unit = 0; unit < count; unit++)
      if (shades[unit] === shade) draw(block.x + ((unit % columns) + 0.5) * across, block.y + (Math.floor(unit / columns) + 0.5) * across);
  };
  const disc = (size: number) => (x: number, y: number) => {
    if (isSmall) context.rect(x - size, y - size, 2 * size, 2 * size);
    else {
      context.moveTo(x + size, y);
      context.arc(x, y, size, 0, TURN);
    }
  };
  context.lineWidth = isSmall ? 0.9 : 1.1;
  eachOf(0, (x, y) => cross(context, x, y, radius * 0.72));
  context.strokeStyle = css(colours.ink);
  context.stroke();
  context.lineWidth = isSmall ? 0.7 : 0.9;
  eachOf(1, disc(radius - 0.4));
  context.fillStyle = css(colours.paper);
  context.fill();
  context.strokeStyle = css(colour);
  context.stroke();
  eachOf(2, disc(Math.max(isSmall ? 0.5 : 0.9, radius * 0.34)));
  context.fillStyle = css(colours.muted, 0.7);
  context.fill();
  for (let shade = 0; shade < SHADES; shade++) {
    eachOf(3 + shade, disc(radius));
    context.fillStyle = css(colours.paper);
    context.fill();
    context.fillStyle = css(colour, 0.3 + (0.7 * (shade + 1)) / SHADES);
    context.fill();
  }
}

export function cross(context: CanvasRenderingContext2D, x: number, y: number, reach: number): void {
  context.moveTo(x - reach, y - reach);
  context.lineTo(x + reach, y + reach);
  context.moveTo(x + reach, y - reach);
  context.lineTo(x - reach, y + reach);
}
