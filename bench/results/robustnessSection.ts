import { type Comparison, formatGeneral } from "#analysis";
import { doneRuns, type ExperimentFact, fieldOf, isWhole, type RobustnessFact, type RowFact, sampleOf } from "./facts.ts";
import { capital, counted, countOf, grouped, interval, listed, paragraphs, sentences, signed, spanOf, table } from "./prose.ts";
import { compareRows } from "./series.ts";

/** The shares that the table shows, as the remaining units are and rescaled. */
const SHOWN = { asIs: [0, 0.2, 0.5, 0.7], rescaled: [0.5, 0.7] };
const HALF = 0.5;

/** `## Without some of the hidden units`; nothing where no runs were measured. */
export function robustnessSection(experiments: { readonly [protocol: string]: ExperimentFact | null }): string {
  const parts = Object.entries(experiments).flatMap(([protocol, facts]) => {
    const rows = facts ? measuredRows(facts) : [];
    return facts && rows.length > 1 ? [{ protocol, facts, rows }] : [];
  });
  const first = parts.flatMap(({ rows }) => rows.flatMap(({ runs }) => runs.flatMap(({ robustness }) => robustness ?? [])))[0];
  if (!first) return "";
  return paragraphs([
    "## Without some of the hidden units",
    `The post's motive for dropout is that it makes units useful among random others. Here a share of the hidden units of trained nets is removed at random, the same share of each of the ${countOf(first.units.length, "hidden dense layer")} (${listed(first.units.map(String))} units): what goes out of them is 0. A run's accuracy is the mean over ${counted(first.draws)} draws, on the first ${grouped(first.images)} test images; rescaled, the remaining units are multiplied by units / (units left), as dropout does in training.`,
    ...parts.flatMap(({ protocol, facts, rows }) => partOf(protocol, facts, rows)),
  ]);
}

/** Rows that vary dropout alone, with the runs that were measured. */
export const measuredRows = ({ rows }: ExperimentFact): RowFact[] =>
  rows
    .filter((row) => fieldOf(row, "maxNorm") === 0)
    .map((row) => ({ ...row, runs: row.runs.filter(({ state, robustness }) => state !== "done" || robustness) }))
    .filter((row) => doneRuns(row).length > 0);

/** The same runs, with a share of the units removed. */
export const without = (row: RowFact, share: number, which: "asIs" | "rescaled"): RowFact => ({
  ...row,
  runs: row.runs.map((run) => ({ ...run, accuracy: run.robustness ? at(run.robustness, share, which) : null })),
});

const at = ({ shares, ...means }: RobustnessFact, share: number, which: "asIs" | "rescaled"): number | null =>
  means[which][shares.indexOf(share)] ?? null;

function partOf(protocol: string, facts: ExperimentFact, rows: readonly RowFact[]): (string | false)[] {
  const baseline = rows.find((row) => fieldOf(row, "dropout") === 0);
  const others = rows.filter((row) => row !== baseline && doneRuns(row).length > 1);
  const half = (row: RowFact) => without(row, HALF, "asIs");
  const found = baseline && doneRuns(baseline).length > 1 ? compareRows(facts, half(baseline), others.map(half)) : [];
  const compared = others.flatMap((row, i) => (found[i] ? [{ row, comparison: found[i].comparison }] : []));
  const lines = rows.map((row) => {
    const comparison = compared.find((one) => one.row === row)?.comparison;
    const { n } = sampleOf(without(row, 0, "asIs"));
    const mean = (which: "asIs" | "rescaled") => (share: number) => sampleOf(without(row, share, which)).mean.toFixed(1);
    return [
      String(fieldOf(row, "dropout")),
      `${mean("asIs")(0)}${n < facts.reps ? ` (${n} of ${facts.reps} runs)` : ""}`,
      ...SHOWN.asIs.slice(1).map(mean("asIs")),
      ...SHOWN.rescaled.map(mean("rescaled")),
      row === baseline
        ? "baseline"
        : comparison
          ? `${signed(comparison.paired.meanDifference, 1)} ${interval(comparison.paired.interval, 1)}`
          : "",
      comparison ? formatGeneral(comparison.adjustedP, 2) : "",
    ];
  });
  const tests = compared.length;
  const percent = (share: number) => `${Math.round(100 * share)}%`;
  const head = [
    "dropout",
    "whole net",
    ...SHOWN.asIs.slice(1).map((share) => `${percent(share)} removed`),
    ...SHOWN.rescaled.map((share) => `${percent(share)}, rescaled`),
    "difference at 50%",
    `p (Holm over ${tests})`,
  ];
  return [
    `Protocol \`${protocol}\`:`,
    table(head, lines),
    tests > 0 &&
      sentences([
        "The difference is from no dropout with half of the units removed, the others as they are, in points, paired by seed, with a 95% t-interval; p is the exact sign-flip test's.",
        verdict(compared.filter(({ row }) => isWhole(row))),
      ]),
  ];
}

/** Which rates keep more with half of the units removed, and what follows for the motive. */
function verdict(compared: readonly { readonly row: RowFact; readonly comparison: Comparison }[]): string {
  if (!compared.length) return "No row has all its runs yet, so nothing is said of the motive.";
  const of = (verdictIs: Comparison["verdict"]) => compared.filter(({ comparison }) => comparison.verdict === verdictIs);
  const [better, worse] = [of("better"), of("worse")];
  const rates = (some: typeof compared) => listed(some.map(({ row }) => String(fieldOf(row, "dropout"))));
  const sizes = (some: typeof compared) =>
    spanOf(
      some.map(({ comparison }) => Math.abs(comparison.paired.meanDifference)),
      1,
    );
  const open = compared.length - better.length - worse.length;
  return sentences([
    better.length
      ? `**${capital(`with dropout ${rates(better)}`)} the nets keep more**, by ${sizes(better)} points: at ${better.length === 1 ? "this rate" : "these rates"} units are more useful among random others, as the motive has it.`
      : "**No rate of dropout is seen to keep more**: of the motive nothing is shown here.",
    worse.length > 0 && `With ${rates(worse)} they keep less, by ${sizes(worse)} points.`,
    open > 0 && `Of ${open === 1 ? "the other rate" : `the other ${countOf(open, "rate")}`} nothing is shown.`,
  ]);
}
