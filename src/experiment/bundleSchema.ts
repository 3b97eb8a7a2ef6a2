import { z } from "zod";
import { fromBase64 } from "#engine";
import { numberThat, parseModel, parseWith, SchemaError, wholeNumber } from "#nn";
import { checkTrial, type Evaluation, MOST_SNAPSHOTS, protocols, type Robustness, variedStreams } from "#train";
import type { BundledExperiment, BundledReading, BundledRun } from "./bundle.ts";
import { dataSchema, methodsSchema, parseExperiment } from "./experimentSchema.ts";
import { parseReading, readingName, readingText } from "./keptReading.ts";
import { isTag, tagTexts } from "./labels.ts";
import { configurationCount } from "./planSize.ts";
import { trialStates } from "./records.ts";

const text = z.string();
const count = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const number = numberThat(Number.isFinite, "a number");
const share = numberThat((value) => value >= 0 && value <= 1, "a number in [0, 1]");
const atLeastZero = numberThat((value) => value >= 0, "a number of at least 0");
const time = text.refine((given) => /^\d{4}-\d\d-\d\d/.test(given) && !Number.isNaN(Date.parse(given)), {
  error: "a time such as 2026-11-26T10:00:00.000Z",
});
const runId = text.regex(/^[0-9a-f]{20}$/, { error: "20 hexadecimal digits" });
const nameOfReading = text.regex(/^[0-9a-f]{20}$/, { error: "20 hexadecimal digits" });
const labels = z.array(count);

const calibration = z.strictObject({
  negativeLogLikelihood: atLeastZero.nullable(), // null where it was no number
  expectedCalibrationError: share.nullable(),
  bins: count,
});
const monteCarlo = z.strictObject({
  samples: count,
  accuracy: share,
  calibration: calibration.nullish(),
  singleMean: share,
  singleDeviation: number.nullable(),
  spread: number.nullable(),
});
const rows = z.array(z.array(count));
const robustness = z.strictObject({
  kind: z.enum(["units", "maps"]),
  units: z.array(wholeNumber(1, Number.MAX_SAFE_INTEGER)).min(1),
  images: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  shares: z.array(share),
  right: rows,
  rightRescaled: rows,
});
const resultSchema = z.strictObject({
  seed: count,
  accuracy: share.nullable(),
  iteration: count.nullable(),
  deadClasses: labels,
  selectionAccuracy: share.nullable(),
  testLoss: number.optional(),
  divergedAt: count.nullable(),
  stoppedAt: count.nullable(),
  calibration: calibration.nullish(),
  monteCarlo: monteCarlo.nullable(),
  majorityShare: share.optional(),
  testExamples: count.optional(),
  trainingExamples: count.optional(),
  largestNorm: atLeastZero.optional(),
  memorized: z.strictObject({ examples: count, asLabelled: share, asTrue: share }).nullish(),
  robustness: robustness.optional(), // only where it was measured
});
const evaluationSchema = z.strictObject({
  iteration: count,
  loss: number.nullable(),
  accuracy: share,
  selectionLoss: number.nullish(),
  deadClasses: labels,
  kernelNorms: z.array(atLeastZero.nullable()),
  largestNorm: atLeastZero.optional(),
});
const ownerSchema = z.strictObject({
  // what an export leaves out unless it is asked for
  host: text.default(""),
  pid: count.default(0),
  processStart: text.default(""),
  command: text.default(""),
  machine: z.strictObject({ processor: text, cores: count, node: text, device: text }),
  version: text,
});
/** A run but its configuration, which has checks of its own, and its weights, which do not go through schemas. */
const runSchema = z.strictObject({
  id: runId,
  state: z.enum(trialStates),
  data: dataSchema,
  dataHash: text.nullable(),
  testHash: text.nullable(),
  classNames: z.array(text).nullable(),
  reading: nameOfReading.nullable().default(null), // older exports have none
  config: z.looseObject({ methods: methodsSchema, streamSeeds: z.partialRecord(z.enum(variedStreams), count).optional() }),
  numerics: text,
  iteration: count,
  created: time,
  started: time.nullable(),
  finished: time.nullable(),
  seconds: atLeastZero,
  result: resultSchema.nullable(),
  error: text.nullable(),
  stack: text.nullable(),
  owner: ownerSchema.nullable(),
  evaluations: z.array(evaluationSchema),
  snapshots: z
    .array(z.strictObject({ iteration: count, floats: text }))
    .max(MOST_SNAPSHOTS)
    .optional(), // only where some were kept
});

