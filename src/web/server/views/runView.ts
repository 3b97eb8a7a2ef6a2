import { chosenOn, lostClassAdvice, mean } from "#analysis";
import { inLine } from "#engine";
import { defaults, loadResults, type TrialRecord } from "#experiment";
import { className, errorText, kernelNames, lossText, runLine, trialFacts } from "#report";
import { type Evaluation, protocols, recordedMethods, scoredResult, scoreOf } from "#train";
import type { RobustnessView, RunCurve, RunView } from "../../api/shapes.ts";
import { known, NotThereError, type Tools, theExperiment, titleOf } from "../tools.ts";
import { experimentRow } from "./experimentRows.ts";
import { dotOf } from "./experimentView.ts";
import { thinnedPlaces } from "./thinned.ts";
import { speedOf } from "./workLeft.ts";

/** Which run, within which of the experiments that have it. */
export interface RunAsked {
  readonly id: string;
  readonly experiment?: string | undefined;
}

/** A run by itself: what came out, how it went, and where it lies among its siblings. */
export async function runView(tools: Tools, asked: RunAsked): Promise<RunView> {
  const record = await tools.kept.trial(asked.id);
  if (!record) throw new NotThereError(`run ${asked.id}: it is not in this store; it may have been removed`);
  const { id, state, iteration, seconds, config, owner, error, stack, numerics, result, classNames } = record;
  const { experiment, configuration, run } = await homeOf(tools, asked);
  const evaluations = await tools.store.evaluations(id);
  const speed = speedOf(record);
  // configurations that are equal share their runs
  const firsts = experiment ? (await tools.kept.members(experiment.id)).filter(({ repetition }) => repetition === 1) : [];
  const different = new Set(firsts.map(({ trial }) => trial)).size || 1;
  return {
    id,
    experiment: experiment
      ? {
          id: experiment.id,
          title: titleOf(experiment),
          configurations: different,
          repetitions: Math.max(experiment.definition.reps ?? defaults.reps, (await tools.store.wishes(experiment.id))?.repetitions ?? 0),
          state: (await experimentRow(tools, experiment)).state,
        }
      : null,
    configuration: configuration?.name ?? "",
    index: configuration?.index ?? -1,
    repetition: run?.repetition ?? 1,
    seed: config.seed,
    state,
    iteration,
    iterations: config.iterations,
    seconds,
    secondsLeft: state === "running" && speed !== null ? (config.iterations - iteration) / speed : null,
    owner: owner?.host ? `process ${owner.pid} on ${inLine(owner.host)}` : null,
    device: owner ? `${owner.machine.device}, ${inLine(owner.machine.processor)}` : null,
    numerics,
    calibration: calibrationText(record),
    sentence: result
      ? runLine(1, result, protocols[config.protocol].selectOn === "heldOut", classNames)
          .replace(/^run +1 +/, "")
          .replace("%  at", "% at")
          .replace(/ {2,}\(/g, " (")
          .replace(/ {2,}/g, "; ")
      : sentenceOf(record),
    cautions: cautionsOf(record),
    facts: trialFacts(record),
    error: error && inLine(error),
    stack,
    siblings: configuration?.runs.map(dotOf) ?? [],
    curve: curveOf(record, evaluations),
    robustness: robustnessView(record),
    log: (await tools.store.logOf(id)).map(({ at, text }) => ({ at, text: inLine(text) })),
    command: experiment && configuration ? tools.commandFor(configuration.fields, record, experiment) : "",
    hasNet: state === "done" && result !== null && scoreOf(result) !== null,
  };
}

/** The experiment that was named, or the first of those that have it. */
async function homeOf(tools: Tools, { id, experiment: named }: RunAsked) {
  const candidates = named === undefined ? (await tools.kept.experiments()).map((one) => one.id) : [named];
  for (const candidate of candidates) {
    if (!(await tools.kept.members(candidate)).some(({ trial }) => trial === id)) continue;
    const experiment = await theExperiment(tools, candidate);
    const { configurations } = await loadResults(tools.kept, experiment);
    const configuration = configurations.find(({ runs }) => runs.some(({ record }) => record.id === id));
    return { experiment, configuration, run: configuration?.runs.find(({ record }) => record.id === id) };
  }
  return { experiment: undefined, configuration: undefined, run: undefined };
}

function sentenceOf({ state, iteration, config, error }: TrialRecord): string {
  const at = `at iteration ${iteration.toLocaleString("en")} of ${config.iterations.toLocaleString("en")}`;
  if (state === "failed") return `failed ${at}: ${inLine(error ?? "")}`;
  if (state === "pruned") return `given up ${at}: ${inLine(error ?? "by a sweep with --prune")}`;
  if (state === "running") return `trains, ${at}`;
  return iteration ? `was interrupted ${at} and goes on from there` : "waits for its turn";
}

/** `NLL 0.3069 nats, ECE 6.06%`; nothing where it was not recorded. */
function calibrationText({ result }: TrialRecord): string {
  const calibration = scoredResult(result)?.calibration;
  return calibration ? `NLL ${lossText(calibration)} nats, ECE ${errorText(calibration)}%, on the test examples` : "";
}

function cautionsOf({ config, result, classNames }: TrialRecord): string[] {
  if (!result) return [];
  const lost = result.deadClasses.map((label) => className(label, classNames));
  return [
    ...(result.divergedAt === null ? [] : ["It diverged, so it has no score; what was chosen before is no result."]),
    ...(lost.length
      ? [
          `${lost.length === 1 ? `Class ${lost[0]} has` : `Classes ${lost.join(", ")} have`} a positive logit for no test example: with ReLU on the logits such a class hardly learns again. ${lostClassAdvice(config) === "protocol" ? "Protocol sound has linear logits." : "Take the activation of the logits out of the model."}`,
        ]
      : []),
    ...(chosenOn(config) === "test"
      ? ["The iteration was chosen on the test examples, so the accuracy is too high by the luck of that choice."]
      : []),
  ];
}

function curveOf(record: TrialRecord, evaluations: readonly Evaluation[]): RunCurve {
  const { config, result, classNames } = record;
  const methods = recordedMethods(config);
  const error = evaluations.map(({ accuracy }) => 100 * (1 - accuracy));
  const norms =
    evaluations[0]?.kernelNorms.map((_, kernel) => evaluations.map(({ kernelNorms }) => kernelNorms[kernel] ?? Number.NaN)) ?? [];
  const largest = evaluations.map(({ largestNorm }) => largestNorm ?? Number.NaN);
  const loss = evaluations.map((one) => one.loss);
  const places = thinnedPlaces([error, loss, ...norms]);
  const at = <T>(values: readonly T[]) => places.map((place) => values[place] as T);
  const names = kernelNames({ config, methods });
  return {
    iterations: at(evaluations.map(({ iteration }) => iteration)),
    error: at(error),
    trainLoss: at(loss).map(known),
    selectedOn: protocols[config.protocol].selectOn,
    chosen: result?.iteration ?? null,
    kernels: norms.map((values, kernel) => ({ name: names[kernel] ?? `kernel ${kernel + 1}`, norms: at(values) })),
    limit: methods.maxNorm > 0 ? { value: methods.maxNorm, of: methods.maxNormScope } : null,
    largest: at(largest).map(known),
    classes: classesOf(evaluations, classNames),
    evaluations: evaluations.length,
  };
}

function robustnessView({ result }: TrialRecord): RobustnessView | null {
  const robustness = scoredResult(result)?.robustness;
  if (!robustness) return null;
  const { kind, images, shares, right, rightRescaled } = robustness;
  const spreads = (rows: readonly (readonly number[])[]) =>
    rows.map((draws) => {
      const percents = draws.map((count) => (100 * count) / images);
      return { mean: mean(percents), low: Math.min(...percents), high: Math.max(...percents) };
    });
  return { kind, images, draws: right[0]?.length ?? 0, shares, asIs: spreads(right), rescaled: spreads(rightRescaled) };
}

/** Of nets whose classes can be lost: since when each is; none where no class is ever lost. */
function classesOf(evaluations: readonly Evaluation[], names: readonly string[] | null): RunCurve["classes"] {
  const ever = new Set(evaluations.flatMap(({ deadClasses }) => deadClasses));
  if (!ever.size) return [];
  const count = names?.length ?? Math.max(10, ...[...ever].map((label) => label + 1));
  return Array.from({ length: count }, (_, label) => {
    const lastAlive = evaluations.findLastIndex(({ deadClasses }) => !deadClasses.includes(label));
    return { name: className(label, names), lostAt: evaluations[lastAlive + 1]?.iteration ?? null };
  });
}
