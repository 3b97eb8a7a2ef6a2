import { limitOptions } from "#data";
import { shown } from "#engine";
import { allows, methodOptions } from "#regularize";
import { takes, trainingFieldList } from "#train";
import { TRAINING } from "../twin/digits.ts";
import { netOf } from "./netOf.ts";
import { type Settings, type SharedSettings, type TwinSettings, twinNames } from "./settings.ts";

/** A setting as an address writes it, and what it may be. */
interface SettingField<Name extends string> {
  readonly name: Name;
  /** In addresses. */
  readonly key: string;
  /** The allowed values in words. */
  readonly range: string;
  allows(value: unknown): boolean;
  /** Of a text in an address; undefined where it is none. */
  read(text: string): unknown;
}

const number = (text: string): number | undefined => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text));

function ofMethod<Name extends keyof TwinSettings>(name: Name, key: string): SettingField<Name> {
  const option = methodOptions.find((one) => one.name === name);
  if (!option) throw new Error(`${name} is no option of a method`);
  return {
    name,
    key,
    range: option.range,
    allows: (value) => allows(option, value),
    read: option.kind === "number" ? number : (text) => text,
  };
}

export const twinFields: readonly SettingField<keyof TwinSettings>[] = [
  ofMethod("dropout", "dropout"),
  ofMethod("dropoutKind", "kind"),
  ofMethod("maxNorm", "max-norm"),
  ofMethod("maxNormScope", "scope"),
  ofMethod("l1", "l1"),
  ofMethod("l2", "l2"),
];

const MOST_SEED = Number.MAX_SAFE_INTEGER;

function ofTraining(name: "learningRate" | "batchSize"): Pick<SettingField<never>, "range" | "allows"> {
  const field = trainingFieldList.find((one) => one.name === name);
  if (!field) throw new Error(`${name} is no field of training`);
  return { range: field.range, allows: (value) => takes(field, value) };
}

function ofLimit(name: "trainExamples" | "labelNoise"): Pick<SettingField<never>, "range" | "allows"> {
  const option = limitOptions.find((one) => one.name === name);
  if (!option) throw new Error(`${name} is no limit`);
  if (name === "labelNoise") return { range: option.range, allows: (value) => option.allows(value) };
  return { range: `a whole number from 1 to ${TRAINING}`, allows: (value) => option.allows(value) && (value as number) <= TRAINING };
}

const isModel = (value: unknown) => typeof value === "string" || (typeof value === "object" && value !== null && !Array.isArray(value));

function readModel(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const sharedFields: readonly SettingField<keyof SharedSettings>[] = [
  {
    ...{ name: "seed", key: "seed", range: `a whole number from 0 to ${MOST_SEED}`, read: number },
    allows: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  },
  { name: "model", key: "model", range: "lenet, mlp(…) or a model as JSON", allows: isModel, read: readModel },
  {
    ...{ name: "logits", key: "logits", range: "linear or relu", read: (text: string) => text },
    allows: (value) => value === "linear" || value === "relu",
  },
  { name: "learningRate", key: "learning-rate", read: number, ...ofTraining("learningRate") },
  { name: "batch", key: "batch", read: number, ...ofTraining("batchSize") },
  { name: "trainExamples", key: "train-examples", read: number, ...ofLimit("trainExamples") },
  { name: "labelNoise", key: "label-noise", read: number, ...ofLimit("labelNoise") },
];

/** Two of these train beside one another in a page that stays quick. */
const MOST_PARAMETERS = 6_000_000;

/** What is wrong with settings, a sentence each. */
export function problemsOf(settings: Settings): string[] {
  const of = <T extends object>(fields: readonly SettingField<keyof T & string>[], values: T, where: string): string[] =>
    fields.flatMap(({ name, key, range, allows: takesIt }) => {
      const value = values[name];
      return value === undefined || takesIt(value) ? [] : [`${where}${key}: ${shown(value)} is not ${range}.`];
    });
  const found = [
    ...of<SharedSettings>(sharedFields, settings.shared, ""),
    ...twinNames.flatMap((twin) => of<TwinSettings>(twinFields, settings[twin], `${twin}.`)),
  ];
  if (found.length) return found;
  try {
    for (const twin of twinNames) {
      const { graph } = netOf(settings.shared, settings[twin]);
      const numbers = graph.parameters.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
      if (numbers > MOST_PARAMETERS)
        return [
          `model: its ${numbers.toLocaleString("en")} weights are more than the ${MOST_PARAMETERS.toLocaleString("en")} that a page trains twice; take a smaller one, or droplab run.`,
        ];
    }
  } catch (error) {
    return [`${(error as Error).message}.`];
  }
  return [];
}