type RunResult = NonNullable<BundledRun["result"]>;

/** A run of a JSON value without its weights; throws a SchemaError whose sentence names the field, its value and what was expected. */
export function parseBundledRun(value: unknown, what: string): Omit<BundledRun, "weights"> {
  const run = parseWith(runSchema, value, what) as unknown as Omit<BundledRun, "weights">;
  const { state, config, result, evaluations } = run;
  const refuse = (where: string, why: string): never => {
    throw new SchemaError(`${what}.${where}: ${why}`);
  };
  try {
    checkTrial(config);
  } catch (error) {
    throw new SchemaError(`${what}.config: ${(error as Error).message}`, { cause: error });
  }
  if ((state === "done") !== (result !== null))
    refuse("result", result ? `a run that is ${state} has none` : "a run that is done has one; it must be an object");
  if (result && result.seed !== config.seed) refuse("result.seed", `${result.seed} is not the seed of the run, ${config.seed}`);
  const most = config.iterations;
  if (run.iteration > most) refuse("iteration", `${run.iteration} is not a whole number from 0 to ${most}`);
  for (const name of ["iteration", "divergedAt", "stoppedAt"] as const)
    if ((result?.[name] ?? 0) > most) refuse(`result.${name}`, `${result?.[name]} is not a whole number from 0 to ${most}`);
  let before = -1;
  for (const [i, { iteration }] of evaluations.entries()) {
    if (iteration <= before || iteration > most)
      refuse(`evaluations[${i}].iteration`, `${iteration} is not a whole number from ${before + 1} to ${most}`);
    before = iteration;
  }
  const right = (result?.accuracy ?? 0) * (result?.testExamples ?? 0);
  if (result && Math.abs(right - Math.round(right)) > 1e-6 * Math.max(1, right))
    refuse("result.accuracy", `${result.accuracy} of ${result.testExamples} examples is no whole number of right ones`);
  const chosen = evaluations.find(({ iteration }) => iteration === result?.iteration);
  const field = protocols[config.protocol].selectOn === "test" ? "accuracy" : "selectionAccuracy";
  if (result && chosen && result[field] !== null && result[field] !== chosen.accuracy)
    refuse(`result.${field}`, `${result[field]} is not that of its evaluation at iteration ${chosen.iteration}, ${chosen.accuracy}`);
  checkSnapshots(run, refuse);
  if (result?.robustness) checkRobustness(result.robustness, result, refuse);
  // what was given, as it was given: an export of what came in is the same text
  const given = value as typeof run;
  const model = { ...given.config.model, name: parseModel(config.model).name };
  return {
    ...given,
    reading: run.reading,
    owner: run.owner,
    config: { ...given.config, model },
    evaluations: given.evaluations.map(complete),
  };
}

/** Calls `refuse` where snapshots are not all of one kernel, in order. */
function checkSnapshots(
  { snapshots = [], config }: Pick<BundledRun, "snapshots" | "config">,
  refuse: (where: string, why: string) => never,
): void {
  const [first] = snapshots;
  for (const [i, { iteration, floats }] of snapshots.entries()) {
    const least = (snapshots[i - 1]?.iteration ?? -1) + 1;
    if (iteration < least || iteration > config.iterations)
      refuse(`snapshots[${i}].iteration`, `${iteration} is not a whole number from ${least} to ${config.iterations}`);
    const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(floats) && floats.length % 4 === 0;
    if (!isBase64 || fromBase64(floats).length % 4) refuse(`snapshots[${i}].floats`, "they are no whole number of floats in base64");
    if (floats.length !== first?.floats.length) refuse(`snapshots[${i}].floats`, "they are not as many as those of the first");
  }
}

