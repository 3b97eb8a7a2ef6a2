import { comparePaired, formatGeneral, sampleDeviation, welch } from "#analysis";
import { type PublishedRow, publishedRows, publishedRuns } from "#experiment";
import { doneRuns, type ExperimentFact, fieldOf, lostIn, nameOf, percents, type RowFact, rowWith, sampleOf, wholeIn } from "./facts.ts";
import { capital, counted, countOf, grouped, listed, plusMinus, pText, sentences, signed, spanOf } from "./prose.ts";
import { publishedOf, verdict } from "./published.ts";

/** A class that was back before this iteration was only slow to begin. */
const LATE = 5000;
/** Rates from this one on leave a net too few units to fit. */
const WEAK = 0.7;

/** `## Row by row` */
export function rowByRow(post: ExperimentFact): string {
  return ["## Row by row\n", ...post.rows.map((row) => `- **${nameOf(row)}**: ${rowSentences(post, row)}`)].join("\n");
}

function rowSentences(post: ExperimentFact, row: RowFact): string {
  const n = doneRuns(row).length;
  if (n < post.reps) {
    const others = row.runs.filter(({ state }) => state === "diverged" || state === "failed").length;
    return `${n} of ${post.reps} runs finished${others ? `, ${others} diverged or failed` : " so far"}.`;
  }
  const found = verdict(post, row);
  const published = publishedOf(row) as PublishedRow;
  const { mean, populationDeviation } = sampleOf(row);
  const figures = `${plusMinus(mean, populationDeviation)}, published ${plusMinus(published.mean, published.sd)}`;
  return sentences([
    found ? `${found.words} (${pText(found.p)}): ${figures}.` : `${figures}.`,
    lostSentence(row),
    ...cameBackSentences(row),
    found && (mixtureSentence(post, published) || spreadSentence(row, published)),
    weakSentence(row),
    limitSentence(post, row),
    found && fieldOf(row, "maxNorm") === 25 && fieldOf(row, "dropout") === 0 && claimSentence(),
  ]);
}

function lostSentence(row: RowFact): string {
  const [lost, whole] = [lostIn(row), wholeIn(row)];
  const runs = doneRuns(row).length;
  const values = (of: typeof lost) => of.map(({ accuracy }) => 100 * (accuracy as number));
  if (!lost.length) return "No run lost a class.";
  const counts = lost.map(({ lostClasses }) => lostClasses.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const classes = least === most ? countOf(most, "class", "classes") : `${counted(least)} to ${counted(most)} classes`;
  const who =
    lost.length === runs
      ? runs === 2
        ? "Both runs"
        : `All ${counted(runs)} runs`
      : `${capital(counted(lost.length))} of ${counted(runs)} runs`;
  const others = !whole.length ? "" : whole.length === 1 ? "; the other has " : "; the others have ";
  return `${who} lost ${classes} (${spanOf(values(lost))})${others}${whole.length ? spanOf(values(whole)) : ""}.`;
}

function cameBackSentences(row: RowFact): string[] {
  return doneRuns(row).flatMap(({ repetition, cameBack }) => {
    const late = cameBack.filter(({ at }) => at > LATE);
    if (!late.length) return [];
    const which = listed(late.map(({ label, at }) => `class ${label} until iteration ${grouped(at)}`));
    return [`Run ${repetition} had lost ${which}; then it came back.`];
  });
}

/** Where the published mean and deviation are what a few runs with one lost class among whole ones would give. */
function mixtureSentence(post: ExperimentFact, published: PublishedRow): string {
  const runs = post.rows.flatMap((row) => (fieldOf(row, "dropout") <= 0.2 && fieldOf(row, "maxNorm") !== 1 ? doneRuns(row) : []));
  const meanOf = (lost: number) => {
    const values = runs.filter(({ lostClasses }) => lostClasses.filter((label) => label !== 0).length === lost);
    return values.length ? (100 * values.reduce((sum, { accuracy }) => sum + (accuracy as number), 0)) / values.length : Number.NaN;
  };
  const [whole, one] = [meanOf(0), meanOf(1)];
  for (let lost = 1; lost < publishedRuns; lost++) {
    const mean = (lost * one + (publishedRuns - lost) * whole) / publishedRuns;
    const deviation = (Math.sqrt(lost * (publishedRuns - lost)) / publishedRuns) * (whole - one);
    if (!(Math.abs(mean - published.mean) < 0.2 && Math.abs(deviation - published.sd) < 0.2)) continue;
    return `The published summary is what ${countOf(publishedRuns - lost, "run")} at ${whole.toFixed(1)} and ${countOf(lost, "run")} with one lost class at ${one.toFixed(1)} give: ${plusMinus(mean, deviation)}.`;
  }
  return "";
}

/** A published deviation that only runs with lost classes can make, beside runs of ours that lost none. */
function spreadSentence(row: RowFact, { sd }: PublishedRow): string {
  if (lostIn(row).length || sd < 2) return "";
  return `A spread of ${formatGeneral(sd)} is that of runs of which some have lost classes, and none of ours has one at the end.`;
}

function weakSentence(row: RowFact): string {
  const whole = sampleOf({ ...row, runs: wholeIn(row) });
  if (!lostIn(row).length || !whole.n || fieldOf(row, "dropout") < WEAK || whole.mean > 95) return "";
  return `Two things lower it: lost classes, and that the net underfits, so that the runs without have only ${formatGeneral(whole.mean)}.`;
}

/** What max-norm changed, against the row without it. */
function limitSentence(post: ExperimentFact, row: RowFact): string {
  const limit = fieldOf(row, "maxNorm");
  const without = limit ? rowWith(post, fieldOf(row, "dropout"), 0) : undefined;
  if (!without || doneRuns(without).length < post.reps) return "";
  const [ours, theirs] = [percents(row), percents(without)];
  const name = fieldOf(row, "dropout") ? `dropout ${fieldOf(row, "dropout")} alone` : "no regularizer";
  const norm = row.largestKernelNorm;
  const reached = norm !== null && norm < limit ? ` No kernel's norm reaches ${limit}; the largest is ${formatGeneral(norm)}.` : "";
  if (ours.every((value, i) => value === theirs[i])) return `Digit for digit the runs of ${name}.${reached}`;
  const largest = Math.max(...ours.map((value, i) => Math.abs(value - (theirs[i] as number))));
  const { meanDifference, signFlip } = comparePaired(ours, theirs);
  return `Against ${name}, with the same seeds, runs differ by up to ${largest.toFixed(2)} points, and the means by ${signed(meanDifference)} (${pText(signFlip.p)}, uncorrected).`;
}

/** What the post says of its own rows. */
function claimSentence(): string {
  const summary = (maxNorm: number) => {
    const { mean, sd } = publishedRows.find((row) => row.dropout === 0 && row.maxNorm === maxNorm) as PublishedRow;
    return { text: plusMinus(mean, sd), n: publishedRuns, mean, sampleDeviation: sampleDeviation(sd, publishedRuns) };
  };
  const [limited, free] = [summary(25), summary(0)];
  return `"Max norm increases a bit the accuracy", says the post of ${limited.text} beside ${free.text}, whose own summaries give ${pText(welch(limited, free).p)}.`;
}
