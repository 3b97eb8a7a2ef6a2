import type { Series } from "./series.ts";
import { netsOf, sameTestImages } from "./setup.ts";
import { meanOf, SAME_MEAN } from "./statistics/sample.ts";

/** Whether it can be the best at all: it has accuracies, none of its runs diverged or was given up, and they are of the test examples of the baseline. */
function mayLead({ bySeed, diverged, pruned, setup }: Series, baseline: Series | undefined): boolean {
  const base = baseline?.setup;
  return bySeed.size > 0 && diverged + pruned === 0 && (!setup || !base || sameTestImages(setup, base));
}

/** Whether no other is ahead of it: it was not found by looking at the others. */
function leads(one: Series | undefined, all: readonly Series[]): boolean {
  const mean = ({ bySeed }: Series) => meanOf([...bySeed.values()]);
  return one !== undefined && all.includes(one) && all.every((other) => mean(other) <= mean(one) + SAME_MEAN);
}

/** That the best of several was found by looking at all of them, where it is ahead of the baseline, or may have become the baseline by that. */
export function bestOfMany(series: readonly Series[], baseline: Series | undefined): string[] {
  const leading = series.filter((one) => mayLead(one, baseline));
  const length = new Set(leading.map(({ name, setup }) => (setup ? netsOf(setup) : name))).size;
  // whose runs are copies gives the same with any seed
  if (length < 3 || leading.every(({ copies }) => copies)) return [];
  if (leads(baseline, leading))
    return baseline === series[0]
      ? []
      : [
          `the baseline is the best of ${length} configurations, and not the first: if it was chosen by looking at these very runs, every p is too small; run it and the others again with another --seed to confirm it`,
        ];
  const among = leading.length < series.length ? "the configurations that can be ranked" : `${length} configurations`;
  return [
    `the best of ${among} was found by looking at these very runs, so its lead is flattered; run it and the baseline again with another --seed to confirm it`,
  ];
}
