import type { Numbers, Parameter } from "#engine";
import type { MethodValues } from "#regularize";
import type { Evaluation } from "./trialResult.ts";

/** Norms come back from the projection with an error of float32. */
const AS_GOOD_AS = 1 - 1e-5;

export function norm(values: Numbers): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** Of the kernels with their values, the largest of the norms that max-norm limits; nothing where there is none, or it is no number. */
export function largestNorm(
  kernels: readonly (readonly [Parameter, Numbers])[],
  { maxNorm, maxNormScope }: MethodValues,
): Pick<Evaluation, "largestNorm"> {
  if (!(maxNorm > 0)) return {};
  let largest = 0;
  for (const [{ shape }, values] of kernels) {
    // axis 0 is the unit
    const length = maxNormScope === "kernel" ? values.length : values.length / (shape[0] as number);
    for (let first = 0; first < values.length; first += length) largest = Math.max(largest, norm(values.subarray(first, first + length)));
  }
  return Number.isFinite(largest) ? { largestNorm: largest } : {};
}

/** Over all evaluations; nothing unless each has one. */
export function largestNormOf(evaluations: readonly Evaluation[]): Pick<Evaluation, "largestNorm"> {
  const norms = evaluations.flatMap(({ largestNorm: one }) => one ?? []);
  return norms.length > 0 && norms.length === evaluations.length ? { largestNorm: norms.reduce((a, b) => Math.max(a, b)) } : {};
}

/** Whether max-norm, with this limit, was at work at no evaluation; undefined where that is not known. */
export const neverBound = (limit: number, largest: number | undefined): boolean | undefined =>
  limit > 0 && largest !== undefined ? largest < limit * AS_GOOD_AS : undefined;
