import { dataOptions } from "#data";
import { meant } from "#engine";
import { type ConfigurationFields, configurationsOf, defaults, type Experiment, type ExperimentRecord, trialStates } from "#experiment";
import { optimizerTable } from "#optim";
import { methodOptions } from "#regularize";
import { protocols } from "#train";
import { fieldNamed, nameOf } from "./configurationOptions.ts";
import { UsageError } from "./usageError.ts";

type Matches = (experiment: ExperimentRecord) => boolean;

/** What can be asked beside the fields of a configuration. */
const asked: Readonly<Record<string, (value: string) => Matches>> = {
  tag:
    (value) =>
    ({ tags }) =>
      tags.includes(value),
  name:
    (value) =>
    ({ name }) =>
      has(name, value),
  note:
    (value) =>
    ({ note }) =>
      has(note, value),
  state: (value) => {
    const state = trialStates.find((one) => one === value);
    if (!state) throw new UsageError(`filter: state=${value} is not one of ${trialStates.join(", ")}`);
    return ({ states }) => states[state] > 0;
  },
};

const has = (text: string | null, part: string): boolean => text?.toLowerCase().includes(part.toLowerCase()) ?? false;

/**
 * Which experiments a text is about: each of its words is in an id, a name, a note, a tag or a command, and each `key=value` holds, where a
 * key is tag, name, note, state or a field such as max-norm. Quotes keep blanks: `name="two words"`. Throws UsageError for an unknown key.
 */
export function experimentFilter(text: string): Matches {
  const parts = text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  const tests = parts.map((part) => testOf(part.replaceAll('"', "")));
  return (experiment) => tests.every((matches) => matches(experiment));
}

function testOf(part: string): Matches {
  const [, key, value = ""] = /^([a-z][\w-]*)=(.*)$/i.exec(part) ?? [];
  if (key === undefined) return ({ id, name, note, tags, command }) => [id, name, note, ...tags, command].some((one) => has(one, part));
  const ask = Object.hasOwn(asked, key) ? asked[key] : undefined;
  if (ask) return ask(value);
  const field = fieldNamed(key);
  if (field !== undefined) return ({ definition }) => valuesOf(definition, field).some((one) => isSame(one, value));
  const near = meant(key, [...Object.keys(asked), ...(["dropout", "maxNorm"] as const).flatMap((one) => nameOf(one) ?? [])]);
  throw new UsageError(
    `filter: there is no ${key} to ask for; there are ${Object.keys(asked).join(", ")} and the options of a configuration, such as dropout=0.4${near ? `; did you mean ${near}?` : ""}`,
  );
}

type Field = NonNullable<ReturnType<typeof fieldNamed>>;

/** The values that a field has in the configurations of an experiment. */
const valuesOf = (definition: Experiment, field: Field): readonly unknown[] =>
  configurationsOf(definition).map(({ fields }) => fields[field] ?? usual(field, fields));

/** What a field is where it is not given, by the others where it depends on them; undefined where only the data tell. */
function usual(field: Field, { optimizer = defaults.optimizer, protocol = defaults.protocol }: ConfigurationFields): unknown {
  const made = optimizerTable[optimizer];
  if (field === "learningRate") return made.learningRate;
  if (field === "weightDecay") return made.weightDecay;
  if (field === "momentum" && !made.takesMomentum) return 0;
  if (field === "maxNormScope") return protocols[protocol].maxNormScope;
  const ofData = dataOptions.find(({ name }) => name === field);
  if (ofData) return ofData.default;
  const option = methodOptions.find(({ name }) => name === field);
  return option ? option.default : (defaults as Experiment)[field];
}

/** Numbers may be written in several ways, and a model as data has a name. */
function isSame(value: unknown, text: string): boolean {
  // options of data have their defaults as they are said
  if (typeof value === "number" || (typeof value === "string" && value !== "" && !Number.isNaN(Number(value))))
    return text.trim() !== "" && Number(text) === Number(value);
  if (typeof value === "object" && value !== null && "name" in value) return value.name === text;
  return String(value).toLowerCase() === text.toLowerCase();
}
