import { catalog, methodOptions, methodValues } from "./catalog.ts";
import type { Method, MethodOption, OptionValue, Place } from "./method.ts";
import type { MethodOptions, MethodValues } from "./methodOptions.ts";

/** An option that is given and changes nothing, or not what it says. */
export interface IdleOption {
  readonly option: string;
  /** A clause with the next step. */
  readonly reason: string;
  /** Whether its method is off, so that it could not act: `sparsityTarget` without `activitySparsity`. */
  readonly isOff: boolean;
  /** The value that does the same. */
  readonly actsAs: OptionValue;
}

export type GivenOptions = Readonly<Record<string, OptionValue | undefined>>;

/**
 * The given options that change nothing in a net. Options at their default say nothing, but for kinds that the model contradicts.
 * Throws a sentence where options and net cannot do what they say. `values` are those of all options, where others than the given hold.
 */
export function idleOptions(given: GivenOptions, place: Place, values: MethodValues = methodValues(given)): IdleOption[] {
  const found = catalog.flatMap((method) =>
    method.options.flatMap((option) => {
      const value = given[option.name];
      if (value === undefined) return [];
      const idle = idleOf(method, option, value, values, place);
      return idle ? [{ option: option.name, isOff: false, actsAs: option.default, ...idle }] : [];
    }),
  );
  for (const method of catalog) method.check?.(values, place.net);
  return found;
}

function idleOf(method: Method, option: MethodOption, value: OptionValue, values: MethodValues, place: Place) {
  const [main] = method.options as [MethodOption];
  const isDefault = String(value) === String(option.default);
  if (option.kind === "numbers" ? (value as readonly number[]).every((each) => each === 0) : isDefault && option.kind === "number")
    return undefined;
  if (method.isOn(values, place.net)) return method.idle?.(option.name, values, place);
  if (isDefault && option.defaultText === undefined) return undefined;
  return { reason: isOffReason(main), isOff: true };
}

const isOffReason = ({ name }: MethodOption): string => `${name} is off, which it belongs to; give ${name} too, or leave it out`;

/**
 * Options at their default that are given without what turns their method on, `dropoutKind: "inverted"` alone: they say nothing to a net, and
 * who gives one means that method to act.
 */
export function orphanOptions(given: GivenOptions, { net }: Place, values: MethodValues): IdleOption[] {
  return catalog.flatMap((method) => {
    const [main, ...more] = method.options as [MethodOption, ...MethodOption[]];
    if (given[main.name] !== undefined || method.isOn(values, net)) return [];
    const alone = more.filter(
      ({ name, kind, default: usual, defaultText }) => kind !== "numbers" && defaultText === undefined && given[name] === usual,
    );
    return alone.map(({ name, default: actsAs }) => ({ option: name, reason: isOffReason(main), isOff: true, actsAs }));
  });
}

/**
 * Throws the sentence of the first given number of a method that is off and not given: `sparsityTarget` alone. Beside `activitySparsity: 0`
 * it waits for that to be set, as kinds and scopes do, which are built into a net.
 */
export function refuseWithoutMethod(given: GivenOptions, place: Place, values: MethodValues): void {
  const isGiven = (name: string) => given[name] !== undefined;
  const alone = catalog
    .filter(({ options: [main] }) => main && !isGiven(main.name))
    .flatMap(({ options }) => options.filter(({ name, kind }) => kind !== "choice" && isGiven(name)));
  const [first] = idleOptions(Object.fromEntries(alone.map(({ name }) => [name, given[name]])), place, values).filter(({ isOff }) => isOff);
  if (first) throw new Error(idleSentence(first));
}

/** The given options as they act: those that change nothing are left out, or are what they act as. Equal nets have equal ones. */
export function actingOptions(given: GivenOptions, idle: readonly IdleOption[]): MethodOptions {
  const found = new Map(idle.map(({ option, actsAs }) => [option, actsAs]));
  const acting = methodOptions.flatMap((option): [string, OptionValue][] => {
    const { name, kind, default: off, defaultText } = option;
    const value = found.get(name) ?? given[name];
    if (value === undefined || (kind === "numbers" && (value as readonly number[]).every((each) => each === 0))) return [];
    // a default that depends on other settings would come back
    const isLeftOut = found.has(name) && value === off && !(kind === "number" && defaultText !== undefined);
    return isLeftOut ? [] : [[name, value]];
  });
  return Object.fromEntries(acting);
}

/** `dropout: this net has no dropout layer; add one to the model, or leave it out` */
export const idleSentence = ({ option, reason }: IdleOption): string => `${option}: ${reason}`;

/**
 * Throws the sentence of the first given option of a method that is on, and changes nothing in a net. Options at their default are none,
 * so that the options of all methods, as `methodValues` gives them, can be given.
 */
export function refuseIdle(given: GivenOptions, place: Place, values: MethodValues = methodValues(given)): void {
  const isSaid = ([name, value]: [string, OptionValue | undefined]) =>
    value !== undefined && methodOptions.some((option) => option.name === name && String(option.default) !== String(value));
  const said = Object.fromEntries(Object.entries(given).filter(isSaid));
  const [first] = idleOptions(said, place, values).flatMap((idle) => (idle.isOff ? neverActs(idle, place, values) : [idle]));
  if (first) throw new Error(idleSentence(first));
}

/** A method's option is asked with it at this. */
const SOME = 0.5;

/** A kind or a scope waits for its method to be set; in a net where it would not act even then, it says so, with that reason. */
function neverActs(idle: IdleOption, place: Place, values: MethodValues): IdleOption[] {
  const method = catalog.find(({ options }) => options.some(({ name }) => name === idle.option)) as Method;
  const [main, option] = [method.options[0] as MethodOption, method.options.find(({ name }) => name === idle.option)];
  if (option?.kind !== "choice" || main.kind !== "number") return [];
  const found = method.idle?.(idle.option, { ...values, [main.name]: SOME }, place);
  return found ? [{ ...idle, ...found }] : [];
}
