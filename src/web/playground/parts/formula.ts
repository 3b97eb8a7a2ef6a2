import { plain } from "../../dashboard/parts/format.ts";
import type { NetFace, Pass, StageFace, UnitWeights } from "../twin/seen.ts";
import { underFilter, windowPlaces } from "./formulaWindow.ts";
import type { Look } from "./look.ts";
import { areMaps, isGone, pixelsOf, shownPass, sureWords, type UnitPlace, valuesOf } from "./netWords.ts";

/** A piece of a line: said in passing, a number of weight, or what comes out. */
export interface Piece {
  readonly text: string;
  readonly as?: "quiet" | "strong" | "result";
}

/** What a unit computes, with its numbers. */
export interface Formula {
  readonly lines: readonly (readonly Piece[])[];
  /** Of a convolution, at the pixel where the map is brightest: inputs and weights, [channel][row][column]. */
  readonly patch?: { readonly inputs: Float32Array; readonly weights: Float32Array; readonly shape: readonly number[] };
}

const quiet = (text: string): Piece => ({ text, as: "quiet" });
const strong = (text: string): Piece => ({ text, as: "strong" });
const result = (text: string): Piece => ({ text, as: "result" });
const just = (text: string): Piece => ({ text });
const plus = (value: number) => `${value < 0 ? "−" : "+"} ${plain(Math.abs(value))}`;
const factor = (value: number) => (value < 0 ? `(${plain(value)})` : plain(value));

/** The formula of one unit of one twin; without weights, that of what needs none. */
export function formulaOf(look: Look, { stage: index, unit }: UnitPlace, weights: UnitWeights | null): Formula {
  const { face, sight, removed, showsMasks } = look;
  const stage = face.stages[index];
  const pass = sight && shownPass(sight, showsMasks);
  const values = pass?.values[index];
  if (!stage || !sight || !pass || !values?.length) return { lines: [[quiet("Nothing has gone through the net yet.")]] };
  const own = valuesOf(stage, values, unit);
  if (own.length === 0) return { lines: [[quiet("This net has no such unit.")]] };
  const at = brightest(own);
  const mask = maskOf(look, index, unit * pixelsOf(stage) + at);
  const value = own[at] as number;
  const given: Given = { value, mask, weightRate: sight.thinned && showsMasks ? (sight.weightRates[index] ?? 0) : 0 };
  const gone = isGone(stage, removed, unit) ? [[quiet("You took it away: nothing reads it.")]] : [];
  if (stage.kind === "input") return { lines: [...inputLines(stage, value, at, mask), ...gone] };
  if (stage.kind === "pooled") return { lines: [...pooledLines(look, pass, index, unit, at, value, mask), ...gone] };
  if (!weights) return { lines: [[quiet("Its weights have not arrived.")]] };
  const inputs = inputsOf(look, pass, stage);
  if (!stage.window) return { lines: [...denseLines(stage, pass, unit, inputs, weights, given), ...gone] };
  const source = face.stages[stage.from[0] ?? 0] as StageFace;
  const under = underFilter(source.shape, stage, inputs, at);
  const sum = dot(weights.weights, under);
  const lines = [
    [quiet(`brightest pixel of this map: ${placeOf(stage, at)}; ${headOf(stage, mask)}`)],
    [just(`Σ of ${weights.weights.length} products = `), strong(plain(sum)), just(`, b = ${plain(weights.bias)}`)],
    ...endLines(stage, sum, weights.bias, given),
    ...gone,
  ];
  return { lines, patch: { inputs: under, weights: weights.weights, shape: stage.kernel?.slice(1) ?? [] } };
}

/** What a unit gives, and what dropout did to it and to the weights that it is made with. */
interface Given {
  readonly value: number;
  readonly mask: Mask | undefined;
  /** The share of the weights that this step drops. */
  readonly weightRate: number;
}

/** What dropout does to one number: nothing where it is undefined. */
export interface Mask {
  readonly kind: string;
  readonly rate: number;
  readonly keeps: boolean;
}

