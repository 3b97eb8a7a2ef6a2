import { isCsv } from "#data";
import { counted } from "#engine";
import { COPIES } from "#experiment";
import type { Comparison } from "./comparison.ts";
import { named } from "./named.ts";
import type { Series } from "./series.ts";
import { LEVEL } from "./statistics/signFlipPower.ts";
import { isShown } from "./verdict.ts";

/** What runs share that makes them no sample, or their pairs no evidence. */
export const sharingWarnings = (series: readonly Series[], comparisons: readonly Comparison[]): string[] => [
  ...heldStreams(series),
  ...drawnOnce(series),
  ...copiesOfOne(series),
  ...oneMinimum(series, comparisons),
  ...withoutSpread(series, comparisons),
  ...oneSplit(series, comparisons),
];

function heldStreams(series: readonly Series[]): string[] {
  const found = series.flatMap(({ name, held }) => (held === undefined ? [] : [{ name, held }]));
  if (!found.length) return [];
  return [
    `runs share what --vary held: ${named(found, ({ held }) => held)}; their spread and their intervals are of this one draw, so leave --vary out to compare configurations`,
  ];
}

function drawnOnce(series: readonly Series[]): string[] {
  const found = series.filter(({ dataDraw }) => dataDraw !== undefined);
  const [first] = found;
  if (!first) return [];
  const areOfOneSplit = found.every(({ split }) => split === first.split);
  const drawOf = ({ dataDraw, split }: Series) => `--data-seed ${dataDraw}${areOfOneSplit ? "" : ` --split-seed ${split}`}`;
  const which = found.every((one) => drawOf(one) === drawOf(first)) ? drawOf(first) : named(found, drawOf);
  return [
    `the training examples or their wrong labels were drawn once (${which}), and all seeds share them: what is found holds for this draw, and another may say otherwise; run the same under other values of --data-seed, each compared by itself`,
  ];
}

/** Where no pair differs from another, many are hardly more evidence than one. */
function withoutSpread(series: readonly Series[], comparisons: readonly Comparison[]): string[] {
  const found = comparisons.filter(
    ({ verdict, paired }) => (verdict === "better" || verdict === "worse") && paired.interval.low === paired.interval.high,
  );
  const [first] = found;
  if (!first) return [];
  return [
    `each of the ${counted(first.paired.pairs, "pair")} differs by the same in ${named(
      found.map((one) => ({ ...one, name: one.other })),
      ({ baseline }) => `against ${baseline}`,
    )}, as where all runs of a configuration give the same answers: then they are one pair, and p is of none; look at other examples${bySplits(series)} before you believe it`,
  ];
}

function copiesOfOne(series: readonly Series[]): string[] {
  const of = (kind: Series["copies"]) => series.filter(({ copies, bySeed }) => copies === kind && bySeed.size > 1);
  const [undrawn, converged] = [of("undrawn"), of("converged")];
  const runs = ({ bySeed }: Series) => counted(bySeed.size, "run");
  return [
    ...(undrawn.length ? [`nothing is drawn for ${named(undrawn, runs)}: ${COPIES}`] : []),
    ...(converged.length
      ? [
          `all runs of ${named(converged, runs)} give nearly the same answers, as where a loss has one minimum and training comes to it, or where a net gives every example the same: they count as copies of one net, whatever their seeds, and their spread and intervals are of no sample; other examples${bySplits(series)} would tell more than more seeds`,
        ]
      : []),
  ];
}

/** What seeds tell of nets that have only one place to come to. */
function oneMinimum(series: readonly Series[], comparisons: readonly Comparison[]): string[] {
  const convex = new Set(series.filter(({ hasOneMinimum }) => hasOneMinimum).map(({ name }) => name));
  const found = comparisons.filter((one) => isClaimed(one) && convex.has(one.other) && convex.has(one.baseline));
  if (!found.length) return [];
  return [
    `a net of one dense layer has a loss with one minimum, and its seeds tell only how near training came to it: p of ${named(
      found.map((one) => ({ ...one, name: one.other })),
      ({ baseline }) => `against ${baseline}`,
    )} says next to nothing of other examples, which alone can tell which of the two is better${bySplits(series)}`,
  ];
}

/** What is shown of a table is of the rows that it was tested on. */
function oneSplit(series: readonly Series[], comparisons: readonly Comparison[]): string[] {
  return areTables(series) && comparisons.some(isClaimed)
    ? [
        "all runs are tested on the same rows, and what is shown is of these; where droplab split the table, repeat the sweep under other splits (--split-seed 2, then 3, …), each compared by itself, before you believe it of other rows",
      ]
    : [];
}

/** Whether something is said of the two that holds, as it is said, beyond these runs: also that they are as good as one another. */
const isClaimed = (comparison: Comparison): boolean => {
  const { verdict, independent } = comparison;
  return isShown(comparison) || verdict === "equivalent" || (verdict === "unpaired" && (independent?.welchP ?? 1) < LEVEL);
};

const areTables = (series: readonly Series[]) => series.some(({ setup }) => setup !== undefined && isCsv(setup.dataset));

/** Where other examples come from, for tables that droplab splits. */
const bySplits = (series: readonly Series[]) => (areTables(series) ? " (--split-seed, each compared by itself)" : "");
