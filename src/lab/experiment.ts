import { z } from "zod";
import { dataOptions, type TableOptions, type TrainingLimits } from "#data";
import { definedFields } from "#engine";
import { type ModelSpec, modelSchema, numberThat, parseWith, SchemaError, wholeNumber } from "#nn";
import { momentumTexts, optimizerNames, optimizerTable, parseMomentum, parseSchedule, scheduleTexts } from "#optim";
import { allows, type MethodOption, type MethodOptions, methodOptions } from "#regularize";
import { protocolNames, variedStreams } from "#train";

/** The schema of a method's option. */
function optionSchema(option: MethodOption): z.ZodType {
  if (option.kind === "choice") return z.enum(option.choices as [string, ...string[]]);
  if (option.kind === "number") return numberThat((value) => allows(option, value), option.range);
  return z.array(numberThat(option.allows, option.range));
}

/** The schemas of the options of data; one that allows texts takes numbers too, as a column's. */
const dataFields = Object.fromEntries(
  dataOptions.map(({ name, range, choices, allows }) => {
    const error = { error: range };
    const value = choices
      ? z.enum(choices as [string, ...string[]])
      : z.union([z.number(error), z.string(error)], error).refine(allows, error);
    return [name, value.optional()];
  }),
);
const methodFields = Object.fromEntries(methodOptions.map((option) => [option.name, optionSchema(option).optional()]));
/** Devices compute in float32. */
const isRate = (rate: number) => Math.fround(rate) > 0 && Number.isFinite(Math.fround(rate));
const textThat = (understood: (text: string) => boolean, error: string) => z.string({ error }).refine(understood, { error });

/** What decides one trial but its seed, and what a grid or a list can vary. Names are those of the command line's options. */
const fields = {
  dataset: z.string(),
  dataDir: z.string(),
  model: z.union([z.string(), modelSchema]),
  protocol: z.enum(protocolNames),
  optimizer: z.enum(optimizerNames),
  learningRate: numberThat(isRate, "a positive number that float32 can hold"),
  momentum: z.union(
    [numberThat((m) => m >= 0 && m < 1, momentumTexts), textThat((text) => parseMomentum(text) !== undefined, momentumTexts)],
    {
      error: momentumTexts,
    },
  ),
  schedule: textThat((text) => parseSchedule(text) !== undefined, scheduleTexts),
  batchSize: wholeNumber(1, 8192),
  iterations: wholeNumber(1, 1e9),
  evaluateEvery: wholeNumber(1, 1e9),
};
const optionalFields = Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, (schema as z.ZodType).optional()]));
const configuration = z.strictObject({ ...optionalFields, ...dataFields, ...methodFields });
const grid = z.strictObject(
  Object.fromEntries(
    Object.entries(configuration.shape).map(([name, schema]) => [
      name,
      z
        .array((schema as z.ZodOptional<z.ZodType>).unwrap())
        .min(1, { error: "a list of at least one value" })
        .optional(),
    ]),
  ),
);

/** What an experiment in JSON may be. */
const experimentSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().optional(),
  ...configuration.shape,
  reps: wholeNumber(1, 1e6).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  vary: z.array(z.enum(variedStreams)).optional(),
  prune: z.boolean().optional(),
  grid: grid.optional(),
  list: z.array(configuration).min(1, { error: "a list of at least one configuration" }).optional(),
});

/** The schema of experiment files for editors, with what each field of a method does. */
export function experimentJsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, { io: "input" }) as { properties: Record<string, object>; [key: string]: unknown };
  const describe = ({ name, help, range }: { name: string; help: string; range: string }) => ({
    ...schema.properties[name],
    description: `${help} (${range})`,
  });
  const described = [
    ...dataOptions.map((option) => [option.name, describe(option)]),
    ...methodOptions.map(({ defaultText, ...option }) => [
      option.name,
      defaultText
        ? describe({ ...option, range: `${option.range}; ${defaultText} unless given` })
        : { ...describe(option), default: option.default },
    ]),
  ];
  return { title: "A droplab experiment", ...schema, properties: { ...schema.properties, ...Object.fromEntries(described) } };
}

type Value<K extends keyof typeof fields> = z.infer<(typeof fields)[K]>;

