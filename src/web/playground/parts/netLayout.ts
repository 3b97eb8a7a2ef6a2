import type { NetFace, StageFace } from "../twin/seen.ts";
import { areMaps, type UnitPlace, unitsOf } from "./netWords.ts";

/** Where a stage is drawn: a grid of pictures, of dots, or of bars; pixels of the page. */
export interface Block {
  readonly as: "maps" | "dots" | "bars";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly count: number;
  /** Of one picture, dot or bar. */
  readonly across: number;
  readonly down: number;
  readonly gap: number;
}

export interface NetLayout {
  readonly width: number;
  readonly height: number;
  /** From top to bottom, else from left to right. */
  readonly isUpright: boolean;
  /** Pixels of the page for a pixel of a map, in every stage. */
  readonly scale: number;
  readonly blocks: readonly Block[];
  readonly answer: { readonly x: number; readonly y: number; readonly size: number };
  /** The names' first line; undefined where they stand above each block. */
  readonly namesAt?: number;
}

type Size = Omit<Block, "x" | "y">;

const [SCALE, LEAST_SCALE, STEP] = [3, 0.5, 0.1];
const [DOT, LEAST_DOT] = [8, 3];
const LEAST_GAP = 16;
const NAMES = 36;
const ABOVE = 18;

/** A net in a width, to scale; wider than that where it does not fit. */
export function netLayout({ stages, classes }: NetFace, room: number, isUpright: boolean): NetLayout {
  return isUpright ? uprightLayout(stages, classes, room) : lyingLayout(stages, classes, room);
}

const grid = (as: Block["as"], count: number, columns: number, across: number, down: number, gap: number): Size => {
  const rows = Math.ceil(count / columns);
  return {
    ...{ as, count, columns, across, down, gap },
    width: columns * across + (columns - 1) * gap,
    height: rows * down + (rows - 1) * gap,
  };
};

function lyingLayout(stages: readonly StageFace[], classes: number, room: number): NetLayout {
  const height = Math.max(140, Math.min(236, Math.round(room * 0.192)));
  const sizesAt = (scale: number, isTall: boolean): Size[] =>
    stages.map((stage) => {
      if (stage.kind === "logits") return grid("bars", classes, 1, Math.max(74, 50 * scale), Math.min(18.4, (height - 8) / classes), 0);
      const count = unitsOf(stage);
      if (areMaps(stage)) {
        const [, tall = 1, wide = 1] = stage.shape;
        const gap = scale >= 2 ? 4 : 2;
        const fits = Math.max(1, Math.floor((height + gap) / (tall * scale + gap)));
        const columns = Math.ceil(count / (isTall ? fits : Math.min(fits, Math.ceil(Math.sqrt(count)))));
        return grid("maps", count, columns, wide * scale, tall * scale, gap);
      }
      const dot = Math.max(LEAST_DOT, Math.min((DOT * Math.max(1.5, scale)) / SCALE, Math.sqrt((height * 165) / count)));
      return grid("dots", count, Math.ceil(count / Math.floor(height / dot)), dot, dot, 0);
    });
  const answer = 96; // `right, 100% sure`
  const needed = (sizes: readonly Size[]) => sizes.reduce((sum, { width }) => sum + width, 0) + answer + 2;
  const gaps = Math.max(1, stages.length);
  let [scale, sizes] = [SCALE, sizesAt(SCALE, false)];
  const fits = () => needed(sizes) + gaps * LEAST_GAP <= room;
  for (let at = SCALE; at > LEAST_SCALE && !fits(); at -= STEP) {
    [scale, sizes] = [at, sizesAt(at, false)];
    if (!fits()) sizes = sizesAt(at, true);
  }
  const gap = Math.max(LEAST_GAP, (room - needed(sizes)) / gaps);
  let x = 1;
  const blocks = sizes.map((size): Block => {
    const block = { ...size, x, y: (height - size.height) / 2 + 4 };
    x += size.width + gap;
    return block;
  });
  return {
    width: Math.max(room, x + answer),
    height: height + 8 + NAMES,
    ...{ isUpright: false, scale, blocks },
    answer: { x: Math.max(x, room - answer) + 2, y: height / 2 - 4, size: room > 900 ? 74 : 52 },
    namesAt: height + 20,
  };
}

