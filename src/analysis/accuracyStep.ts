import type { Series } from "./series.ts";
import { commonDenominator } from "./statistics/commonDenominator.ts";

/**
 * The step in which the accuracies of configurations with the same test images come, in points: 100 / n of n test rows. Where n was not
 * recorded, from the accuracies themselves: the step, or a multiple of it where they have a divisor in common, or 0 where they are not
 * shares of up to ten million rows.
 */
export function accuracyStep(series: readonly Pick<Series, "bySeed" | "testRows">[]): number {
  const known = series.find(({ testRows }) => testRows !== undefined)?.testRows;
  const rows = known ?? commonDenominator(series.flatMap(({ bySeed }) => [...bySeed.values()].map((percent) => percent / 100)));
  return rows === undefined ? 0 : 100 / rows;
}
