/** A rule for an option: which values fit, and in words. */
export interface OptionRule {
  readonly allows: (value: unknown) => boolean;
  readonly range: string;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const number = (allows: (value: number) => boolean, range: string): OptionRule => ({
  allows: (value) => isNumber(value) && allows(value),
  range,
});
const orSchedule = ({ allows, range }: OptionRule): OptionRule => ({
  allows: (value) => typeof value === "function" || allows(value),
  range: `${range}, or a schedule`,
});

export const rules = {
  learningRate: orSchedule(number((rate) => rate >= 0, "a number from 0")),
  momentum: orSchedule(number((momentum) => momentum >= 0 && momentum < 1, "a number in [0, 1)")),
  share: number((share) => share >= 0 && share < 1, "a number in [0, 1)"),
  positive: number((value) => value > 0, "a positive number"),
  atLeastZero: number((value) => value >= 0, "a number from 0"),
  flag: { allows: (value) => typeof value === "boolean", range: "true or false" },
} satisfies Record<string, OptionRule>;

/** Refuses options that are not known or out of range: `sgd: momentum: 2 is not a number in [0, 1), or a schedule`. */
export function checkOptions(name: string, options: object, known: Readonly<Record<string, OptionRule>>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new TypeError(`${name}: ${JSON.stringify(options)} is no object of options; there are ${Object.keys(known).join(", ")}`);
  for (const [option, value] of Object.entries(options)) {
    const rule = known[option];
    if (!rule) throw new TypeError(`${name}: there is no option ${JSON.stringify(option)}; there are ${Object.keys(known).join(", ")}`);
    if (value !== undefined && !rule.allows(value))
      throw new RangeError(`${name}: ${option}: ${typeof value === "number" ? value : JSON.stringify(value)} is not ${rule.range}`);
  }
}
