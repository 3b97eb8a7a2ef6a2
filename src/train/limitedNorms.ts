import type { Numbers, Parameter } from "#engine";
import type { MethodValues } from "#regularize";
import type { Evaluation } from "./trialResult.ts";

/** Norms move between evaluations: one that comes nearer to the limit than this share of it may have reached it on the way. */
const NEAR = 0.95;

export function norm(values: Numbers): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** Of the values of kernels the largest of the norms that max-norm limits; nothing where there is none, or it is no number. */
export function largestNorm(
  kernels: readonly Parameter[],
  values: readonly Numbers[],
  { maxNorm, maxNormScope }: MethodValues,
): Pick<Evaluation, "largestNorm"> {
  if (!(maxNorm > 0)) return {};
  let largest = 0;
  for (const [i, { shape }] of kernels.entries()) {
    const all = values[i] as Numbers;
    // axis 0 is the unit
    const length = maxNormScope === "kernel" ? all.length : all.length / (shape[0] as number);
    for (let first = 0; first < all.length; first += length) largest = Math.max(largest, norm(all.subarray(first, first + length)));
  }
  return Number.isFinite(largest) ? { largestNorm: largest } : {};
}

/** Of the weights that a trial began with and over all evaluations; nothing unless each has one. */
export function largestNormOf(...of: readonly Pick<Evaluation, "largestNorm">[]): Pick<Evaluation, "largestNorm"> {
  const norms = of.flatMap(({ largestNorm: one }) => one ?? []);
  return norms.length === of.length ? { largestNorm: norms.reduce((a, b) => Math.max(a, b)) } : {};
}

/** Whether max-norm, with this limit, had nothing to do wherever one looked; undefined where that is not known. */
export const neverBound = (limit: number, largest: number | undefined): boolean | undefined =>
  limit > 0 && largest !== undefined ? largest < NEAR * limit : undefined;
