import { type Comparison, formatGeneral, smallestP } from "#analysis";
import { publishedRuns } from "#experiment";
import {
  doneRuns,
  type ExperimentFact,
  fieldOf,
  isWhole,
  lostIn,
  nameOf,
  plannedRuns,
  type RowFact,
  rowWith,
  sampleOf,
  settledRuns,
} from "./facts.ts";
import { capital, counted, countOf, grouped, interval, listed, ofRuns, paragraphs, sentences, signed, spanOf, table } from "./prose.ts";
import { compareRows } from "./series.ts";

interface Compared {
  readonly row: RowFact;
  readonly comparison: Comparison;
}

/** `## Without the artefact` */
export function soundSection(sound: ExperimentFact, post: ExperimentFact | null): string {
  const [baseline, ...others] = sound.rows as [RowFact, ...RowFact[]];
  if (doneRuns(baseline).length < 2) return "## Without the artefact\n\nThe row without a regularizer has fewer than two runs so far.";
  const rows = others.filter((row) => doneRuns(row).length > 1);
  const compared = compareRows(sound, baseline, rows);
  const pairs = Math.min(...compared.map(({ comparison }) => comparison.paired.pairs));
  const lines = sound.rows.map((row) => lineOf(sound, row, compared.find((one) => one.row === row)?.comparison, row === baseline));
  const tests = compared.length;
  return paragraphs([
    "## Without the artefact",
    table(["dropout", "max-norm", "mean ± sd", "95% interval", "difference from no regularizer", `p (Holm over ${tests})`], lines),
    tests > 0 &&
      `Intervals of means are Student's on the logit scale, so that they stay within 0 and 100. Differences are in points, paired by seed, with 95% t-intervals; p is the exact sign-flip test's. With ${counted(pairs)} pairs it cannot fall below 2/2^${pairs} = ${formatGeneral(2 / 2 ** pairs, 2)}, which Holm's correction over ${tests} comparisons makes ${formatGeneral(smallestP(pairs, tests), 2)}: the smallest value this column can show.`,
    lostSentence(sound),
    [dropoutItem(sound, compared), ...limitItems(sound, compared, post), publishedItem(sound, post)]
      .filter(Boolean)
      .map((item) => `- ${item}`)
      .join("\n"),
  ]);
}

function lineOf(sound: ExperimentFact, row: RowFact, comparison: Comparison | undefined, isBaseline: boolean): string[] {
  const { n, mean, sampleDeviation, interval: ofMean } = sampleOf(row);
  return [
    String(fieldOf(row, "dropout")),
    String(fieldOf(row, "maxNorm")),
    ofRuns(n, sound.reps, mean.toFixed(2), sampleDeviation),
    n > 1 ? interval(ofMean) : "",
    isBaseline ? "baseline" : comparison ? `${signed(comparison.paired.meanDifference)} ${interval(comparison.paired.interval)}` : "",
    comparison ? formatGeneral(comparison.adjustedP, 2) : "",
  ];
}

function lostSentence(sound: ExperimentFact): string {
  const lost = sound.rows.reduce((sum, row) => sum + lostIn(row).length, 0);
  const [all, planned] = [settledRuns(sound), plannedRuns(sound)];
  if (lost) return `${capital(countOf(lost, "run"))} lost a class.`;
  return all === planned ? `No class is lost in any of the ${grouped(all)} runs.` : `No class is lost in the ${grouped(all)} runs so far.`;
}

function dropoutItem(sound: ExperimentFact, compared: readonly Compared[]): string {
  const rows = compared.filter(({ row }) => fieldOf(row, "maxNorm") === 0 && isWhole(row));
  if (!rows.length) return "";
  const better = rows.filter(({ comparison }) => comparison.verdict === "better");
  const worse = rows.filter(({ comparison }) => comparison.verdict === "worse");
  const unclear = rows.filter((one) => !better.includes(one) && !worse.includes(one));
  const rate = ({ row }: Compared) => String(fieldOf(row, "dropout"));
  const size = ({ comparison }: Compared) => Math.abs(comparison.paired.meanDifference).toFixed(2);
  const largest = Math.max(...unclear.map(({ comparison }) => Math.abs(comparison.paired.meanDifference)));
  const { parameters, trained } = sound.net;
  return sentences([
    better.length
      ? `**Dropout helps at ${listed(better.map(rate))}**, by ${listed(better.map(size))} points.`
      : "**Dropout is not seen to help here.**",
    unclear.length > 0 &&
      `${listed(unclear.map(rate))} ${unclear.length === 1 ? "is" : "are"} within ${largest.toFixed(2)} points of no regularizer (no evidence of a difference; ${visible(unclear)}).`,
    worse.length > 0 && `${listed(worse.map((one) => `${rate(one)} costs ${size(one)}`))} points.`,
    `This is one small net with ${grouped(parameters)} parameters and the same rate before each of its layers (at most 0.2 on the input), trained on ${grouped(trained)} examples; it says nothing of dropout in large nets.`,
  ]);
}

