import { type Comparison, formatGeneral } from "#analysis";
import { expectedRuns, experiments } from "./experiments.ts";
import { doneRuns, type ExperimentFact, type Facts, fieldOf, isWhole, nameOf, type RowFact, sampleOf } from "./facts.ts";
import { madeWithSection, stateOf } from "./madeWith.ts";
import { capital, counted, countOf, grouped, interval, listed, ofRuns, paragraphs, pText, sentences, signed, table } from "./prose.ts";
import { compareRows } from "./series.ts";

/** A rate of dropout against none: on the test images at the chosen iteration, and on the held-out images at the last one. */
interface Compared {
  readonly row: RowFact;
  readonly chosen: Comparison;
  readonly last: Comparison;
}

/** docs/results/overfitting.md: every number in it is one of the facts, or computed from them. */
export function overfittingPage({ overfitting }: Facts, currentVersion: number): string {
  const quick = overfitting !== null && overfitting.iterations < (experiments.overfitting.definition.iterations as number);
  const expected = expectedRuns(["overfitting"], quick);
  const page = paragraphs([
    "# Where dropout does help",
    quick && "> **A short version**, to show how this page is made: its runs are too few and too short to say anything.",
    stateOf(overfitting ? [overfitting] : [], expected, currentVersion),
    overfitting ? content(overfitting) : "Not run yet.",
    overfitting && madeWithSection({ sound: overfitting }),
    repeatSection,
  ]);
  return `${page}\n`;
}

function content(facts: ExperimentFact): string {
  const { net, iterations, evaluateEvery, reps, noise } = facts;
  const [none, ...others] = facts.rows as [RowFact, ...RowFact[]];
  const ready = others.filter((row) => doneRuns(row).length > 1 && doneRuns(none).length > 1);
  const last = new Map(compareRows(facts, atTheEnd(none), ready.map(atTheEnd)).map(({ comparison }) => [comparison.other, comparison]));
  const compared = compareRows(facts, none, ready).map(
    ({ row, comparison }): Compared => ({ row, chosen: comparison, last: last.get(nameOf(row)) as Comparison }),
  );
  return paragraphs([
    `What dropout does for a net that all of MNIST trains is in [the post's table](post.md#without-the-artefact). Here a net has something to overfit: ${grouped(net.trained)} training images, of which ${Math.round(100 * noise)}% have a wrong label, drawn once for all runs (\`--train-examples\`, \`--label-noise\`); the ${grouped(net.heldOut)} held-out and ${grouped(net.test)} test images have their right ones. The net is mlp(128,128) with ${grouped(net.parameters)} parameters, trained for ${grouped(iterations)} iterations with batches of 100, ${reps} runs for each rate, protocol \`sound\`: the iteration is the best of the evaluations every ${evaluateEvery} iterations on the held-out images, and the test images are read once. Nothing else was tuned.`,
    table(
      [
        "dropout",
        "test, mean ± sd",
        "difference from none",
        "p",
        "chosen iteration",
        "wrong labels known by heart",
        "held-out at the end",
        "difference",
        "p of it",
      ],
      facts.rows.map((row) =>
        lineOf(
          facts,
          row,
          compared.find((one) => one.row === row),
        ),
      ),
    ),
    `Accuracies are in percent, differences in points, paired by seed, with 95% t-intervals; p is the exact sign-flip test's after Holm's correction over ${countOf(compared.length, "comparison")}. The chosen iteration is the median over the runs; wrong labels known by heart are those training images that the chosen net takes for what they are wrongly labelled. "At the end" is the last iteration, which nobody chose.`,
    compared.length > 0 && verdicts(none, compared),
  ]);
}

/** The same runs with their accuracy on the held-out images, of the last evaluation or the chosen one. */
const heldOut = (row: RowFact, which: "lastAccuracy" | "selectionAccuracy"): RowFact => ({
  ...row,
  runs: row.runs.map((run) => ({ ...run, accuracy: run.state === "done" ? run[which] : null })),
});
const atTheEnd = (row: RowFact): RowFact => heldOut(row, "lastAccuracy");

