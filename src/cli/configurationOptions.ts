import type { Command, Option } from "commander";
import { dataOptions, datasetNames } from "#data";
import { type ConfigurationFields, defaults, type Experiment } from "#experiment";
import { type MethodOption, methodOptions } from "#regularize";
import { takes, trainingFieldList } from "#train";
import type { FormField } from "#web";
import { isRange, listedValues, rangeValues } from "./listedValues.ts";
import { meantValue } from "./meantValue.ts";
import { parsedOption } from "./options.ts";
import { takesLists } from "./takesLists.ts";
import { UsageError } from "./usageError.ts";

/** A field of a configuration as an option of the command line. */
interface FieldOption {
  /** As in an experiment: `maxNorm`. */
  readonly name: string;
  readonly flags: string;
  readonly help: string;
  /** The allowed values in words. */
  readonly range: string;
  /** What is used unless given, in words. */
  readonly default: string;
  /** The value of a text; undefined where it is none. */
  parse(text: string): unknown;
  /** Whether its text is a list of its own, so that it cannot be varied on the command line. */
  readonly isList?: boolean;
  /** Whether its values are numbers alone, so that from:to:step is a range of them. */
  readonly isNumber?: boolean;
  /** The words to choose from, where there are some. */
  readonly choices?: readonly string[];
}

const number = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
const anyText = (range: string) => ({ range, parse: (text: string) => text });

type TrainingRow = (typeof trainingFieldList)[number];

/** An option of a method, or a field of training, as the command line takes it. */
function optionOf(field: MethodOption | TrainingRow): FieldOption {
  const { name, flags, kind, default: usual, defaultText = String(usual ?? "") } = field;
  const range = kind === "choice" ? `one of ${field.choices.join(", ")}` : field.range;
  const help = kind === "choice" ? `${field.help}: ${field.choices.join(", ")}` : kind === "text" ? `${field.help}: ${range}` : field.help;
  const isNumber = kind === "number" || kind === "whole";
  const parse = (text: string) => parsedAs(field, text);
  const choices = kind === "choice" ? { choices: field.choices } : {};
  return { name, flags, help, range, default: defaultText, parse, isList: kind === "numbers", isNumber, ...choices };
}

/** The value of a text; undefined where the field does not take it. */
function parsedAs(field: MethodOption | TrainingRow, text: string): unknown {
  switch (field.kind) {
    case "number": {
      const value = number(text);
      return !Number.isNaN(value) && field.allows(value) ? value : undefined;
    }
    case "numbers": {
      const numbers = text.split(",").map(number);
      return numbers.every(field.allows) ? numbers : undefined;
    }
    case "whole":
      return takes(field, number(text)) ? number(text) : undefined;
    case "choice":
      return field.choices.includes(text) ? text : undefined;
    default:
      return takes(field, text) ? text : undefined;
  }
}

const data: readonly FieldOption[] = [
  {
    name: "dataset",
    flags: "--dataset <name>",
    help: `${datasetNames.join(", ")}, a folder of IDX files, or a table (.csv, .tsv, .txt, .data) with a model that takes it, such as 'mlp(64)'; docs/data.md tells more`,
    default: defaults.dataset,
    ...anyText("a data set"),
  },
  {
    name: "dataDir",
    flags: "--data-dir <folder>",
    help: `folder with the four files of ${datasetNames.join(" or ")}`,
    default: "the packaged ones",
    ...anyText("a folder"),
  },
  ...dataOptions,
];

const groups = [
  ["Regularizers (droplab methods tells about each):", methodOptions.map(optionOf)],
  ["Training:", trainingFieldList.map(optionOf)],
  ["Data:", data],
] as const;

const commandOption = ({ flags, help, default: usual, range, parse }: FieldOption) =>
  parsedOption(flags, `${help} (default: ${usual || "none"})`, range, parse);

