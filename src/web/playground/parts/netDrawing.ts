import type { TwinName } from "../settings/settings.ts";
import type { StageEdges, StageFace } from "../twin/seen.ts";
import { fontFamily } from "./canvas.ts";
import { drawClasses } from "./classesDrawing.ts";
import { type Colour, type Colours, css } from "./colours.ts";
import { drawDots } from "./dotsDrawing.ts";
import type { Look } from "./look.ts";
import { MapsDrawing } from "./mapsDrawing.ts";
import { type Block, middleOf, type NetLayout } from "./netLayout.ts";
import { areMaps, pixelsOf, shownPass, stageWords } from "./netWords.ts";

/** Draws one twin's net; keeps the memory that its pictures need from one time to the next. */
export class NetDrawing {
  readonly #twin: TwinName;
  readonly #maps = new Map<number, MapsDrawing>();

  constructor(twin: TwinName) {
    this.#twin = twin;
  }

  draw(context: CanvasRenderingContext2D, layout: NetLayout, look: Look, colours: Colours): void {
    const { face, sight, showsMasks } = look;
    const colour = colours[this.#twin];
    context.fillStyle = css(colours.paper);
    context.fillRect(0, 0, layout.width, layout.height);
    drawBands(context, layout, face.stages, colours);
    if (sight) for (const edges of look.edges ?? []) drawEdges(context, layout, face.stages, edges, colour);
    const pass = sight && shownPass(sight, showsMasks);
    for (const [index, stage] of face.stages.entries()) {
      const block = layout.blocks[index] as Block;
      const values = pass?.values[index];
      const kept = (showsMasks && sight?.thinned && sight.kept[index]) || null;
      const gone = stage.removable === undefined ? undefined : look.removed[stage.removable];
      const about = { context, block, colours, colour, values, kept, gone };
      if (block.as === "maps") this.#mapsOf(index).draw(about, stage, stage.kind === "input" ? colours.ink : colour);
      else if (block.as === "dots") drawDots(about);
    }
    drawClasses(context, layout, look, colours, colour);
    drawNames(context, layout, face.stages, colours);
  }

  #mapsOf(index: number): MapsDrawing {
    const found = this.#maps.get(index) ?? new MapsDrawing();
    this.#maps.set(index, found);
    return found;
  }
}

/** From each stage to those that it makes; past others as an arc. */
function drawBands(context: CanvasRenderingContext2D, { blocks, isUpright }: NetLayout, stages: readonly StageFace[], colours: Colours) {
  for (const [to, { from }] of stages.entries())
    for (const source of from) {
      const [p, q] = [blocks[source], blocks[to]];
      if (!p || !q || q.as === "bars") continue;
      context.beginPath();
      if (source < to - 1) {
        context.strokeStyle = css(colours.rule);
        context.lineWidth = 1.5;
        if (isUpright) {
          context.moveTo(p.x + p.width, p.y + p.height / 2);
          context.bezierCurveTo(p.x + p.width + 16, p.y + p.height, q.x + q.width + 16, q.y, q.x + q.width, q.y + q.height / 2);
        } else {
          context.moveTo(p.x + p.width, p.y);
          context.bezierCurveTo(p.x + p.width + 12, 0, q.x - 12, 0, q.x, q.y);
        }
        context.stroke();
        continue;
      }
      if (isUpright)
        trapeze(context, [p.x, p.y + p.height + 3], [p.x + p.width, p.y + p.height + 3], [q.x + q.width, q.y - 15], [q.x, q.y - 15]);
      else trapeze(context, [p.x + p.width + 4, p.y], [q.x - 5, q.y], [q.x - 5, q.y + q.height], [p.x + p.width + 4, p.y + p.height]);
      context.fillStyle = css(colours.band);
      context.fill();
    }
}

type Point = readonly [x: number, y: number];
function trapeze(context: CanvasRenderingContext2D, first: Point, ...others: readonly Point[]) {
  context.moveTo(...first);
  for (const point of others) context.lineTo(...point);
  context.closePath();
}

const SHADES = 5;

/** Stronger ones darker, those of one shade with one stroke. */
function drawEdges(context: CanvasRenderingContext2D, layout: NetLayout, stages: readonly StageFace[], edges: StageEdges, colour: Colour) {
  const { sources, targets, strengths } = edges;
  const [source, target] = [stages[edges.from], stages[edges.to]];
  const [p, q] = [layout.blocks[edges.from], layout.blocks[edges.to]];
  if (!source || !target || !p || !q) return;
  const bend = layout.isUpright ? 14 : Math.min(26, (q.x - p.x - p.width) * 0.6);
  for (let shade = 0; shade < SHADES; shade++) {
    context.beginPath();
    for (let i = 0; i < strengths.length; i++) {
      if (Math.min(SHADES - 1, Math.floor((strengths[i] as number) * SHADES)) !== shade) continue;
      const from = endOf(layout, p, source, sources[i] as number);
      const to = endOf(layout, q, target, targets[i] as number);
      context.moveTo(from.x, from.y);
      if (layout.isUpright) context.bezierCurveTo(from.x, from.y + bend, to.x, to.y - bend, to.x, to.y);
      else context.bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
    }
    const strength = (shade + 0.5) / SHADES;
    context.strokeStyle = css(colour, 0.1 + 0.42 * strength);
    context.lineWidth = 0.4 + 1.2 * strength;
    context.stroke();
  }
}

/** A single number of a stage: a unit, or a pixel of a map. */
function endOf(layout: NetLayout, block: Block, stage: StageFace, number: number) {
  if (!areMaps(stage)) return middleOf(layout, block, number);
  const wide = stage.shape[2] as number;
  const pixel = number % pixelsOf(stage);
  return middleOf(layout, block, Math.floor(number / pixelsOf(stage)), { column: pixel % wide, row: Math.floor(pixel / wide) });
}

function drawNames(
  context: CanvasRenderingContext2D,
  { blocks, namesAt, width }: NetLayout,
  stages: readonly StageFace[],
  colours: Colours,
) {
  context.font = `${namesAt === undefined ? 11 : 12}px ${fontFamily()}`;
  context.fillStyle = css(colours.muted);
  context.textBaseline = "middle";
  context.textAlign = "center";
  let [endOfNames, endOfSizes] = [0, 0];
  for (const [index, stage] of stages.entries()) {
    const block = blocks[index] as Block;
    const [what, size] = stageWords(stage);
    if (namesAt === undefined) {
      const name = stage.kind === "logits" ? what : `${what} ${size}`;
      // readable above edges
      context.strokeStyle = css(colours.paper);
      context.lineWidth = 4;
      context.lineJoin = "round";
      context.strokeText(name, width / 2, block.y - 9);
      context.fillText(name, width / 2, block.y - 9);
      continue;
    }
    // where there is no room a name is left out: pointing tells it
    const place = (text: string, before: number): number => {
      const half = context.measureText(text).width / 2;
      return Math.max(half, block.x + block.width / 2) - half < before + 4 ? Number.NaN : Math.max(half, block.x + block.width / 2);
    };
    const [x, sizeX] = [place(what, endOfNames), place(size, endOfSizes)];
    if (x) {
      context.fillText(what, x, namesAt);
      endOfNames = x + context.measureText(what).width / 2;
    }
    if (sizeX) {
      context.fillText(size, sizeX, namesAt + 15);
      endOfSizes = sizeX + context.measureText(size).width / 2;
    }
  }
}