function maskOf({ face, sight, showsMasks }: Look, index: number, place: number): Mask | undefined {
  const rate = sight?.rates[index] ?? 0;
  const kind = face.stages[index]?.dropout?.kind;
  if (!kind || !sight?.thinned || !showsMasks || rate === 0 || kind === "dropConnect") return undefined;
  return { kind, rate, keeps: sight.kept[index]?.[place] !== 0 };
}

/** Before a mask's factor; undefined where the mask hides it. */
function valueBefore(value: number, mask: Mask | undefined): number | undefined {
  if (!mask) return value;
  if (!mask.keeps || mask.kind === "gaussian") return undefined;
  return mask.kind === "classic" ? value : value * (1 - mask.rate);
}

/** What goes into a stage, without what was taken away; classic dropout scales it when the whole net answers. */
function inputsOf({ face, sight, removed, showsMasks }: Look, pass: Pass, { from }: StageFace): Float32Array {
  const index = from[0] ?? 0;
  const source = face.stages[index];
  const values = Float32Array.from(pass.values[index] ?? []);
  if (!source) return values;
  const list = removableOf(face, source);
  for (const unit of (list === undefined ? undefined : removed[list]) ?? []) valuesOf(source, values, unit).fill(0);
  const isWhole = !(showsMasks && sight?.thinned);
  const rate = sight?.rates[index] ?? 0;
  return isWhole && rate > 0 && source.dropout?.kind === "classic" ? values.map((value) => value * (1 - rate)) : values;
}

/** Pooling passes on what maps lack. */
function removableOf({ stages }: NetFace, stage: StageFace): number | undefined {
  const source = stages[stage.from[0] ?? -1];
  return stage.removable ?? (stage.kind === "pooled" && source ? source.removable : undefined);
}

function brightest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number);
  return sum;
}

const placeOf = ({ shape }: StageFace, at: number): string => {
  const wide = shape[2] ?? 1;
  return `row ${Math.floor(at / wide) + 1}, column ${(at % wide) + 1}`;
};

function headOf({ activation, kind }: StageFace, mask: Mask | undefined): string {
  const name = kind === "logits" ? "z" : "h";
  const sum = "Σ w·x + b";
  const inside = !activation ? sum : activation === "relu" ? `max(0, ${sum})` : `${activation}(${sum})`;
  return `${name} = ${inside}${mask ? ` · ${maskWords(mask)}` : ""}`;
}

const maskWords = ({ kind }: Mask): string => (kind === "gaussian" ? "noise" : kind === "classic" ? "m" : "m / (1 − p)");

/** `· 1 / (1 − 0.5)`, and what it means. */
function maskPieces(mask: Mask, before: number | undefined, value: number): readonly [does: string, means: string] {
  const m = mask.keeps ? 1 : 0;
  if (mask.kind === "gaussian") return [before ? ` · ${plain(value / before)}` : " · noise", "every unit is multiplied by noise around 1"];
  if (!mask.keeps) return [mask.kind === "classic" ? " · 0" : ` · 0 / (1 − ${mask.rate})`, "dropped in this step"];
  if (mask.kind === "classic") return [` · ${m}`, "kept in this step"];
  return [` · 1 / (1 − ${mask.rate})`, "kept, so scaled up"];
}

function inputLines(stage: StageFace, value: number, at: number, mask: Mask | undefined): Piece[][] {
  const before = valueBefore(value, mask);
  const byte = before === undefined ? "pixel" : String(Math.round(before * 255));
  const [does, means] = mask ? maskPieces(mask, before, value) : ["", ""];
  return [
    [quiet(`${areMaps(stage) ? `brightest pixel: ${placeOf(stage, at)}; ` : ""}x = pixel / 255${mask ? ` · ${maskWords(mask)}` : ""}`)],
    [just(`${byte} / 255${does} = `), result(plain(value)), quiet(means && ` ${means}`)],
  ];
}

