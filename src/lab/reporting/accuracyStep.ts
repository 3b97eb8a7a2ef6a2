import { commonDenominator } from "../statistics/commonDenominator.ts";

/**
 * The step in which these accuracies, in percent, come, in points: 100 / n of n test rows, or a multiple of that where the accuracies have
 * a divisor in common. 0 where they are not shares of up to ten million rows.
 */
export function accuracyStep(percents: readonly number[]): number {
  const rows = commonDenominator(percents.map((percent) => percent / 100));
  return rows === undefined ? 0 : 100 / rows;
}
