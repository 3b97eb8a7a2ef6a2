import { doneRuns, type ExperimentFact, fieldOf, lostIn, percents, type RowFact, rowWith, sampleOf, wholeIn } from "./facts.ts";
import { counted, grouped, listed, paragraphs, sentences, spanOf, table } from "./prose.ts";

/** Rates at which nothing but lost classes spreads the runs. */
const LITTLE = 0.05;
/** More points than these between runs that lost a class and those that lost none are a gap. */
const GAP = 3;
/** Fewer runs than these show no gap. */
const ENOUGH = 20;

/** `## What the ReLU on the logits did` */
export function lostClassesSection(post: ExperimentFact, sound: ExperimentFact | null): string {
  const rows = post.rows.filter((row) => fieldOf(row, "dropout") <= LITTLE && fieldOf(row, "maxNorm") !== 1);
  const runs = rows.flatMap(doneRuns).map(({ accuracy, lostClasses }) => ({
    percent: 100 * (accuracy as number),
    lost: lostClasses.filter((label) => label !== 0).length,
  }));
  if (!runs.length) return "";
  const groups = [...Map.groupBy(runs, ({ lost }) => lost)].sort(([a], [b]) => a - b);
  const lines = groups.map(([lost, group]) => {
    const values = group.map(({ percent }) => percent);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [String(lost), String(values.length), values.length === 1 ? mean.toFixed(2) : `${spanOf(values)}, mean ${mean.toFixed(2)}`];
  });
  return paragraphs([
    "## What the ReLU on the logits did",
    `A class whose logit is positive for no test image is lost: its images are taken for others, and it costs the tenth of the images that show it. Class 0 is the exception: where all ten logits are 0 the first class wins, so a lost class 0 is still predicted for its own images and costs next to nothing. The ${grouped(runs.length)} runs of dropout 0 and ${LITTLE} with all values of max-norm but 1, by the number of lost classes other than 0:`,
    table(["lost classes other than 0", "runs", "accuracy"], lines, ["accuracy"]),
    sentences([gapSentences(runs, post), ...dropoutSentences(post)]),
    wholeSentence(post, sound),
  ]);
}

function gapSentences(runs: readonly { readonly percent: number; readonly lost: number }[], post: ExperimentFact): string {
  const [kept, lost] = [runs.filter(({ lost }) => lost === 0), runs.filter(({ lost }) => lost > 0)];
  if (!kept.length || !lost.length || runs.length < ENOUGH) return "";
  const low = Math.max(...lost.map(({ percent }) => percent));
  const high = Math.min(...kept.map(({ percent }) => percent));
  if (high - low < GAP) return "";
  const first = rowWith(post, 0, 0);
  const spread =
    first && lostIn(first).length
      ? ` a spread of ${sampleOf(first).populationDeviation.toFixed(1)} points is not noise around a mean but how many classes each run lost.`
      : "";
  return `There is nothing between ${Math.ceil(low)} and ${Math.floor(high)}: a run loses a class or it does not. The means of such rows are averages over several kinds of runs and describe none of them;${spread}`;
}

function dropoutSentences(post: ExperimentFact): string[] {
  const rows = post.rows.filter((row) => fieldOf(row, "dropout") > LITTLE && fieldOf(row, "maxNorm") === 0 && doneRuns(row).length);
  const rates = (some: readonly RowFact[]) => listed(some.map((row) => String(fieldOf(row, "dropout"))));
  const safe = rows.filter((row) => lostIn(row).length === 0);
  const losing = rows.filter((row) => lostIn(row).length > 0);
  return [
    safe.length
      ? `With dropout ${rates(safe)} no class stays lost: under some masks its logit is positive for some image, so it gets a gradient and recovers.`
      : "",
    ...losing.map(
      (row) =>
        `At ${fieldOf(row, "dropout")} ${counted(lostIn(row).length)} of ${counted(doneRuns(row).length)} runs ${lostIn(row).length === 1 ? "loses" : "lose"} classes${fieldOf(row, "dropout") > 0.6 ? ": the nets are weak again" : ""}.`,
    ),
  ];
}

function wholeSentence(post: ExperimentFact, sound: ExperimentFact | null): string {
  const isMild = (row: RowFact) => fieldOf(row, "dropout") <= 0.2 && fieldOf(row, "maxNorm") === 0;
  const kept = post.rows.filter(isMild).flatMap((row) => percents({ ...row, runs: wholeIn(row) }));
  const linear = (sound?.rows ?? []).filter((row) => isMild(row) && doneRuns(row).length).map((row) => sampleOf(row).mean);
  if (!kept.length) return "";
  const beside = linear.length ? `; the means with linear logits below are ${spanOf(linear, 1)}, chosen without the test images` : "";
  return `Runs that lost no class with dropout 0 to 0.2 reach ${spanOf(kept, 1)}${beside}.`;
}
