import { isSettled, type Run, type TrialRecord } from "#experiment";

/** A run that has come neither so far nor worked so long tells nothing: it has hardly begun, and its first iterations are slow. */
const [LEAST_ITERATIONS, LEAST_SECONDS] = [100, 5];

/** Iterations a second of a run, over all its attempts; null where it tells nothing yet. */
export function speedOf(record: TrialRecord): number | null {
  const { iteration, seconds } = record;
  const tells = isSettled(record) || iteration >= LEAST_ITERATIONS || seconds >= LEAST_SECONDS;
  return tells && iteration > 0 && seconds > 0 ? iteration / seconds : null;
}

/** Seconds of one thread that each open run still takes, by run; null where no run of the experiment tells how fast they go. */
export type Work = ReadonlyMap<string, number> | null;

/** What these take on so many threads, of which each run has one. */
export function secondsOn(threads: number, works: Iterable<number>): number {
  let [sum, longest] = [0, 0];
  for (const seconds of works) {
    sum += seconds;
    longest = Math.max(longest, seconds);
  }
  return Math.max(sum / threads, longest);
}

/** By the pace of the runs that are known: of the same configuration, else of all. */
export function workLeft(runs: readonly Run[]): Work {
  const paced = runs.filter(({ record }) => speedOf(record) !== null);
  if (!paced.length) return null;
  const paceOf = (some: readonly Run[]) =>
    some.reduce((sum, { record }) => sum + record.seconds, 0) / some.reduce((sum, { record }) => sum + record.iteration, 0);
  const overall = paceOf(paced);
  const byConfiguration = new Map(
    [...Map.groupBy(paced, ({ configuration }) => configuration)].map(([index, own]) => [index, paceOf(own)]),
  );
  const open = runs.filter(({ record }) => !isSettled(record));
  return new Map(
    open.map(({ configuration, record: { id, config, iteration } }) => {
      const pace = byConfiguration.get(configuration) ?? overall;
      return [id, pace * Math.max(0, config.iterations - iteration)];
    }),
  );
}