/** One configuration: fields of the command line's options, and those of every method (`dropout`, `maxNorm`, …). */
export interface ConfigurationFields extends MethodOptions, TableOptions, TrainingLimits {
  readonly dataset?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly model?: string | ModelSpec | undefined;
  readonly protocol?: Value<"protocol"> | undefined;
  readonly optimizer?: Value<"optimizer"> | undefined;
  readonly learningRate?: number | undefined;
  readonly momentum?: number | string | undefined;
  readonly schedule?: string | undefined;
  readonly batchSize?: number | undefined;
  readonly iterations?: number | undefined;
  readonly evaluateEvery?: number | undefined;
}

/** An experiment: a configuration, what varies, and how often. Fields that are not given have the command line's defaults. */
export interface Experiment extends ConfigurationFields {
  readonly name?: string | undefined;
  /** Runs of each configuration; 10 unless given. Run k of every configuration has the same seed, so they are pairs. */
  readonly reps?: number | undefined;
  /** Base seed; 1 unless given. */
  readonly seed?: number | undefined;
  /** The streams that differ from run to run; all of init, order and dropout unless given, and none in an empty list. */
  readonly vary?: readonly (typeof variedStreams)[number][] | undefined;
  /** Whether configurations are given up that are clearly behind another; false unless given. */
  readonly prune?: boolean | undefined;
  /** Every combination of these values. */
  readonly grid?:
    | { readonly [name in keyof ConfigurationFields]?: readonly NonNullable<ConfigurationFields[name]>[] | undefined }
    | undefined;
  /** One after the other; with a grid, each with every combination of it. */
  readonly list?: readonly ConfigurationFields[] | undefined;
}

/** Checks a value; throws a SchemaError such as `grid.dropout[2]: 1.4 is not a rate in [0, 1)`. */
export function parseExperiment(value: unknown): Experiment {
  const experiment = withoutUndefined(parseWith(experimentSchema, value, "") as Experiment);
  const inGrid = Object.keys(experiment.grid ?? {});
  for (const [i, entry] of (experiment.list ?? []).entries()) {
    const name = inGrid.find((each) => each in entry);
    if (name !== undefined) throw new SchemaError(`list[${i}].${name}: grid varies it, too; give it in one of the two`);
  }
  return experiment;
}

/** An experiment in a TypeScript file: `export default defineExperiment({ … })`. */
export function defineExperiment(experiment: Experiment): Experiment {
  return parseExperiment(experiment);
}

/** An experiment without the fields that are undefined: they are not given, and must hide neither a common value nor a whole grid. */
function withoutUndefined({ grid, list, ...fields }: Experiment): Experiment {
  return { ...definedFields(fields), ...(grid && { grid: definedFields(grid) }), ...(list && { list: list.map(definedFields) }) };
}

/** Fields that are not a configuration's. */
const ofTheWhole = ["$schema", "name", "reps", "seed", "vary", "prune", "grid", "list"];

/** The configurations of an experiment, each with the fields in which it differs from the others. */
export function configurationsOf(experiment: Experiment): { fields: ConfigurationFields; varied: Readonly<Record<string, unknown>> }[] {
  const { grid: axes = {}, list = [{}] } = withoutUndefined(experiment);
  const common = Object.fromEntries(Object.entries(experiment).filter(([name]) => !ofTheWhole.includes(name)));
  const combinations = Object.entries(axes).reduce<Record<string, unknown>[]>(
    (before, [name, values]) => before.flatMap((one) => (values ?? []).map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
  const variations = list.flatMap((entry) => combinations.map((combination): ConfigurationFields => ({ ...entry, ...combination })));
  return withDecays(common, variations).map((varied) => ({ fields: { ...common, ...varied }, varied: { ...varied } }));
}

/**
 * An optimizer that decays by itself differs from the others by that too: where optimizers are varied, so is the decay. An entry of a list
 * that names none has the common one, and says so beside those that have another.
 */
function withDecays(common: ConfigurationFields, variations: readonly ConfigurationFields[]): readonly ConfigurationFields[] {
  const decayOf = ({ optimizer = common.optimizer }: ConfigurationFields) => (optimizer ? optimizerTable[optimizer].weightDecay : 0);
  if (common.weightDecay !== undefined || new Set(variations.map(decayOf)).size < 2) return variations;
  const { optimizer } = common;
  return variations.map((varied) => ({ ...(optimizer && { optimizer }), ...varied, weightDecay: varied.weightDecay ?? decayOf(varied) }));
}
