import {
  type Comparison,
  chosenOn,
  commonDeviation,
  comparisonsOf,
  countSignificant,
  deviationAs,
  type ExperimentReport,
  formatGeneral,
  isNotCompared,
  isShown,
  pairsFor,
  type ReportConfiguration,
  shownBefore,
} from "#analysis";
import { counted } from "#engine";
import { defaults } from "#experiment";
import { comparisonSentence } from "./comparisonLines.ts";

/** What was run, in a sentence or two: n, seeds, and the rule by which an iteration was chosen. */
export function overview(report: ExperimentReport): string {
  const { configurations, experiment } = report;
  const { reps = defaults.reps, seed = defaults.seed } = experiment.definition;
  const choices = new Set(configurations.flatMap(({ runs }) => runs.map(({ record }) => chosenOn(record.config))));
  const told = (["test", "heldOut", "nothing"] as const).filter((choice) => choices.has(choice)).map((choice) => CHOICES[choice]);
  const by = choices.has("nothing") ? "protocol and its evaluations" : "protocol";
  const chosen = told.length > 1 ? `by its ${by} either ${told.join(", or ")}` : told.join("");
  const areDrawn = configurations.some(({ series }) => !series.copies);
  const pairs = configurations.length > 1 && areDrawn ? "; run k of every configuration has the same seed, so runs compare in pairs" : "";
  const held = configurations.flatMap(({ series }) => series.held ?? [])[0];
  const shared = held === undefined ? "" : `; all share the ${held}, which --vary held`;
  return `${counted(configurations.length, "configuration")}, ${counted(reps, "run")}${configurations.length > 1 ? " each" : ""} with base seed ${seed}${pairs}${shared}. The accuracy is ${chosen}.`;
}

/** What the accuracy of a run is, by what chose its iteration. */
const CHOICES = {
  test: "the best of all evaluations on the test examples, as the post did it, so it is too high by the luck of that choice",
  heldOut: "read once on the test examples, at the iteration that held-out examples chose",
  nothing: "that of the one evaluation on the test examples, so no iteration was chosen",
} as const;

/** How many runs came to which end, where not all are done. */
export function unfinished({ configurations, experiment, removed: wholly }: ExperimentReport): string | undefined {
  const { reps = defaults.reps } = experiment.definition;
  const some = configurations.reduce((sum, { missing }) => sum + missing.filter(({ why }) => why === "removed").length, 0);
  const removed = some + wholly.length * reps;
  const named = wholly.slice(0, MOST_SENTENCES).join(", of ") + (wholly.length > MOST_SENTENCES ? ", …" : "");
  const total = configurations.reduce((sum, { runs }) => sum + runs.length, 0) + removed;
  const count = (pick: (one: ExperimentReport["configurations"][number]["summary"]) => number) =>
    configurations.reduce((sum, { summary }) => sum + pick(summary), 0);
  const done = count(({ accuracies }) => accuracies.length) + count(({ diverged }) => diverged);
  const parts = [
    [count(({ failed }) => failed), "failed"],
    [count(({ pruned }) => pruned), "given up early (pruned)"],
    [count(({ open }) => open), "not finished"],
    [count(({ diverged }) => diverged), "diverged (no score)"],
    [removed, wholly.length ? `removed (${some ? "among them " : ""}all of ${named})` : "removed"],
  ] as const;
  const what = parts.flatMap(([number, text]) => (number ? [`${number} ${text}`] : []));
  return what.length ? `Of ${counted(total, "run")}, ${done} ${done === 1 ? "is" : "are"} done; ${what.join(", ")}.` : undefined;
}

