import { counted } from "#engine";
import { type Experiment, withoutUndefined } from "./experiment.ts";

/** What is planned at once is held in memory, and every configuration has a net that is built to see whether it fits. */
const [MOST_CONFIGURATIONS, MOST_RUNS] = [100_000, 1_000_000];

/** How many configurations an experiment has. Refuses more than are planned at once, before any is made; throws a sentence. */
export function configurationCount(experiment: Experiment): number {
  const { grid = {}, list } = withoutUndefined(experiment);
  const axes = Object.values(grid).map((values) => values?.length ?? 0);
  const count = axes.reduce((product, length) => product * length, list?.length ?? 1);
  if (count > MOST_CONFIGURATIONS) {
    const sizes = [...(list ? [list.length] : []), ...axes].join(" × ");
    throw new RangeError(
      `${list ? "list" : "grid"}: ${sizes} are ${count} configurations, more than ${MOST_CONFIGURATIONS}; vary fewer values, or make several experiments`,
    );
  }
  return count;
}

/** The same for all runs. */
export function checkRunCount(configurations: number, reps: number): void {
  if (configurations * reps > MOST_RUNS)
    throw new RangeError(
      `reps: ${counted(reps, "run")} of ${counted(configurations, "configuration")} are ${configurations * reps}, more than ${MOST_RUNS}; give at most ${Math.floor(MOST_RUNS / configurations)}`,
    );
}
