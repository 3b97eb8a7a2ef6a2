import { z } from "zod";
import { dataOptions } from "#data";
import { modelSchema, numberThat, parseWith, refuseTooLarge, SchemaError, wholeNumber } from "#nn";
import { allows, type MethodOption, methodOptions } from "#regularize";
import { MOST_SNAPSHOTS, type TrainingField, trainingFieldList, variedStreams } from "#train";
import { type Experiment, withoutUndefined } from "./experiment.ts";
import { isTag, tagTexts } from "./labels.ts";
import { checkRunCount, configurationCount } from "./planSize.ts";
import { defaults } from "./resolveTrial.ts";

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
const textThat = (understood: (text: string) => boolean, error: string) => z.string({ error }).refine(understood, { error });

/** The options of methods of a run. */
export const methodsSchema = z.strictObject(methodFields);
/** What a run says of its data. */
export const dataSchema = z.strictObject({ dataset: z.string(), dataDir: z.string().optional(), ...dataFields });

/** The schema of a field of training. */
function trainingSchema(field: TrainingField): z.ZodType {
  const { range } = field;
  switch (field.kind) {
    case "number":
      return numberThat(field.allows, range);
    case "whole":
      return wholeNumber(field.least, field.most);
    case "choice":
      return z.enum(field.choices as [string, ...string[]]);
    case "text":
      return textThat(field.understands, range);
    case "numberOrText":
      return z.union([numberThat(field.allows, range), textThat(field.understands, range)], { error: range });
    case "model":
      return z.union([z.string(), modelSchema]);
  }
}

/** What decides one trial but its seed, and what a grid or a list can vary. Names are those of the command line's options. */
const fields = {
  dataset: z.string(),
  dataDir: z.string(),
  ...Object.fromEntries(trainingFieldList.map((field) => [field.name, trainingSchema(field)])),
};
const optionalFields = Object.fromEntries(Object.entries<z.ZodType>(fields).map(([name, schema]) => [name, schema.optional()]));
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
  note: z.string().optional(),
  tags: z.array(textThat(isTag, tagTexts)).optional(),
  ...configuration.shape,
  reps: wholeNumber(1, 1e6).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  vary: z.array(z.enum(variedStreams)).optional(),
  prune: z.boolean().optional(),
  snapshots: wholeNumber(1, MOST_SNAPSHOTS).optional(),
  robustness: z.boolean().optional(),
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
  const withDefault = (field: MethodOption | (typeof trainingFieldList)[number]) =>
    field.defaultText
      ? describe({ ...field, range: `${field.range}; ${field.defaultText} unless given` })
      : { ...describe(field), default: field.default };
  const described = [
    ...dataOptions.map((option) => [option.name, describe(option)]),
    ...trainingFieldList.map((field) => [field.name, withDefault(field)]),
    ...methodOptions.map((option) => [option.name, withDefault(option)]),
  ];
  return { title: "A droplab experiment", ...schema, properties: { ...schema.properties, ...Object.fromEntries(described) } };
}

/** Checks a value; throws a SchemaError such as `grid.dropout[2]: 1.4 is not a rate in [0, 1)`. */
export function parseExperiment(value: unknown): Experiment {
  for (const [model, what] of modelsIn(value)) refuseTooLarge(model, what);
  const experiment = withoutUndefined(parseWith(experimentSchema, value, "") as Experiment);
  const inGrid = Object.keys(experiment.grid ?? {});
  for (const [i, entry] of (experiment.list ?? []).entries()) {
    const name = inGrid.find((each) => each in entry);
    if (name !== undefined) throw new SchemaError(`list[${i}].${name}: grid varies it, too; give it in one of the two`);
  }
  const { reps = defaults.reps } = experiment;
  checkRunCount(configurationCount(experiment), reps);
  return experiment;
}

/** What may be a model in a value that may be an experiment, with its place. */
function modelsIn(value: unknown): [model: unknown, what: string][] {
  const fieldOf = (of: unknown, name: string) =>
    typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
  const each = (list: unknown, what: (i: number) => string, model: (one: unknown) => unknown): [unknown, string][] =>
    Array.isArray(list) ? list.map((one, i) => [model(one), what(i)]) : [];
  return [
    [fieldOf(value, "model"), "model"],
    ...each(
      fieldOf(fieldOf(value, "grid"), "model"),
      (i) => `grid.model[${i}]`,
      (one) => one,
    ),
    ...each(
      fieldOf(value, "list"),
      (i) => `list[${i}].model`,
      (one) => fieldOf(one, "model"),
    ),
  ];
}

/** An experiment in a TypeScript file: `export default defineExperiment({ … })`. */
export function defineExperiment(experiment: Experiment): Experiment {
  return parseExperiment(experiment);
}
