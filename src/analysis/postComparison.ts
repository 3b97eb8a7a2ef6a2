import { type PublishedRow, publishedRuns } from "#experiment";
import type { ConfigurationSummary } from "./configurationSummary.ts";
import { meanOf, standardDeviation } from "./statistics/sample.ts";
import { sampleDeviation, welch } from "./statistics/welch.ts";

const LEVEL = 0.01;

/** How a row compares with the published one, by Welch's test of the two summaries at 1%. */
export function compareWithPublished(
  published: PublishedRow,
  { accuracies, diverged = 0 }: Pick<ConfigurationSummary, "accuracies"> & Partial<Pick<ConfigurationSummary, "diverged">>,
): { readonly p: number; readonly words: string } {
  const percents = accuracies.map((accuracy) => 100 * accuracy);
  if (diverged) return { p: Number.NaN, words: `not compared, ${diverged} diverged` };
  if (percents.length < 2) return { p: Number.NaN, words: "too few runs to compare" };
  const ours = { n: percents.length, mean: meanOf(percents), sampleDeviation: standardDeviation(percents, "sample") };
  const theirs = { n: publishedRuns, mean: published.mean, sampleDeviation: sampleDeviation(published.sd, publishedRuns) };
  const { p } = welch(ours, theirs);
  if (!(p < LEVEL)) return { p, words: "agrees" };
  const difference = ours.mean - theirs.mean;
  return { p, words: `${difference > 0 ? "higher" : "lower"} by ${Math.abs(difference).toPrecision(2)}` };
}
