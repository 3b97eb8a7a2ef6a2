import { type Comparison, compareAll, type Series } from "#analysis";
import { doneRuns, type ExperimentFact, lostIn, nameOf, type RowFact } from "./facts.ts";

/** A row as the laboratory compares it; its iterations were chosen on held-out images. */
export function seriesOf({ madeBy }: ExperimentFact, row: RowFact): Series {
  const { runs } = row;
  const count = (state: string) => runs.filter((run) => run.state === state).length;
  return {
    name: nameOf(row),
    bySeed: new Map(doneRuns(row).map(({ seed, accuracy }) => [seed, 100 * (accuracy as number)])),
    seeds: runs.map(({ seed }) => seed),
    planned: runs.length,
    failed: count("failed"),
    diverged: count("diverged"),
    pruned: count("pruned"),
    withDeadClasses: lostIn(row).length,
    selectedOn: "heldOut",
    numerics: [...new Set(madeBy.map(({ numerics }) => numerics))],
  };
}

/** Rows with their comparisons with one of the same experiment. */
export function compareRows(
  facts: ExperimentFact,
  baseline: RowFact,
  rows: readonly RowFact[],
): { readonly row: RowFact; readonly comparison: Comparison }[] {
  const itemOf = (row: RowFact) => ({ row, series: seriesOf(facts, row) });
  const base = itemOf(baseline);
  return compareAll([base, ...rows.map(itemOf)], base).flatMap(({ row, comparison }) => (comparison ? [{ row, comparison }] : []));
}