function lineOf(facts: ExperimentFact, row: RowFact, compared: Compared | undefined): string[] {
  const { n, mean, sampleDeviation } = sampleOf(row);
  const runs = doneRuns(row);
  const difference = (comparison: Comparison | undefined) =>
    comparison ? `${signed(comparison.paired.meanDifference)} ${interval(comparison.paired.interval)}` : "";
  const p = (comparison: Comparison | undefined) => (comparison ? formatGeneral(comparison.adjustedP, 2) : "");
  const iterationsInOrder = runs.map(({ iteration }) => iteration as number).sort((a, b) => a - b);
  const known = runs.flatMap(({ memorized }) => memorized ?? []);
  const share = known.reduce((sum, { asLabelled }) => sum + asLabelled, 0) / known.length;
  const isNone = row === facts.rows[0];
  return [
    String(fieldOf(row, "dropout")),
    ofRuns(n, facts.reps, mean.toFixed(2), sampleDeviation),
    isNone ? "baseline" : difference(compared?.chosen),
    p(compared?.chosen),
    n ? grouped(median(iterationsInOrder)) : "",
    known.length ? `${(100 * share).toFixed(1)}%` : "",
    n ? sampleOf(atTheEnd(row)).mean.toFixed(2) : "",
    isNone ? "baseline" : difference(compared?.last),
    p(compared?.last),
  ];
}

const median = (sorted: readonly number[]) =>
  ((sorted[Math.floor(sorted.length / 2)] as number) + (sorted[Math.ceil(sorted.length / 2) - 1] as number)) / 2;

function verdicts(none: RowFact, compared: readonly Compared[]): string {
  const [atEnd, atChoice] = [sampleOf(heldOut(none, "lastAccuracy")).mean, sampleOf(heldOut(none, "selectionAccuracy")).mean];
  const whole = compared.filter(({ row }) => isWhole(row));
  return paragraphs([
    [
      `- **At the end** a net without dropout is right about ${atEnd.toFixed(1)}% of the held-out images. ${verdict(whole, ({ last }) => last)}`,
      `- **At the iteration that the held-out images choose** it is right about ${atChoice.toFixed(1)}% of them: choosing is early stopping, and alone worth ${signed(atChoice - atEnd, 1)} points. Test images, which chose nothing: ${sampleOf(none).mean.toFixed(1)}%. ${verdict(whole, ({ chosen }) => chosen)}`,
    ].join("\n"),
  ]);
}

/** Which rates help, harm, or are not seen to do either. */
function verdict(compared: readonly Compared[], comparisonOf: (one: Compared) => Comparison): string {
  const sorted = compared.toSorted((a, b) => comparisonOf(b).paired.meanDifference - comparisonOf(a).paired.meanDifference);
  const helping = sorted.filter((one) => comparisonOf(one).verdict === "better");
  const harming = sorted.filter((one) => comparisonOf(one).verdict === "worse");
  const unclear = sorted.filter((one) => !helping.includes(one) && !harming.includes(one));
  const rates = (some: readonly Compared[]) => listed(some.map(({ row }) => String(fieldOf(row, "dropout"))).sort());
  const [best] = helping;
  const size = best && comparisonOf(best).paired;
  return sentences([
    best && size
      ? `Dropout ${rates(helping)} ${helping.length === 1 ? "helps" : "help"}, most of all ${nameOf(best.row)}: by ${size.meanDifference.toFixed(1)} points ${interval(size.interval, 1)} (${pText(comparisonOf(best).adjustedP)}), on ${counted(size.wins)} of ${counted(size.pairs)} seeds.`
      : "No rate of dropout is seen to help.",
    harming.length > 0 && `${capital(`dropout ${rates(harming)}`)} ${harming.length === 1 ? "harms" : "harm"}.`,
    unclear.length > 0 && `Of ${rates(unclear)} nothing is shown.`,
  ]);
}

const repeatSection = `To repeat it, in some minutes:

\`\`\`sh
npx droplab sweep examples/whereDropoutHelps.json
npx droplab list                       # its id
npx droplab compare <id>
npm run results                        # this page, and those of the post's table
\`\`\``;