function pooledLines(look: Look, pass: Pass, index: number, unit: number, at: number, value: number, mask: Mask | undefined): Piece[][] {
  const stage = look.face.stages[index] as StageFace;
  const from = stage.from[0] ?? 0;
  const source = look.face.stages[from];
  const isMean = stage.name.startsWith("average");
  const { size = 1, stride = 1 } = stage.window ?? {};
  const steps = stride === size ? "" : `, ${stride} further each time`;
  const head = quiet(
    `the ${isMean ? "mean" : "largest"} of each ${size} × ${size} pixels${steps}${mask ? `, then · ${maskWords(mask)}` : ""}`,
  );
  const before = pass.values[from] && source ? valuesOf(source, inputsOf(look, pass, stage), unit) : undefined;
  const [does, means] = mask ? maskPieces(mask, valueBefore(value, mask), value) : ["", ""];
  if (!before || !source || size * size > MOST_POOLED)
    return [[head], [quiet("largest here: "), result(plain(value)), quiet(means && ` ${means}`)]];
  const numbers = windowPlaces(source.shape, stage, at).map((place) => before[place] ?? 0);
  return [
    [head],
    [quiet(`brightest pixel of this map: ${placeOf(stage, at)}`)],
    [
      just(`${isMean ? "mean" : "max"}(${numbers.map((number) => plain(number)).join(", ")})${does} = `),
      result(plain(value)),
      quiet(means && ` ${means}`),
    ],
  ];
}

/** So many numbers of a pool are written out. */
const MOST_POOLED = 9;
const TERMS = 3;

function denseLines(
  stage: StageFace,
  pass: Pass,
  unit: number,
  inputs: Float32Array,
  { weights, bias }: UnitWeights,
  given: Given,
): Piece[][] {
  const products = Array.from(weights, (weight, i) => ({ weight, input: inputs[i] ?? 0, product: weight * (inputs[i] ?? 0) }));
  const order = products.filter(({ product }) => product !== 0).sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const sum = products.reduce((all, { product }) => all + product, 0);
  const shown = order.slice(0, TERMS);
  const rest = sum - shown.reduce((all, { product }) => all + product, 0);
  const terms = shown.map(({ input, weight }) => `${plain(input)}·${factor(weight)}`).join(" + ") || "0";
  const more = order.length - shown.length;
  const lines: Piece[][] = [
    [quiet(headOf(stage, given.mask))],
    [just(`Σ w·x = ${terms} `), ...(more > 0 ? [just(`${plus(rest)} `), quiet(`(${more} more) `)] : []), just("= "), strong(plain(sum))],
  ];
  if (stage.kind !== "logits") return [...lines, ...endLines(stage, sum, bias, given)];
  const share = pass.probabilities[unit] ?? 0;
  return [
    ...lines,
    ...endLines(stage, sum, bias, given),
    [just(`softmax: e^${plain(given.value)} / Σ e^z = `), strong(sureWords(share, 1))],
  ];
}

const CLOSE = 0.02;

/** From the sum to what comes out; what lies between and is not drawn is said. */
function endLines(stage: StageFace, sum: number, bias: number, { value, mask, weightRate }: Given): Piece[][] {
  const { activation, kind } = stage;
  const z = sum + bias;
  const after = activation === "relu" ? Math.max(0, z) : activation ? undefined : z;
  const before = valueBefore(value, mask);
  const [does, means] = mask ? maskPieces(mask, after, value) : ["", ""];
  const first = [just(`Σ w·x + b = ${plain(sum)} ${plus(bias)} = `), strong(plain(z))];
  if (weightRate > 0) {
    const share = `${Number((100 * weightRate).toPrecision(2))}%`;
    return [
      first,
      [quiet(`with all its weights; this step drops ${share} of them, and with those that are left it gives `), result(plain(value))],
    ];
  }
  if (stage.hasBetween) return [first, [quiet("comes out, as another layer stands between: "), result(plain(value))]];
  const isOther = after !== undefined && before !== undefined && Math.abs(after - before) > CLOSE + CLOSE * Math.abs(before);
  if (isOther) return [first, [quiet("comes out; a layer between or newer weights make the difference: "), result(plain(value))]];
  const words = means || (activation === "relu" && value === 0 ? (kind === "logits" ? "no gradient comes back" : "silent") : "");
  if (!activation && !mask) return [[...first.slice(0, 1), result(plain(z))]];
  const inside = !activation ? plain(z) : `${activation === "relu" ? "max(0, " : `${activation}(`}${plain(z)})`;
  return [first, [just(`${inside}${does} = `), result(plain(value)), quiet(words && ` ${words}`)]];
}