/** The result in sentences: the best, those that differ from the baseline, and how many do not. */
export function findings(report: ExperimentReport): string[] {
  const { configurations, baseline } = report;
  const comparisons = comparisonsOf(report);
  const best = configurations.filter(({ rank }) => rank === 1);
  const [first] = best;
  const some = configurations.filter(({ summary }) => summary.diverged > 0);
  if (!first && !some.length) return ["No run has finished yet."];
  const highest = first ? [highestText(report, first, best)] : [];
  if (configurations.length === 1) return [...highest, ...some.map(divergedSentence)];
  const shown = comparisons.filter(isShown);
  const ordered = shown.toSorted((a, b) => b.paired.meanDifference - a.paired.meanDifference).slice(0, MOST_SENTENCES);
  const told = comparisons.filter(
    (one) =>
      ["withheld", "givenUp", "sharedDraw", "otherDraws", "unequalLooks", "copies", "equivalent"].includes(one.verdict) ||
      isEqualUntested(one),
  );
  return [
    ...highest,
    ...some.slice(0, MOST_SENTENCES).map(divergedSentence),
    ...(some.length > MOST_SENTENCES
      ? [
          `${counted(some.length - MOST_SENTENCES, "more configuration")} ${some.length - MOST_SENTENCES === 1 ? "has" : "have"} runs that diverged: see the table.`,
        ]
      : []),
    ...ordered.map(comparisonSentence),
    ...(shown.length > ordered.length
      ? [
          `${shown.length - ordered.length} more ${shown.length - ordered.length === 1 ? "differs" : "differ"} from ${baseline.name}: see the table.`,
        ]
      : []),
    ...told.slice(0, MOST_SENTENCES).map(comparisonSentence),
    ...untold(told.slice(MOST_SENTENCES), baseline.name),
    ...withoutEvidence(report),
    ...notCompared(report),
  ];
}

/** How many more there are of those that were told of. */
function untold(rest: readonly Comparison[], baseline: string): string[] {
  const equivalent = rest.filter(({ verdict }) => verdict === "equivalent");
  const others = rest.length - equivalent.length;
  const are = (count: number) => `${count} more ${count === 1 ? "is" : "are"}`;
  const margin = equivalent[0]?.equivalence?.margin;
  return [
    ...(equivalent.length
      ? [`${are(equivalent.length)} equivalent to ${baseline} within ${margin} ${margin === 1 ? "point" : "points"}.`]
      : []),
    ...(others
      ? [
          `${are(others)} not judged, because runs diverged, were given up, share what --vary held, were trained on other draws, were chosen by more looks at the test examples, are copies of one, or have the same nets.`,
        ]
      : []),
  ];
}

function highestText(
  { configurations, baseline }: ExperimentReport,
  first: ReportConfiguration,
  best: readonly ReportConfiguration[],
): string {
  const kind = commonDeviation(configurations.map((one) => one.summary));
  const runsText = ({ sample: { n }, summary }: ReportConfiguration) => {
    const deviation = deviationAs(kind, summary);
    const runs = n < summary.planned ? `${n} of ${counted(summary.planned, "run")}` : counted(n, "run");
    return `${runs}, sd ${Number.isNaN(deviation) ? "unknown" : formatGeneral(100 * deviation)}`;
  };
  const mean = `${first.sample.mean.toFixed(2)}%`;
  if (configurations.length === 1) return `Mean accuracy ${mean} over ${runsText(first)}.`;
  const images = baseline.runs[0].record.testHash;
  const isElsewhere = configurations.some(({ runs: [{ record }] }) => record.testHash !== images);
  const conditions = [
    ...(configurations.some((one) => one.summary.diverged) ? ["without diverged runs"] : []),
    ...(configurations.some((one) => one.summary.pruned) ? ["of which no run was given up (--prune)"] : []),
    ...(isElsewhere ? [`tested on the same examples as ${baseline.name}`] : []),
  ];
  const among = conditions.length ? ` of the configurations ${conditions.join(" and ")}` : "";
  // means are often equal where the test examples are few
  const areAlike = new Set(best.map(runsText)).size === 1;
  const named = best.slice(0, best.length > MOST_SENTENCES ? MOST_SENTENCES - 1 : MOST_SENTENCES);
  const more = best.length > named.length ? ` and of ${best.length - named.length} more` : "";
  const names = named.map((one) => (areAlike ? one.name : `${one.name} (${runsText(one)})`)).join(more ? ", of " : " and of ") + more;
  return `The highest mean${among} is ${mean}${areAlike ? ` (${runsText(first)})` : ""}, of ${names}.`;
}

