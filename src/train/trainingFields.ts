import { modelNames } from "#nn";
import { momentumTexts, optimizerNames, optimizerTable, parseMomentum, parseSchedule, scheduleTexts } from "#optim";
import { protocolNames } from "./protocol.ts";
import { choice, type GivenOf, type TrainingField, whole } from "./trainingField.ts";

export const MOST_IN_BATCH = 8192;

/** Devices compute in float32. */
const isRate = (rate: number) => Math.fround(rate) > 0 && Number.isFinite(Math.fround(rate));

/** The default learning rates, in words. */
function defaultRates(): string {
  const rates = Map.groupBy(optimizerNames, (name) => optimizerTable[name].learningRate);
  return [...rates].map(([rate, names]) => `${rate} for ${names.join(", ")}`).join("; ");
}

/** The fields that all recorded runs have. */
type FirstName =
  | "model"
  | "protocol"
  | "optimizer"
  | "learningRate"
  | "momentum"
  | "schedule"
  | "batchSize"
  | "iterations"
  | "evaluateEvery";

/** A table whose other fields are marked as later ones, or else it does not compile. */
const trainingTable = <const Table extends Record<string, TrainingField>>(
  table: Table & { readonly [name in Exclude<keyof Table, FirstName>]: { readonly isLater: true } },
): Table => table;

/**
 * How a net is trained: every field in the order of help. Flags, the schema of experiments, documentation and the checks of a trial are made
 * from this table. A field of a trial that comes later is one entry here, marked so, and what it does in training; resolveTrial takes it over.
 */
export const trainingFields = trainingTable({
  model: { kind: "model", flags: "--model <model>", help: `${modelNames}, or a JSON file`, range: "a model", default: "lenet" },
  protocol: { flags: "--protocol <name>", help: "how the result is judged", ...choice(protocolNames, "post") },
  optimizer: { flags: "--optimizer <name>", help: "what makes the steps", ...choice(optimizerNames, "adam") },
  learningRate: {
    kind: "number",
    flags: "--learning-rate <rate>",
    help: "at the start",
    range: "a positive number that float32 can hold",
    defaultText: defaultRates(),
    allows: isRate,
  },
  momentum: {
    kind: "numberOrText",
    flags: "--momentum <m>",
    help: "of sgd and nesterov: a number in [0, 1), or from:to:iterations for a ramp",
    range: momentumTexts,
    default: 0.9,
    allows: (value: number) => parseMomentum(String(value)) !== undefined,
    understands: (text: string) => parseMomentum(text) !== undefined,
  },
  schedule: {
    kind: "text",
    flags: "--schedule <schedule>",
    help: "how the learning rate goes",
    range: scheduleTexts,
    default: "constant",
    understands: (text: string) => parseSchedule(text) !== undefined,
  },
  batchSize: { flags: "--batch-size <n>", help: "examples in a step", ...whole(1, MOST_IN_BATCH, 100) },
  iterations: { flags: "-i, --iterations <n>", help: "training steps in each run", ...whole(1, 1e9, 50000) },
  evaluateEvery: {
    flags: "--evaluate-every <n>",
    help: "training steps between the evaluations that one is chosen from",
    ...whole(1, 1e9, 100),
  },
});

export type TrainingFieldName = keyof typeof trainingFields;
/** What an experiment gives of training; what it does not has its default. */
export type TrainingOptions = { readonly [name in TrainingFieldName]?: GivenOf<(typeof trainingFields)[name]> | undefined };

type Table = typeof trainingFields;
type LaterName = { [name in TrainingFieldName]: Table[name] extends { readonly isLater: true } ? name : never }[TrainingFieldName];
/** The fields of a trial that are in its configuration only where they are not at their default. */
export type LaterFields = { readonly [name in LaterName]?: GivenOf<Table[name]> };

/** The fields with their names, in the order of help. */
export const trainingFieldList: readonly (TrainingField & { readonly name: TrainingFieldName })[] = Object.entries(trainingFields).map(
  ([name, field]) => ({ name: name as TrainingFieldName, ...field }),
);
export const laterFields = trainingFieldList.filter(({ isLater }) => isLater);
/** Those that are given, where they are not at their default: a run at the default is one that was made before them. */
export const laterGiven = (options: TrainingOptions, fields = laterFields): LaterFields =>
  Object.fromEntries(
    fields.flatMap(({ name, default: usual }) => (options[name] === undefined || options[name] === usual ? [] : [[name, options[name]]])),
  );
/** The value of such a field in a trial; undefined where it is at its default. */
export const laterValue = (config: LaterFields, name: TrainingFieldName): unknown => (config as TrainingOptions)[name];

type DefaultOf<Field> = Field extends { readonly default: infer Default } ? Default : undefined;
/** What is used unless given; none of a learning rate, which the optimizer has. */
export const trainingDefaults = Object.fromEntries(
  Object.entries(trainingFields).map(([name, field]) => [name, "default" in field ? field.default : undefined]),
) as {
  readonly [name in TrainingFieldName]: DefaultOf<Table[name]>;
};