/** Every option that makes a configuration, for forms; files are left to the command line. */
export const configurationFields = (): FormField[] =>
  groups.flatMap(([title, fields]) =>
    fields
      .filter(({ name }) => name !== "dataDir")
      .map((field) => ({
        name: field.name,
        flag: flagName(field),
        group: title.replace(/ \(.*|:$/g, ""),
        help: field.help,
        range: field.range,
        usual: field.default,
        choices: field.choices ?? [],
        takesSeveral: !field.isList,
      })),
  );

/** The option of one field of training, for commands that do not take all of them. */
export function trainingOption(name: TrainingRow["name"]): Option {
  const field = trainingFieldList.find((one) => one.name === name) as TrainingRow;
  return commandOption(optionOf(field));
}

/** Several values for one field: an axis of a grid. */
class Axis {
  readonly values: readonly unknown[];
  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

/** Adds the options that make a configuration; with `lists`, several values separated by commas make a grid. */
export function addConfigurationOptions(command: Command, { lists }: { readonly lists: boolean }): Command {
  for (const [title, fields] of groups) {
    command.optionsGroup(title);
    for (const field of fields) {
      const option = commandOption(field);
      if (!field.isList) option.argParser((text) => (lists ? axisOf(text, field) : oneValue(text, field)));
      command.addOption(option);
    }
  }
  return command;
}

function oneValue(text: string, field: FieldOption): unknown {
  const value = field.parse(text);
  const several = takesLists(text, field);
  if (several) throw new UsageError(`${flagName(field)}: ${JSON.stringify(text)} is not ${field.range}; ${several}`);
  return value ?? refuse(text, field);
}

function refuse(text: string, field: FieldOption): never {
  throw new UsageError(`${flagName(field)}: ${JSON.stringify(text)} is not ${field.range}${meantValue(text, field)}`);
}

const flagName = ({ flags }: FieldOption): string => /--([\w-]+)/.exec(flags)?.[1] as string;

function axisOf(text: string, field: FieldOption): unknown {
  const listed = listedValues(text);
  if (!listed) throw new UsageError(`${flagName(field)}: ${text} has quotes that do not end`);
  if (listed.length > 1 && listed.includes("") && field.parse("") === undefined)
    throw new UsageError(
      `${flagName(field)}: ${JSON.stringify(text)} has a comma with nothing ${listed.at(-1) === "" ? "behind" : "before"} it; a list has values between commas and no blanks, such as ${listed.filter(Boolean).join(",")}`,
    );
  const values = listed
    .flatMap((one) => (field.isNumber && isRange(one) ? rangeOf(one, field) : one))
    .map((one) => field.parse(one) ?? refuse(one, field));
  return values.length > 1 ? new Axis(values) : values[0];
}

function rangeOf(text: string, field: FieldOption): string[] {
  try {
    return rangeValues(text);
  } catch (error) {
    throw new UsageError(`${flagName(field)}: ${JSON.stringify(text)}: ${(error as Error).message}`);
  }
}

/** The experiment of the options that were given. */
export function experimentOf(options: Readonly<Record<string, unknown>>): Experiment {
  const given = groups.flatMap(([, fields]) =>
    fields.flatMap(({ name }) => (options[name] === undefined ? [] : [[name, options[name]] as const])),
  );
  const fixed: ConfigurationFields = Object.fromEntries(given.filter(([, value]) => !(value instanceof Axis)));
  const axes = given.flatMap(([name, value]) => (value instanceof Axis ? [[name, value.values] as const] : []));
  return axes.length ? { ...fixed, grid: Object.fromEntries(axes) } : fixed;
}

/** The name of the option that says a field: `dropout-kind` of dropoutKind; undefined where there is none. */
export function nameOf(field: string): string | undefined {
  const found = groups.flatMap(([, options]) => options).find(({ name }) => name === field);
  return found && flagName(found);
}

/** The field of a configuration that is called so: maxNorm, max-norm or max_norm. */
export function fieldNamed(name: string): keyof ConfigurationFields | undefined {
  const word = name.replaceAll("_", "-");
  const found = groups.flatMap(([, options]) => options).find((option) => option.name === name || flagName(option) === word);
  return found?.name as keyof ConfigurationFields | undefined;
}

/** The options that say these fields; undefined where one has no option, such as a model that is given as data. */
export function argumentsOf(fields: ConfigurationFields): string[] | undefined {
  const known = groups.flatMap(([, options]) => options);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const words = given.map(([name, value]) => {
    const flag = /--[\w-]+/.exec(known.find((option) => option.name === name)?.flags ?? "")?.[0];
    const isPlain = typeof value !== "object" || (Array.isArray(value) && value.every((one) => typeof one === "number"));
    return flag && isPlain ? [flag, String(value)] : undefined;
  });
  return words.includes(undefined) ? undefined : (words.flat() as string[]);
}