/** A mean of what did not diverge stands beside how much that is. */
function divergedSentence({ name, summary, sample }: ReportConfiguration): string {
  const { diverged, planned } = summary;
  const rest = sample.n ? `; the mean of the other ${sample.n} is ${sample.mean.toFixed(2)}%, which is not the configuration's` : "";
  return `${diverged} of ${counted(planned, "run")} of ${name} diverged${rest}.`;
}

/** Whether it has the baseline's accuracies and stands in no test: of the same nets no number of seeds shows a difference. */
const isEqualUntested = ({ verdict, place }: Comparison): boolean => verdict === "identical" && place < 0;

/** What to make of the comparisons that were tested and showed nothing. */
function withoutEvidence(report: ExperimentReport): string[] {
  const { baseline } = report;
  const comparisons = comparisonsOf(report);
  const rest = comparisons.filter((one) => (one.verdict === "open" || one.verdict === "identical") && !isEqualUntested(one));
  if (!rest.length) return [];
  const most = Math.max(...rest.map(({ paired }) => paired.pairs));
  const tested = rest[0]?.comparisons ?? 1;
  const shown = countSignificant(comparisons);
  if (shownBefore(most, tested) > shown)
    return [
      `With ${counted(most, "pair")} of runs and ${counted(tested, "comparison")}${shown ? `, ${shown} of them shown,` : ""} no ${shown ? "other " : ""}difference from ${baseline.name} can be shown, however large: at least ${pairsFor(tested - shown)} seeds are needed.`,
    ];
  const of =
    rest.length === comparisons.length
      ? counted(rest.length, "configuration")
      : `${rest.length} of ${counted(comparisons.length, "configuration")}`;
  const same = rest.filter(({ verdict }) => verdict === "identical").length;
  const equal = same ? ` (${same === rest.length ? "all" : same} of them with exactly its accuracy on every seed that both have)` : "";
  return [`For ${of} there is no evidence of a difference from ${baseline.name}${equal}; that is not evidence of none.`];
}

function notCompared(report: ExperimentReport): string[] {
  const { baseline } = report;
  const comparisons = comparisonsOf(report);
  // that all runs of one diverged is said of it already
  const isSaid = ({ diverged: { other, baseline: base } }: Comparison) => [other, base].some(({ count, of }) => count > 0 && count === of);
  const found = comparisons.filter((one) => isNotCompared(one) && !isSaid(one));
  if (!found.length) return [];
  if (found.length <= MOST_SENTENCES) return found.map(comparisonSentence);
  return [
    `${found.length} of ${counted(comparisons.length, "configuration")} could not be compared with ${baseline.name}: see the statistics.`,
  ];
}

/** What McNemar's test says about the nets of the best configuration and the baseline, seed by seed. */
export function sharedImagesSentence({ sharedImages, baseline }: ExperimentReport): string | undefined {
  if (!sharedImages) return undefined;
  const { best, pairs, of } = sharedImages;
  const range = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? String(low) : `${low} to ${high}`;
  };
  const shown = pairs.filter(({ p }) => p < 0.05).length;
  return `On the shared test examples, the net of run k against that of run k, as they were kept: ${best.name} alone is right on ${range(pairs.map(({ onlyBest }) => onlyBest))} examples, ${baseline.name} alone on ${range(pairs.map(({ onlyBaseline }) => onlyBaseline))}; McNemar's exact test gives p < 0.05 in ${shown} of ${counted(pairs.length, "pair")}${pairs.length < of ? ` (of ${of}; the others were not looked into)` : ""}. That says whether two given nets differ, not whether the next two would.`;
}

const MOST_SENTENCES = 5;
