import type { ImageDataset } from "#data";
import { counted } from "#engine";
import { buildNet, checkBatch, checkClasses, type ModelSpec, type Net, namedModel, noSuchModel, withClasses } from "#nn";
import {
  makeSchedule,
  momentumTexts,
  optimizerTable,
  parseMomentum,
  parseSchedule,
  type Ramp,
  type ScheduleSpec,
  scheduleText,
  scheduleTexts,
} from "#optim";
import {
  actingOptions,
  attachMethods,
  drawnRate,
  drawsNoise,
  type IdleOption,
  idleOptions,
  type MethodOptions,
  methodOptions,
  methodValues,
  orphanOptions,
} from "#regularize";
import { laterGiven, protocols, type TrialConfig, trainingDefaults, trialPlace, type VariedStream } from "#train";
import { drawnStreams } from "./drawnStreams.ts";
import type { ConfigurationFields } from "./experiment.ts";
import { shortestDecimal } from "./shortestDecimal.ts";

/** What is used unless given. */
export const defaults = { dataset: "mnist", ...trainingDefaults, reps: 10, seed: 1 } as const;

/** Gives the model of a file; throws a sentence where it is none. */
export type ModelLoader = (path: string) => ModelSpec;

const noModelFiles: ModelLoader = (path) => {
  throw new Error(noSuchModel(path));
};

/** The trials of a configuration but their seeds, and what its fields say in vain. */
export interface ResolvedTrial {
  readonly config: Omit<TrialConfig, "seed">;
  /** The fields that change nothing: `config` is without them. */
  readonly idle: readonly IdleOption[];
  /** The streams of random numbers in which its runs differ. */
  readonly draws: readonly VariedStream[];
}

/**
 * Everything that decides the trials of a configuration but their seeds, on this data. Throws a sentence where the model, the data, the
 * optimizer and the methods do not fit together.
 */
export function resolveTrial(fields: ConfigurationFields, data: ImageDataset, modelFile = noModelFiles): ResolvedTrial {
  const { optimizer = defaults.optimizer, protocol = defaults.protocol, momentum, iterations = defaults.iterations } = fields;
  const named = optimizerTable[optimizer];
  if (momentum !== undefined && !named.takesMomentum)
    throw new Error(`momentum: ${optimizer} has none of that kind; use it with sgd or nesterov`);
  const given = new Map<string, unknown>(Object.entries(fields).filter(([, value]) => value !== undefined));
  const explicit: MethodOptions = Object.fromEntries(
    methodOptions.flatMap(({ name, inFloat32 }) => {
      const value = given.get(name);
      return value === undefined ? [] : [[name, inFloat32 ? shortestOf(value) : value]];
    }),
  );
  const asked: MethodOptions = { ...(named.weightDecay && { weightDecay: named.weightDecay }), ...explicit };
  const model = withClasses(resolveModel(fields.model ?? defaults.model, protocol, data, modelFile), data.classes);
  const { dropoutKind } = methodValues(asked);
  const net = buildNet(model, { input: data.shape, dropoutKind });
  const methods = { ...asked, ...drawnRates(asked, net) };
  const values = methodValues(methods);
  checkClasses(net, data.classes);
  attachMethods(net, values);
  const config = {
    protocol,
    model,
    optimizer,
    learningRate: shortestDecimal(fields.learningRate ?? named.learningRate),
    schedule: spanned(parsed("schedule", fields.schedule ?? defaults.schedule, parseSchedule, scheduleTexts), iterations),
    momentum: named.takesMomentum
      ? actingMomentum(parsed("momentum", String(momentum ?? defaults.momentum), parseMomentum, momentumTexts), iterations)
      : 0,
    iterations,
    evaluateEvery: fields.evaluateEvery ?? defaults.evaluateEvery,
    batch: fields.batchSize ?? defaults.batchSize,
    ...laterGiven(fields),
  };
  checkBatch(net, config.batch);
  const place = trialPlace(net, config);
  const found = [...idleOptions(methods, place, values), ...orphanOptions(explicit, place, values)];
  const idle = found.filter(({ option }) => option in explicit);
  const schedule = actingSchedule(config);
  const still = [
    ...(schedule === config.schedule ? [] : [idleSchedule(config, schedule)]),
    ...(optimizer === "nesterov" && config.momentum === 0 ? [idleNesterov] : []),
  ];
  const acting = {
    ...config,
    schedule,
    methods: actingOptions(methods, found),
    ...(still.includes(idleNesterov) && { optimizer: "sgd" as const }),
  };
  return { config: acting, idle: [...idle, ...still], draws: drawnStreams(acting, data.train.count - data.heldOut) };
}

