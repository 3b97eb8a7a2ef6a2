import { checkNames, shown } from "#engine";

/** A rule for an option: which values fit, and in words. */
export interface OptionRule {
  readonly allows: (value: unknown) => boolean;
  readonly range: string;
}

/** Devices compute in float32: beyond this a number is infinite there. */
const HIGHEST = 3.4e38;
/** The least float32 with all its digits; what is smaller may be 0 there. */
const LEAST = 1.2e-38;

const isNumber = (value: unknown): value is number => typeof value === "number" && Math.abs(value) <= HIGHEST;
const number = (allows: (value: number) => boolean, range: string): OptionRule => ({
  allows: (value) => isNumber(value) && allows(value),
  range,
});
const orSchedule = ({ allows, range }: OptionRule): OptionRule => ({
  allows: (value) => typeof value === "function" || allows(value),
  range: `${range}, or a schedule`,
});
/** Why a number that looks right is none: on a device it is another. */
const roundedText = (value: unknown): string =>
  typeof value === "number" && value < 1 && Math.fround(value) === 1 ? ", for as a float32, which devices compute in, it is 1" : "";

/** A number below 1 that is so in float32 too. */
const isShare = (value: number) => value >= 0 && Math.fround(value) < 1;
const rate = number((value) => value >= 0, `a number from 0 to ${HIGHEST}`);
const momentum = number(isShare, "a number in [0, 1)");
const whole = (least: number) =>
  number((value) => Number.isInteger(value) && value >= least && value <= 1e9, `a whole number of iterations from ${least} to 1000000000`);

export const rules = {
  rate,
  learningRate: orSchedule(rate),
  momentumValue: momentum,
  momentum: orSchedule(momentum),
  share: number(isShare, "a number in [0, 1)"),
  wholeShare: number((value) => value >= 0 && value <= 1, "a number in [0, 1]"),
  positive: number((value) => value >= LEAST, `a positive number from ${LEAST} to ${HIGHEST}`),
  atLeastZero: rate,
  iterations: whole(1),
  iterationsOrNone: whole(0),
  flag: { allows: (value) => typeof value === "boolean", range: "true or false" },
} satisfies Record<string, OptionRule>;

/** Refuses arguments that are out of range: `step: every: 0 is not a whole number of iterations from 1 to 1000000000`. */
export function checkArguments(name: string, given: Readonly<Record<string, unknown>>, ranges: Readonly<Record<string, OptionRule>>): void {
  for (const [argument, { allows, range }] of Object.entries(ranges))
    if (!allows(given[argument]))
      throw new RangeError(`${name}: ${argument}: ${shown(given[argument])} is not ${range}${roundedText(given[argument])}`);
}

/** Refuses options that are not known or out of range: `sgd: momentum: 2 is not a number in [0, 1), or a schedule`. */
export function checkOptions(name: string, options: object, known: Readonly<Record<string, OptionRule>>): void {
  checkNames(name, options, Object.keys(known));
  for (const [option, value] of Object.entries(options)) {
    const { allows, range } = known[option] as OptionRule;
    if (value !== undefined && !allows(value))
      throw new RangeError(`${name}: ${option}: ${shown(value)} is not ${range}${roundedText(value)}`);
  }
}
