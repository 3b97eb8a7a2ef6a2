import type { ConfigurationRow } from "../../api/shapes.ts";
import { linear, logError, padded, roundTicks, type Scale, ticksOn } from "../parts/scale.ts";
import type { StripAxis } from "../parts/strip.tsx";

/** Pixels of the column of differences. */
export const FOREST = 140;

/** The axis that all runs of a table share. */
export function accuracyAxis(rows: readonly ConfigurationRow[], isLinear: boolean, width: number): StripAxis {
  const values = rows
    .flatMap(({ runs, low, high }) => [...runs.map(({ accuracy }) => accuracy), low, high])
    .filter((value) => value !== null);
  const [lowest, highest] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 100];
  const pad = Math.max(0.02, 0.03 * (highest - lowest));
  const [low, top] = isLinear ? [Math.max(0, lowest - pad), Math.min(100, highest + pad)] : padded(lowest, highest);
  const scale: Scale = isLinear ? linear(low, top, 6, width - 6) : logError(low, top, 6, width - 6);
  return { scale, width, ticks: ticksOn(scale, low, top, !isLinear, 30) };
}

/** Differences bend away from 0 unless the axis is linear, as accuracies do. */
export function differenceAxis(rows: readonly ConfigurationRow[], isLinear: boolean): StripAxis {
  const ends = rows
    .flatMap(({ difference }) => (difference ? [difference.low, difference.high, difference.mean] : []))
    .filter((value) => value !== null);
  const [lowest, highest] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const unit = Math.max(0.05, (highest - lowest) / 40);
  const bend = (value: number) => (isLinear ? value : Math.sign(value) * Math.log10(1 + Math.abs(value) / unit));
  const [from, to] = [bend(lowest), bend(highest)];
  const pad = 0.08 * (to - from) || 1;
  const place = linear(from - pad, to + pad, 3, FOREST - 3);
  const scale = (value: number) => place(bend(value));
  const candidates = isLinear
    ? roundTicks(lowest, highest, 4)
    : [0, ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].flatMap((tick) => [tick, -tick])];
  const ticks: number[] = [];
  for (const tick of candidates
    .filter((value) => value >= lowest && value <= highest)
    .sort((a, b) => Math.abs(b) - Math.abs(a))
    .toSorted((a, b) => (a === 0 ? -1 : b === 0 ? 1 : 0)))
    if (ticks.every((other) => Math.abs(scale(other) - scale(tick)) > 26)) ticks.push(tick);
  return { scale, ticks, width: FOREST };
}
