import { plain } from "../../dashboard/parts/format.ts";
import type { NetFace, Pass, Removed, Sight, StageFace } from "../twin/seen.ts";

/** A unit of a stage; of maps, the whole map. */
export interface UnitPlace {
  readonly stage: number;
  readonly unit: number;
}

/** Maps are drawn as pictures; maps of one pixel are units. */
export const areMaps = ({ shape }: StageFace): boolean => shape.length === 3 && (shape[1] ?? 0) * (shape[2] ?? 0) > 1;
/** Of a picture. */
export const pixelsOf = (stage: StageFace): number => (areMaps(stage) ? (stage.shape[1] as number) * (stage.shape[2] as number) : 1);
export const unitsOf = (stage: StageFace): number => stage.shape.reduce((all, length) => all * length, 1) / pixelsOf(stage);

/** What a stage is, and its size: `6 maps`, `24×24`. */
export function stageWords(stage: StageFace): readonly [what: string, size: string] {
  const { kind, shape } = stage;
  const size = shape.length === 3 ? `${shape[1]}×${shape[2]}` : "";
  if (kind === "logits") return ["classes", `${unitsOf(stage)}`];
  if (!areMaps(stage)) return [kind === "input" ? "input" : kind === "pooled" ? "pooled" : "dense", `${unitsOf(stage)}`];
  if (kind === "input") return ["image", size];
  return [`${shape[0]} ${kind === "pooled" ? "pooled" : shape[0] === 1 ? "map" : "maps"}`, size];
}

/** A probability in percent, rounded down: 100% is only what is certain. */
export function sureWords(probability: number, decimals = 0): string {
  const tenths = 10 ** decimals;
  return `${(Math.floor(100 * tenths * probability) / tenths).toFixed(decimals)}%`;
}

/** What a layer is called in pictures, by its name or that of its kernel: `dense 120`. */
export function layerWords({ stages }: NetFace, name: string): string {
  const stage = stages.find((each) => each.name === name || `${each.name}.weight` === name);
  if (!stage) return name;
  return stage.kind === "logits" ? "classes" : stageWords(stage).join(" ");
}

/** `dense 120, unit 38`: numbered from 1; classes are digits. */
export function unitWords(stage: StageFace, unit: number): string {
  const words = stageWords(stage).join(" ");
  if (stage.kind === "logits") return `class ${unit}`;
  if (stage.kind === "input" && areMaps(stage) && unitsOf(stage) === 1) return words;
  return `${words}, ${areMaps(stage) ? "map" : "unit"} ${unit + 1}`;
}

export type UnitState = "active" | "silent" | "dropped" | "gone";

export const isGone = ({ removable }: StageFace, removed: Removed, unit: number): boolean =>
  removable !== undefined && (removed[removable]?.includes(unit) ?? false);

/** What a sight shows: the thinned net where dropout acts and it is asked for. */
export const shownPass = (sight: Sight, showsMasks: boolean): Pass => (showsMasks ? (sight.thinned ?? sight.whole) : sight.whole);

/** A unit's own numbers. */
export const valuesOf = (stage: StageFace, values: Float32Array, unit: number): Float32Array =>
  values.subarray(unit * pixelsOf(stage), (unit + 1) * pixelsOf(stage));

/** `0.49`, `up to 1.30`, `silent`, `dropped`, `taken away`. */
export function valueWords(stage: StageFace, index: number, unit: number, sight: Sight, removed: Removed, showsMasks: boolean): string {
  if (isGone(stage, removed, unit)) return "taken away";
  const kept = showsMasks && sight.thinned ? sight.kept[index] : null;
  const all = shownPass(sight, showsMasks).values[index];
  if (!all || all.length === 0) return "–";
  const own = valuesOf(stage, all, unit);
  if (own.length === 0) return "–";
  if (kept && valuesOf(stage, kept as unknown as Float32Array, unit).every((keeps) => keeps === 0)) return "dropped";
  const most = own.reduce((found, value) => (Math.abs(value) > Math.abs(found) ? value : found), 0);
  if (most === 0 && stage.kind !== "logits") return "silent";
  return areMaps(stage) ? `up to ${plain(most)}` : plain(most);
}
