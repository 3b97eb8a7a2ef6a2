import { formatGeneral, type SampleSummary, summarizeSample } from "#analysis";
import { doneRuns, type ExperimentFact, fieldOf, nameOf, type RowFact, rowWith } from "./facts.ts";
import { countOf, grouped, interval, listed, paragraphs, spanOf, table } from "./prose.ts";

/** `## What choosing on the test images is worth` */
export function optimismSection(post: ExperimentFact, heldOut: ExperimentFact): string {
  const rows = heldOut.rows.flatMap((row) => {
    const twin = rowWith(post, fieldOf(row, "dropout"), fieldOf(row, "maxNorm"));
    const pairs = twin ? pairsOf(twin, row) : [];
    if (pairs.length < 2) return [];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const sample = summarizeSample(pairs.map(({ onTest, onHeldOut }) => onTest - onHeldOut));
    const ofTest = summarizeSample(pairs.map(({ onTest }) => onTest)).populationDeviation;
    return [
      {
        row,
        sample,
        ofTest,
        line: [
          String(fieldOf(row, "dropout")),
          String(fieldOf(row, "maxNorm")),
          mean(pairs.map(({ onTest }) => onTest)).toFixed(2),
          mean(pairs.map(({ onHeldOut }) => onHeldOut)).toFixed(2),
          `${sample.mean.toFixed(2)} ${interval(sample.interval)}`,
          String(pairs.length),
        ],
      },
    ];
  });
  if (!rows.length) return "";
  const head = ["dropout", "max-norm", "chosen on the test images", "chosen on held-out images", "optimism, points [95%]", "pairs"];
  return paragraphs([
    "## What choosing on the test images is worth",
    `${countOf(rows.length, "row").replace(/^./, (first) => first.toUpperCase())} were run a third time with protocol \`post-held-out\`, which trains weight for weight as \`post\` does but lets ${grouped(heldOut.net.heldOut)} held-out images choose the iteration. Same net, same test images: the difference is what the choice on the test images adds.`,
    table(
      head,
      rows.map(({ line }) => line),
    ),
    `Pairs are runs with the same seed; intervals are t-intervals. ${worth(rows)}`,
  ]);
}

function pairsOf(post: RowFact, heldOut: RowFact): { readonly onTest: number; readonly onHeldOut: number }[] {
  const twins = new Map(doneRuns(heldOut).map(({ seed, accuracy }) => [seed, accuracy as number]));
  return doneRuns(post).flatMap(({ seed, accuracy }) => {
    const twin = twins.get(seed);
    return twin === undefined ? [] : [{ onTest: 100 * (accuracy as number), onHeldOut: 100 * twin }];
  });
}

/** How much the choice is worth, beside the spread that one would print. */
function worth(rows: readonly { readonly row: RowFact; readonly sample: SampleSummary; readonly ofTest: number }[]): string {
  const seen = rows.filter(({ sample }) => sample.interval.low > 0);
  if (!seen.length) return "In none of the rows is it seen to be worth anything.";
  const beside = seen
    .filter(({ ofTest }) => ofTest > 0 && ofTest < 1)
    .map(({ sample, ofTest, row }) => `${formatGeneral(sample.mean / ofTest, 2)} times the ± of ${nameOf(row)}`);
  const others = seen.length < rows.length ? `; in the other ${countOf(rows.length - seen.length, "row")} nothing is seen` : "";
  return `The choice is worth ${spanOf(seen.map(({ sample }) => sample.mean))} points${beside.length ? `, ${listed(beside)}` : ""}${others}.`;
}