const MOST_HEIGHT = 900;

function uprightLayout(stages: readonly StageFace[], classes: number, room: number): NetLayout {
  const sizesAt = (scale: number): Size[] =>
    stages.map((stage) => {
      if (stage.kind === "logits") return grid("bars", classes, classes, room / classes, 66, 0);
      const count = unitsOf(stage);
      if (areMaps(stage)) {
        const [, tall = 1, wide = 1] = stage.shape;
        const gap = scale >= 1.5 ? 3 : 2;
        const fits = Math.max(1, Math.floor((room + gap) / (wide * scale + gap)));
        const columns = Math.ceil(count / Math.ceil(count / fits));
        return grid("maps", count, columns, wide * scale, tall * scale, gap);
      }
      const dot = Math.max(LEAST_DOT, Math.min(6.2, Math.sqrt((room * 150) / count)));
      return grid("dots", count, Math.min(count, Math.floor(room / dot)), dot, dot, 0);
    });
  const needed = (sizes: readonly Size[]) => sizes.reduce((sum, { height }) => sum + height + ABOVE + LEAST_GAP, 0);
  let scale = Math.min(2, room / 84);
  let sizes = sizesAt(scale);
  while (scale > LEAST_SCALE && needed(sizes) > MOST_HEIGHT) {
    scale -= STEP;
    sizes = sizesAt(scale);
  }
  let y = 0;
  const blocks = sizes.map((size): Block => {
    const block = { ...size, x: Math.max(0, (room - size.width) / 2), y: y + ABOVE };
    y += size.height + ABOVE + LEAST_GAP;
    return block;
  });
  const width = Math.max(room, ...sizes.map((size) => size.width));
  return { width, height: y + 88, isUpright: true, scale, blocks, answer: { x: room / 2, y: y + 30, size: 52 } };
}

/** The middle of a unit, or of one pixel where `pixel` is given; where edges reach classes. */
export function middleOf(layout: NetLayout, block: Block, unit: number, pixel?: { readonly column: number; readonly row: number }) {
  const x = block.x + (unit % block.columns) * (block.across + block.gap);
  const y = block.y + Math.floor(unit / block.columns) * (block.down + block.gap);
  if (pixel) return { x: x + (pixel.column + 0.5) * layout.scale, y: y + (pixel.row + 0.5) * layout.scale };
  if (block.as === "bars") return layout.isUpright ? { x: x + block.across / 2, y: block.y } : { x: block.x, y: y + block.down / 2 };
  return { x: x + block.across / 2, y: y + block.down / 2 };
}

const REACH = 4;

/** Which unit is at a place. */
export function unitAt({ blocks }: NetLayout, x: number, y: number): UnitPlace | null {
  for (const [stage, block] of blocks.entries()) {
    const { columns, across, down, gap, count } = block;
    if (x < block.x - REACH || x > block.x + block.width + REACH || y < block.y - REACH || y > block.y + block.height + REACH) continue;
    const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, Math.floor(value)));
    const column = within((x - block.x) / (across + gap), columns);
    const row = within((y - block.y) / (down + gap), Math.ceil(count / columns));
    const unit = row * columns + column;
    return unit < count ? { stage, unit } : null;
  }
  return null;
}

export type Step = "left" | "right" | "up" | "down";

/** Where an arrow key leads: along the net to its stages, across it to their units. */
export function walked({ stages }: NetFace, { stage, unit }: UnitPlace, step: Step, isUpright: boolean): UnitPlace {
  const [forward, back] = isUpright ? (["down", "up"] as const) : (["right", "left"] as const);
  const countOf = (at: number) => unitsOf(stages[at] as StageFace);
  if (step === forward || step === back) {
    const next = Math.max(0, Math.min(stages.length - 1, stage + (step === forward ? 1 : -1)));
    return next === stage ? { stage, unit } : { stage: next, unit: Math.min(unit, countOf(next) - 1) };
  }
  const count = countOf(stage);
  return { stage, unit: (unit + (step === "down" || step === "right" ? 1 : count - 1)) % count };
}