/** What so many pairs can show by the test that is used, the sign-flip test after Holm's correction. */
function visible(compared: readonly Compared[]): string {
  const pairs = Math.min(...compared.map(({ comparison }) => comparison.paired.pairs));
  const points = compared.map(({ comparison }) => comparison.detectable).filter(Number.isFinite);
  if (!points.length) return `so few pairs, ${counted(pairs)}, could show none, however large`;
  return `by this test, corrected as it is, ${counted(pairs)} pairs show a difference of ${spanOf(points)} points with a power of 0.8 if it is the only one, so a smaller gain is not ruled out`;
}

function limitItems(sound: ExperimentFact, compared: readonly Compared[], post: ExperimentFact | null): string[] {
  const limited = compared.filter(({ row }) => fieldOf(row, "maxNorm") > 0 && isWhole(row));
  const accuracies = (row: RowFact | undefined) => String(row && doneRuns(row).map(({ accuracy }) => accuracy));
  const isIdle = ({ row }: Compared) => accuracies(row) === accuracies(rowWith(sound, fieldOf(row, "dropout"), 0));
  const idle = limited.filter(isIdle);
  const limits = listed([...new Set(idle.map(({ row }) => fieldOf(row, "maxNorm")))].sort((a, b) => a - b).map(String));
  const largest = sound.rows[0]?.unitNorms?.largest;
  const least = Math.min(...idle.map(({ row }) => fieldOf(row, "maxNorm")));
  const reason =
    largest !== undefined && largest < least
      ? `: no unit's incoming weights reach a norm of ${least} (the largest in the nets of the first row is ${formatGeneral(largest)})`
      : "";
  const withDropout = idle.some(({ row }) => fieldOf(row, "dropout") > 0) ? ", with dropout as well as without" : "";
  const active = limited
    .filter((one) => !isIdle(one))
    .map(({ row, comparison }) => {
      const { unitNorms } = row;
      const units = unitNorms?.atLimit
        ? `: of the ${unitNorms.units} units ${spanOf([unitNorms.atLimit.least, unitNorms.atLimit.most], 0)} end at the limit`
        : "";
      const { meanDifference, interval: range } = comparison.paired;
      const says = { better: "it helps", worse: "it harms" }[comparison.verdict as string] ?? "no evidence that it helps or harms";
      const published = post && rowWith(post, fieldOf(row, "dropout"), fieldOf(row, "maxNorm"));
      const beside =
        published && doneRuns(published).length === post.reps && lostIn(published).length
          ? ` On whole kernels, under ReLU logits, the same c gave ${formatGeneral(sampleOf(published).mean)}%.`
          : "";
      return `**${capital(nameOf(row))} does limit**${units}. It changes the mean by ${signed(meanDifference)} ${interval(range)}: ${says}.${beside}`;
    });
  return [
    ...(idle.length
      ? [`**Max-norm ${limits} ${limits.includes(" ") ? "do" : "does"} nothing**, digit for digit${withDropout}${reason}.`]
      : []),
    ...active,
  ];
}

/** The rows that had lost no classes under protocol post, against those without the artefact. */
function publishedItem(sound: ExperimentFact, post: ExperimentFact | null): string {
  if (!post || post.reps < publishedRuns) return "";
  const both = post.rows.flatMap((row) => {
    const twin = rowWith(sound, fieldOf(row, "dropout"), fieldOf(row, "maxNorm"));
    return twin && isWhole(row) && isWhole(twin) ? [{ row, lost: lostIn(row).length, gain: sampleOf(twin).mean - sampleOf(row).mean }] : [];
  });
  const [lost, kept] = [both.filter((one) => one.lost > 0), both.filter((one) => one.lost === 0)];
  if (!lost.length || !kept.length) return "";
  const gains = lost.map(({ gain }) => gain);
  return `Against protocol \`post\`, the ${countOf(lost.length, "row")} that had lost classes there come out ${spanOf(gains, 1).replace(/^-/, "−")} points higher, and the ${countOf(kept.length, "row")} that had lost none differ by ${signed(Math.min(...kept.map(({ gain }) => gain)))} to ${signed(Math.max(...kept.map(({ gain }) => gain)))} points: the test images no longer choose, and the logits are linear.`;
}
