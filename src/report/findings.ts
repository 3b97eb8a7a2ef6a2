import { defaults, type ExperimentReport, isIdentical, pairsFor, parameterTotal, smallestP } from "#lab";
import { type Protocol, protocols, type TrialConfig } from "#train";
import { comparisonSentence } from "./comparisonLines.ts";
import { formatGeneral } from "./formatGeneral.ts";

const configOf = (report: ExperimentReport): TrialConfig =>
  (report.baseline.trials[0] as ExperimentReport["baseline"]["trials"][number]).record.config;
export const protocolOf = (report: ExperimentReport): Protocol => protocols[configOf(report).protocol];

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** What was run, in a sentence or two: n, seeds, and the rule by which an iteration was chosen. */
export function overview(report: ExperimentReport): string {
  const { configurations, experiment } = report;
  const { reps = defaults.reps, seed = defaults.seed } = experiment.definition;
  const { selectOn } = protocolOf(report);
  const chosen =
    selectOn === "test"
      ? "the best of all evaluations on the test images, as the post did it, so it is too high by the luck of that choice"
      : "read once on the test images, at the iteration that held-out images chose";
  return `${plural(configurations.length, "configuration")}, ${plural(reps, "run")} each with base seed ${seed}; run k of every configuration has the same seed, so runs compare in pairs. The accuracy is ${chosen}.`;
}

/** How many runs came to which end, where not all are done. */
export function unfinished({ configurations }: ExperimentReport): string | undefined {
  const total = configurations.reduce((sum, { trials }) => sum + trials.length, 0);
  const count = (pick: (one: ExperimentReport["configurations"][number]["summary"]) => number) =>
    configurations.reduce((sum, { summary }) => sum + pick(summary), 0);
  const done = count(({ accuracies }) => accuracies.length);
  const parts = [
    [count(({ failed }) => failed), "failed"],
    [count(({ pruned }) => pruned), "given up early (pruned)"],
    [count(({ open }) => open), "not finished"],
    [count(({ diverged }) => diverged), "diverged and count with the accuracy they reached"],
  ] as const;
  const what = parts.flatMap(([number, text]) => (number ? [`${number} ${text}`] : []));
  return what.length ? `Of ${plural(total, "run")}, ${done} are done; ${what.join(", ")}.` : undefined;
}

/** The result in sentences: the best, those that differ from the baseline, and how many do not. */
export function findings(report: ExperimentReport): string[] {
  const { configurations, baseline, comparisons } = report;
  const best = configurations.filter(({ rank }) => rank === 1);
  const [first] = best;
  if (!first) return ["No run has finished yet."];
  const highest = `The highest mean is ${first.sample.mean.toFixed(2)}% (${plural(first.sample.n, "run")}, sd ${sdText(first.summary.standardDeviation)}), of ${best.map(({ name }) => name).join(" and of ")}.`;
  if (configurations.length === 1)
    return [
      `Mean accuracy ${first.sample.mean.toFixed(2)}% over ${plural(first.sample.n, "run")}, sd ${sdText(first.summary.standardDeviation)}.`,
    ];
  const shown = comparisons.filter(({ adjustedP }) => adjustedP < 0.05);
  const ordered = shown.toSorted((a, b) => b.paired.meanDifference - a.paired.meanDifference).slice(0, MOST_SENTENCES);
  const rest = comparisons.length - shown.length;
  const others = rest ? [withoutEvidence(report, rest)] : [];
  return [
    highest,
    ...ordered.map(comparisonSentence),
    ...(shown.length > ordered.length ? [`${shown.length - ordered.length} more differ from ${baseline.name}: see the table.`] : []),
    ...others,
  ];
}

/** What to make of the comparisons that showed nothing. */
function withoutEvidence({ comparisons, baseline }: ExperimentReport, rest: number): string {
  const fewest = Math.min(...comparisons.map(({ paired }) => paired.pairs));
  const tested = comparisons.filter(({ adjustedP }) => !Number.isNaN(adjustedP)).length;
  if (smallestP(fewest, tested) >= 0.05)
    return `With ${plural(fewest, "pair")} of runs and ${plural(tested, "comparison")} no difference from ${baseline.name} can be shown, however large: at least ${pairsFor(tested)} seeds are needed.`;
  const of = rest === comparisons.length ? plural(rest, "configuration") : `${rest} of ${comparisons.length} configurations`;
  const same = comparisons.filter(({ paired }) => isIdentical(paired)).length;
  const equal = same ? ` (${same === rest ? "all" : same} of them with exactly its accuracy on every seed)` : "";
  return `For ${of} there is no evidence of a difference from ${baseline.name}${equal}; that is not evidence of none.`;
}

