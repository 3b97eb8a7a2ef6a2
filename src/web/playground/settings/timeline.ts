import { needsNewNets, type Settings } from "./settings.ts";

/** From a step on the twins are trained with these settings: `step` steps were done before. */
export interface Change {
  readonly step: number;
  readonly settings: Settings;
}

/** All that decided the numbers of the twins since they were born: their settings then, and what was changed while they trained. */
export interface Timeline {
  readonly start: Settings;
  /** By step; none makes new nets. */
  readonly changes: readonly Change[];
}

/** What the twins are trained with at the end. */
export const latest = ({ start, changes }: Timeline): Settings => changes.at(-1)?.settings ?? start;

/** What is done after so many steps: other settings from there on, or new nets. Settings that are changed back at the same step were never changed. */
export function changed(timeline: Timeline, step: number, settings: Settings): Timeline {
  if (needsNewNets(latest(timeline).shared, settings.shared).length || step === 0) return { start: settings, changes: [] };
  const before = { ...timeline, changes: timeline.changes.filter((change) => change.step < step) };
  const isSame = JSON.stringify(latest(before)) === JSON.stringify(settings);
  return isSame ? before : { ...before, changes: [...before.changes, { step, settings }] };
}

/** What was trained with up to this step: where the twins are the same, later changes are none of theirs. */
export const upTo = ({ start, changes }: Timeline, step: number): Timeline => ({
  start,
  changes: changes.filter((one) => one.step < step),
});