/** Calls `refuse` where what was measured does not fit together, or into its run. */
function checkRobustness({ images, shares, ...all }: Robustness, result: RunResult, refuse: (where: string, why: string) => never): void {
  const { divergedAt, testExamples = images } = result;
  if (divergedAt !== null) refuse("result.robustness", "a run that diverged has none");
  if (images > testExamples) refuse("result.robustness.images", `${images} is not a whole number from 1 to ${testExamples}`);
  const falls = shares.findIndex((one, i) => one >= 1 || one <= (shares[i - 1] ?? -1));
  if (falls >= 0 || shares.length === 0) refuse("result.robustness.shares", `${shares.join(", ")} are not shares in [0, 1) that rise`);
  const draws = all.right[0]?.length ?? 0;
  for (const name of ["right", "rightRescaled"] as const) {
    if (draws === 0 || all[name].length !== shares.length || all[name].some(({ length }) => length !== draws))
      refuse(`result.robustness.${name}`, `it must have ${shares.length} rows, one for each share, with a number for each draw`);
    const many = all[name].flat().find((right) => right > images);
    if (many !== undefined) refuse(`result.robustness.${name}`, `${many} is not a whole number from 0 to ${images}`);
  }
}

/** JSON has null for what is no number. */
function complete(evaluation: Evaluation): Evaluation {
  const orNaN = (value: number | null | undefined) => value ?? Number.NaN;
  return { ...evaluation, loss: orNaN(evaluation.loss), selectionLoss: orNaN(evaluation.selectionLoss) };
}

const bundledReadingSchema = z.strictObject({ name: nameOfReading, reading: z.unknown() });

/** How data were read, of a JSON value; throws a SchemaError as parseBundledRun does. */
export function parseBundledReading(value: unknown, what: string): BundledReading {
  const { name, reading: given } = parseWith(bundledReadingSchema, value, what);
  parseReading(given, `${what}.reading`);
  const reading = given as BundledReading["reading"]; // as it was: its name is that of its text
  if (readingName(readingText(reading)) !== name) throw new SchemaError(`${what}.name: it is not that of its reading; export it again`);
  return { name, reading };
}

const experimentSchema = z.strictObject({
  id: text.regex(/^[0-9a-f]{10}$/, { error: "10 hexadecimal digits" }),
  name: text.nullable(),
  // older exports have none
  note: text.nullable().default(null),
  tags: z.array(text.refine(isTag, { error: tagTexts })).default([]),
  definition: z.unknown(),
  command: text.optional(),
  created: time.optional(),
  updated: time.optional(),
  members: z.array(z.strictObject({ trial: runId, configuration: count, repetition: wholeNumber(1, 1e6) })),
  // what exports of older droplabs say beside
  states: z.unknown().optional(),
  numerics: z.unknown().optional(),
});

/**
 * An experiment of a JSON value, whose command is made of its definition where none is said; throws a SchemaError as parseBundledRun does.
 */
export function parseBundledExperiment(
  value: unknown,
  what: string,
  commandOf: (definition: BundledExperiment["definition"]) => string,
): BundledExperiment {
  const { id, name, note, tags, definition: given, command, created, updated, members } = parseWith(experimentSchema, value, what);
  const definition = given as BundledExperiment["definition"]; // as it was: the order of a grid's fields is that of its configurations
  let length: number;
  try {
    length = configurationCount(parseExperiment(given));
  } catch (error) {
    throw new SchemaError(`${what}.definition: ${(error as Error).message}`, { cause: error });
  }
  const places = new Set<string>();
  for (const [i, { configuration, repetition }] of members.entries()) {
    if (configuration >= length)
      throw new SchemaError(`${what}.members[${i}].configuration: ${configuration} is not a whole number from 0 to ${length - 1}`);
    const place = `${configuration} ${repetition}`;
    if (places.has(place))
      throw new SchemaError(`${what}.members[${i}]: repetition ${repetition} of configuration ${configuration} is there twice`);
    places.add(place);
  }
  const now = new Date().toISOString();
  const kept = { command: command ?? commandOf(definition), created: created ?? now, updated: updated ?? now };
  return { id, name, note, tags, definition, ...kept, members };
}