/** What McNemar's test says about the nets of the best configuration and the baseline, seed by seed. */
export function sharedImagesSentence({ sharedImages, baseline }: ExperimentReport): string | undefined {
  if (!sharedImages) return undefined;
  const { best, pairs } = sharedImages;
  const range = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? String(low) : `${low} to ${high}`;
  };
  const shown = pairs.filter(({ p }) => p < 0.05).length;
  return `On the shared test images, the net of run k against that of run k, as they were kept: ${best.name} alone is right on ${range(pairs.map(({ onlyBest }) => onlyBest))} images, ${baseline.name} alone on ${range(pairs.map(({ onlyBaseline }) => onlyBaseline))}; McNemar's exact test gives p < 0.05 in ${shown} of ${plural(pairs.length, "pair")}. That says whether two given nets differ, not whether the next two would.`;
}

const MOST_SENTENCES = 5;
const sdText = (deviation: number): string => (Number.isNaN(deviation) ? "unknown" : formatGeneral(100 * deviation));

/** How the runs were made, as pairs of a name and a text. */
export function facts(report: ExperimentReport): [string, string][] {
  const { experiment, owners, seconds, baseline } = report;
  const config = configOf(report);
  const { record } = baseline.trials[0] as ExperimentReport["baseline"]["trials"][number];
  const protocol = protocolOf(report);
  const varied = new Set(report.configurations.flatMap(({ varied: fields }) => Object.keys(fields)));
  const fixed = (name: string, text: string): [string, string] => [
    name,
    varied.has(name.toLowerCase()) ? `varies (baseline: ${text})` : text,
  ];
  const parameters = parameterTotal(config);
  return [
    ["Data", record.data.dataset],
    fixed("Model", `${config.model.name}${parameters === undefined ? "" : `, ${parameters.toLocaleString("en")} parameters`}`),
    fixed(
      "Optimizer",
      `${config.optimizer}, learning rate ${config.learningRate}, schedule ${scheduleText(config)}, batches of ${config.batch}`,
    ),
    ["Training", `${config.iterations.toLocaleString("en")} iterations, evaluated every ${config.evaluateEvery}`],
    [
      "Protocol",
      `${config.protocol}: ${protocol.logits === "relu" ? "ReLU on the logits" : "linear logits"}, iteration chosen on the ${protocol.selectOn === "test" ? "test" : "held-out"} images, ${protocol.deviation} standard deviation, max-norm of each ${protocol.maxNormScope}`,
    ],
    [
      "Methods",
      Object.entries(config.methods)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ") || "none in the baseline",
    ],
    [
      "Machine",
      [
        ...new Set(owners.map(({ machine }) => `${machine.processor}, ${machine.cores} cores, ${machine.device}, Node ${machine.node}`)),
      ].join("; "),
    ],
    ["Version", `droplab ${[...new Set(owners.map(({ version }) => version))].join(", ")}, numerics ${record.numerics}`],
    ["Time", `${durationText(seconds)} of work${periodText(report)}`],
    ["Experiment", `${experiment.id}: ${experiment.command}`],
  ];
}

const scheduleText = ({ schedule }: TrialConfig): string => schedule.kind;

/** From the first start to the last end, in UTC. */
function periodText({ configurations }: ExperimentReport): string {
  const records = configurations.flatMap(({ trials }) => trials.map(({ record }) => record));
  const minute = (time: string) => time.slice(0, 16).replace("T", " ");
  const started = records.flatMap(({ started: at }) => at ?? []).sort()[0];
  const finished = records
    .flatMap(({ finished: at }) => at ?? [])
    .sort()
    .at(-1);
  return started && finished ? `, from ${minute(started)} to ${minute(finished)} UTC` : "";
}

export function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}
