import { compareWithPublished, detectableDifference, formatGeneral, sampleDeviation } from "#analysis";
import { type PublishedRow, publishedRows, publishedRuns } from "#experiment";
import { doneRuns, type ExperimentFact, fieldOf, isWhole, lostIn, nameOf, percents, type RowFact, sampleOf, wholeIn } from "./facts.ts";
import { capital, counted, countOf, ofRuns, paragraphs, plusMinus, pText, sentences, signed, table } from "./prose.ts";

/** The length and the number of the published runs: only such runs are compared with them. */
export const isAsPublished = ({ iterations, reps }: ExperimentFact): boolean => iterations === 50000 && reps >= publishedRuns;

export const publishedOf = (row: RowFact): PublishedRow | undefined =>
  publishedRows.find(({ dropout, maxNorm }) => dropout === fieldOf(row, "dropout") && maxNorm === fieldOf(row, "maxNorm"));

/** What Welch's test says of a row whose runs are all there; undefined for others. */
export function verdict(experiment: ExperimentFact, row: RowFact): ReturnType<typeof compareWithPublished> | undefined {
  const published = publishedOf(row);
  if (!published || !isAsPublished(experiment) || !isWhole(row)) return undefined;
  return compareWithPublished(published, { accuracies: percents(row).map((percent) => percent / 100) });
}

/** `## As the post did it` */
export function publishedSection(post: ExperimentFact): string {
  const comparable = isAsPublished(post);
  const rows = post.rows.map((row) => {
    const published = publishedOf(row) as PublishedRow;
    const { n, mean, populationDeviation } = sampleOf(row);
    const whole = sampleOf({ ...row, runs: wholeIn(row) });
    const found = verdict(post, row);
    return [
      String(published.dropout),
      String(published.maxNorm),
      plusMinus(published.mean, published.sd),
      ofRuns(n, post.reps, formatGeneral(mean), populationDeviation),
      n ? String(lostIn(row).length) : "",
      whole.n ? formatGeneral(whole.mean) : "",
      ...(comparable ? [found ? formatGeneral(found.p, 2) : "", found?.words ?? "not yet"] : []),
    ];
  });
  const head = ["dropout", "max-norm", "published", "droplab", "runs with lost classes", "mean of the others"];
  return paragraphs([
    "## As the post did it",
    table([...head, ...(comparable ? ["p", "verdict"] : [])], rows, ["verdict"]),
    comparable
      ? verdictSentences(post)
      : "The published rows are ten runs of 50,000 iterations; these runs are shorter or fewer, so nothing is said of agreement.",
  ]);
}

function verdictSentences(post: ExperimentFact): string {
  const judged = post.rows.flatMap((row) => {
    const found = verdict(post, row);
    return found ? [{ row, found }] : [];
  });
  if (!judged.length) return "No row has all its runs yet, so nothing is said of agreement.";
  const differing = judged.filter(({ found }) => found.words !== "agrees");
  const falseAlarms = 1 / (1 - 0.99 ** judged.length);
  const outcome = differing.length
    ? `${capital(counted(judged.length - differing.length))} of ${counted(judged.length)} rows agree; ${differing.map(({ row, found }) => `${nameOf(row)} is ${found.words}`).join(", ")}.`
    : judged.length === post.rows.length
      ? `All ${counted(judged.length)} rows agree.`
      : `All ${counted(judged.length)} rows that have their runs agree, of ${counted(post.rows.length)}.`;
  const visible = judged.map(({ row }) => ({ row, points: visibleDifference(row) })).sort((a, b) => a.points - b.points);
  const [least, most] = [visible[0], visible.at(-1)] as [(typeof visible)[number], (typeof visible)[number]];
  return sentences([
    `The verdict is Welch's test of the two summaries at 1%, from the published mean and population standard deviation of ten runs. ${outcome}`,
    `${capital(countOf(judged.length, "test"))} at 1% would show a false difference in about one table of ${Math.round(falseAlarms)}.`,
    `"Agrees" means that no difference was seen, and how small a one could have been depends on the row: with a power of 0.8 the test sees`,
    `${formatGeneral(least.points, 2)} points for ${nameOf(least.row)}, and ${formatGeneral(most.points, 2)} for ${nameOf(most.row)}.`,
    largestUndisturbed(post),
  ]);
}

/** Among rows without lost classes on either side: a published deviation below a point leaves no room for one. */
function largestUndisturbed(post: ExperimentFact): string {
  const rows = post.rows.flatMap((row) => {
    const published = publishedOf(row) as PublishedRow;
    const found = verdict(post, row);
    if (!found || published.sd >= 1 || lostIn(row).length) return [];
    return [{ row, p: found.p, difference: sampleOf(row).mean - published.mean }];
  });
  const [largest] = rows.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  if (!largest || rows.length < 2) return "";
  return `Of the ${countOf(rows.length, "row")} without lost classes on either side (published deviation below 1 point), ${nameOf(largest.row)} differs most, by ${signed(largest.difference)} points (${pText(largest.p)}).`;
}

/** The difference that Welch's test of a row at 1% shows with power 0.8, where both deviations are the root of their mean square. */
function visibleDifference(row: RowFact): number {
  const theirs = sampleDeviation((publishedOf(row) as PublishedRow).sd, publishedRuns);
  const pooled = Math.sqrt((sampleOf(row).sampleDeviation ** 2 + theirs ** 2) / 2);
  return pooled * groupsDifference(doneRuns(row).length, 0.01);
}

/**
 * The difference of two groups of n, in standard deviations, that a test at this level shows with power 0.8: such a test has the power of a
 * paired one of 2n − 1, in which the shift counts √(n / 2) instead of √(2n − 1).
 */
export const groupsDifference = (n: number, level: number): number =>
  detectableDifference(2 * n - 1, 1, 0.8, level) * Math.sqrt((2 * n - 1) / (n / 2));