/** v ← m v + g, p ← p − η (g + m v): without m it is sgd. */
const idleNesterov: IdleOption = {
  option: "optimizer",
  reason: "with momentum 0 nesterov is sgd; give sgd, or a momentum above 0",
  isOff: false,
  actsAs: "sgd",
};

/** Rates of dropout as masks are drawn with them, in steps: those of one step are one, but for noise, which has none. */
function drawnRates({ dropout, dropoutRates }: MethodOptions, { dropouts }: Net): MethodOptions {
  if (dropouts.some(({ kind }) => drawsNoise(kind))) return {};
  const drawn = (rate: number) => {
    const held = drawnRate(rate, "inverted");
    // what is no rate of these is told where options are checked
    return held > 0 && held < 1 ? shortestDecimal(rate, (each) => drawnRate(each, "inverted")) : rate;
  };
  return { ...(dropout !== undefined && { dropout: drawn(dropout) }), ...(dropoutRates && { dropoutRates: dropoutRates.map(drawn) }) };
}

/** Numbers of a method as devices have them: those of one float32 are one. */
const shortestOf = (value: unknown) =>
  Array.isArray(value) ? value.map((each) => shortestDecimal(each)) : shortestDecimal(value as number);

type Course = Pick<TrialConfig, "schedule" | "learningRate" | "iterations">;

/** A schedule over all iterations that remain is one that says no number of them. */
function spanned(schedule: ScheduleSpec, iterations: number): ScheduleSpec {
  if (!("over" in schedule) || schedule.over !== Math.max(1, iterations - (schedule.warmUp ?? 0))) return schedule;
  const { over: _, ...rest } = schedule;
  return rest;
}

/** The schedule without what never acts in so many iterations: what leaves the rate where it is, or comes after a warm-up as long. */
function actingSchedule({ schedule, learningRate, iterations }: Course): ScheduleSpec {
  const { kind, warmUp = 0 } = schedule;
  const rateAt = makeSchedule(schedule, learningRate, iterations);
  // between these it goes one way only
  const stays = (...turns: number[]) => turns.every((iteration) => iteration > iterations || rateAt(iteration) === learningRate);
  if (!stays(warmUp + 1, Math.max(warmUp + 1, iterations))) return schedule;
  if (warmUp === 0 || stays(1, warmUp)) return kind === "constant" && warmUp === 0 ? schedule : { kind: "constant" };
  return kind === "constant" ? schedule : { kind: "constant", warmUp };
}

/** A schedule, or what comes after its warm-up, as an option that changes nothing. */
function idleSchedule({ schedule, learningRate, iterations }: Course, { warmUp }: ScheduleSpec): IdleOption {
  const actsAs = scheduleText({ kind: "constant", ...(warmUp && { warmUp }) });
  const idle =
    warmUp === undefined
      ? `it leaves the learning rate at ${learningRate} in all ${counted(iterations, "iteration")}`
      : warmUp >= iterations
        ? `the warm-up takes all ${counted(iterations, "iteration")}, and ${schedule.kind} never begins`
        : `after the warm-up it leaves the learning rate at ${learningRate} in all ${counted(iterations, "iteration")}`;
  return { option: "schedule", reason: `${idle}; give ${actsAs}, or more iterations`, isOff: false, actsAs };
}

/** A momentum that stays is a number. */
function actingMomentum(momentum: Ramp, iterations: number): Ramp {
  if (typeof momentum === "number") return shortestDecimal(momentum);
  return momentum.from === momentum.to || iterations === 1 ? shortestDecimal(momentum.from) : momentum;
}

/** What a text means. Throws a sentence where it means nothing. */
function parsed<T>(name: string, text: string, parse: (text: string) => T | undefined, range: string): T {
  const value = parse(text);
  if (value === undefined) throw new RangeError(`${name}: ${JSON.stringify(text)} is not ${range}`);
  return value;
}

/** A named model for this data, with ReLU on the logits where the protocol has it; one from a file, or given as data, as it is. */
function resolveModel(model: string | ModelSpec, protocol: keyof typeof protocols, data: ImageDataset, modelFile: ModelLoader): ModelSpec {
  if (typeof model !== "string") return model;
  const { logits } = protocols[protocol];
  return namedModel(model, { input: data.shape, classes: data.classes, logits }) ?? modelFile(model);
}
