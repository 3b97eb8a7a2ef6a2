import { count } from "../../dashboard/parts/format.ts";
import { fontFamily } from "./canvas.ts";
import { type Colour, type Colours, css } from "./colours.ts";
import type { Look } from "./look.ts";
import type { Block, NetLayout } from "./netLayout.ts";
import { shownPass, sureWords } from "./netWords.ts";

export function largestOf(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if ((values[k] as number) > (values[best] as number)) best = k;
  return best;
}

/** The ten logits as bars from zero, the whole net's as ticks, and the answer. */
export function drawClasses(context: CanvasRenderingContext2D, layout: NetLayout, look: Look, colours: Colours, colour: Colour): void {
  const { face, sight, showsMasks, label } = look;
  const lost = look.lost?.classes ?? [];
  const block = layout.blocks.at(-1);
  if (block?.as !== "bars") return;
  const pass = sight && shownPass(sight, showsMasks);
  const whole = showsMasks && sight?.thinned ? sight.whole.logits : undefined;
  const logits = pass?.logits ?? new Float32Array(face.classes);
  const best = largestOf(logits);
  const all = [...logits, ...(whole ?? [])].filter(Number.isFinite);
  const low = Math.min(0, ...all);
  const high = Math.max(4, ...all);
  const family = fontFamily();
  context.textBaseline = "middle";
  for (let k = 0; k < face.classes; k++) {
    const bar = barOf(layout, block, k);
    const isLost = lost.includes(k);
    const at = (value: number) => bar.from + ((value - low) / (high - low)) * (bar.to - bar.from);
    const box = (from: number, to: number, spread = 0) =>
      layout.isUpright
        ? ([bar.side - spread, Math.min(from, to), bar.thickness + 2 * spread, Math.abs(to - from)] as const)
        : ([Math.min(from, to), bar.side - spread, Math.abs(to - from), bar.thickness + 2 * spread] as const);
    context.font = `${k === best && pass ? "600 " : ""}${bar.font}px ${family}`;
    context.fillStyle = css(isLost || (k === best && pass) ? colours.ink : colours.muted);
    context.textAlign = layout.isUpright ? "center" : "left";
    context.fillText(String(k), bar.nameX, bar.nameY);
    context.fillStyle = css(colours.band);
    context.fillRect(...box(bar.from, bar.to));
    if (isLost) drawLost(context, layout, { box: box(bar.from, bar.to), words: lostWords(look), colours, family });
    else if (pass) {
      context.fillStyle = css(colour, k === best ? 1 : 0.45);
      context.fillRect(...box(at(0), at(logits[k] as number)));
      const tick = whole?.[k];
      context.fillStyle = css(colours.ink);
      if (tick !== undefined) context.fillRect(...box(at(tick) - 1, at(tick) + 1, 1));
    }
    if (low < 0) {
      context.fillStyle = css(colours.muted, 0.6);
      context.fillRect(...box(at(0) - 0.5, at(0) + 0.5, 1.5));
    }
  }
  if (pass) drawAnswer(context, layout, colours, family, best, pass.probabilities[best] ?? 0, label);
}

function barOf(layout: NetLayout, block: Block, k: number) {
  if (layout.isUpright) {
    const middle = block.x + (k + 0.5) * block.across;
    const thickness = block.across * 0.62;
    const [from, to] = [block.y + block.height - 16, block.y];
    return { from, to, thickness, side: middle - thickness / 2, nameX: middle, nameY: block.y + block.height - 5, font: 11 };
  }
  const y = block.y + (k + 0.5) * block.down;
  const thickness = block.down * 0.62;
  const font = Math.max(10, Math.min(13, block.down * 0.75));
  return { from: block.x + font + 5, to: block.x + block.width, thickness, side: y - thickness / 2, nameX: block.x + 2, nameY: y, font };
}

interface Lost {
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly words: string;
  readonly colours: Colours;
  readonly family: string;
}

/** Between two tests of all test images one knows of the one before. */
const lostWords = ({ lost, sight }: Look): string =>
  !lost || lost.step === sight?.step ? "lost: never positive" : `lost at step ${count(lost.step)}`;

function drawLost(
  context: CanvasRenderingContext2D,
  { isUpright }: NetLayout,
  { box: [x, y, width, height], words, colours, family }: Lost,
) {
  context.strokeStyle = css(colours.ink);
  context.lineWidth = 1;
  context.setLineDash([3, 2]);
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  context.setLineDash([]);
  if (isUpright) return;
  context.font = `11px ${family}`;
  const word = context.measureText(words).width + 12 < width ? words : "lost";
  context.fillStyle = css(colours.paper);
  context.fillRect(x + 4, y - 1, context.measureText(word).width + 6, height + 2);
  context.fillStyle = css(colours.ink);
  context.fillText(word, x + 7, y + height / 2 + 0.5);
}

function drawAnswer(
  context: CanvasRenderingContext2D,
  { answer, isUpright }: NetLayout,
  colours: Colours,
  family: string,
  best: number,
  probability: number,
  label: number | undefined,
) {
  const isNumber = Number.isFinite(probability);
  const sure = sureWords(probability);
  context.textAlign = isUpright ? "center" : "left";
  context.fillStyle = css(colours.ink);
  context.font = `600 ${answer.size}px ${family}`;
  context.fillText(isNumber ? String(best) : "–", answer.x, answer.y);
  const isWrong = label !== undefined && label !== best;
  context.font = `${isWrong ? "600 " : ""}12px ${family}`;
  context.fillStyle = css(isWrong ? colours.ink : colours.muted);
  const words = !isNumber ? "not a number" : label === undefined ? `${sure} sure` : isWrong ? `wrong, is ${label}` : `right, ${sure} sure`;
  context.fillText(words, answer.x, answer.y + answer.size * 0.5 + 14);
}
