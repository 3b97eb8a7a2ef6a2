import { RECORD_EVERY } from "../twin/twin.ts";

/**
 * Whether both twins are scored on all test images after a step: after 200 steps, then whenever 40% more steps are done, so that scoring
 * takes ever less of a long training.
 */
export function isScored(step: number): boolean {
  let next = 0;
  while (next < step) next = Math.max(next + 2 * RECORD_EVERY, RECORD_EVERY * Math.round((1.4 * next) / RECORD_EVERY));
  return step > 0 && next === step;
}

/** Whether the filters of a step belong into the film of how they formed: at birth, then whenever twice as many steps are done. */
export function isFilmed(step: number): boolean {
  return step === 0 || (step >= 20 && step % 20 === 0 && Number.isInteger(Math.log2(step / 20)));
}
