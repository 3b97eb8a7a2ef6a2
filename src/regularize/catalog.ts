import { fixed, shown } from "#engine";
import type { Net } from "#nn";
import { activitySparsity } from "./activitySparsity.ts";
import { dropout } from "./dropout.ts";
import { earlyStopping } from "./earlyStopping.ts";
import { gradientClip } from "./gradientClip.ts";
import { l1 } from "./l1.ts";
import { l2 } from "./l2.ts";
import { labelSmoothing } from "./labelSmoothing.ts";
import { maxNorm } from "./maxNorm.ts";
import type { CellValues, Method, MethodOption, OptionValue } from "./method.ts";
import type { MethodValues } from "./methodOptions.ts";
import { monteCarlo } from "./monteCarlo.ts";
import { softWeightSharing } from "./softWeightSharing.ts";
import type { Transform } from "./transform.ts";
import { weightDecay } from "./weightDecay.ts";

/** Every method, in the order of help. Flags, experiments, documentation and tests are made from this list. */
export const catalog: readonly Method[] = fixed([
  dropout,
  maxNorm,
  l1,
  l2,
  weightDecay,
  softWeightSharing,
  activitySparsity,
  labelSmoothing,
  gradientClip,
  earlyStopping,
  monteCarlo,
]);

export const methodOptions: readonly MethodOption[] = fixed(catalog.flatMap(({ options }) => options));

/** Whether a value is one that the option takes. */
export function allows(option: MethodOption, value: unknown): value is OptionValue {
  if (option.kind === "choice") return option.choices.includes(value as string);
  if (option.kind === "number") return typeof value === "number" && option.allows(value);
  return Array.isArray(value) && Array.from(value).every((each: unknown) => typeof each === "number" && option.allows(each));
}

/** A value in a message: JSON, but NaN and Infinity by their names. */
function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text)}]`;
  return typeof value === "number" ? String(value) : shown(value);
}

/** All options, the given ones over the defaults; lists are copied. Throws a sentence for a name that is no option and for a value out of range. */
export function methodValues(given: Readonly<Record<string, unknown>> = {}): MethodValues {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const option = methodOptions.find((candidate) => candidate.name === name);
    if (!option) throw new RangeError(`${name}: there is no such option; there are ${methodOptions.map((known) => known.name).join(", ")}`);
    if (!allows(option, value)) throw new RangeError(`${name}: ${text(value)} is not ${option.range}`);
  }
  return withDefaults(given);
}

/** The same of options that are taken as they are: a run that is kept may have a value that is no longer allowed. Lists are copied. */
export function withDefaults(given: Readonly<Record<string, unknown>>): MethodValues {
  const copy = (value: unknown) => (Array.isArray(value) ? [...value] : value);
  return Object.fromEntries(methodOptions.map(({ name, default: usual }) => [name, copy(given[name] ?? usual)])) as unknown as MethodValues;
}

/** All methods in a net, each with its own cells. */
export interface AttachedMethods {
  /** The cells of all methods with their values under these options. */
  cells(values: MethodValues): CellValues;
  /** In the order of the catalog; `Transform.at` says where each stands among the others. */
  readonly transforms: readonly Transform[];
}

/** Cells stand in checkpoints in the order in which they are made; those of kept runs have these first. */
const attachedFirst: readonly Method[] = [labelSmoothing, softWeightSharing, activitySparsity];

/** Adds to a net what the methods need there. Throws a sentence where one that is on does not fit the net. */
export function attachMethods(net: Net, values: MethodValues): AttachedMethods {
  const order = [...attachedFirst, ...catalog.filter((method) => !attachedFirst.includes(method))];
  const attached = new Map(order.map((method) => [method, method.attach?.(net, values)]));
  const cells = (now: MethodValues) => [...attached.values()].flatMap((each) => each?.cells?.(now) ?? []);
  cells(values); // throws where they do not fit
  return { cells, transforms: catalog.flatMap((method) => attached.get(method)?.transforms ?? []) };
}
