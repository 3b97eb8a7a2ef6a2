import { InvalidArgumentError } from "commander";

/** A parser of numbers for commander; `range` says in words what `allows` admits. */
export function number(range: string, allows: (value: number) => boolean): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isNaN(value) || !allows(value)) throw new InvalidArgumentError(`${JSON.stringify(text)} is not ${range}.`);
    return value;
  };
}

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least} on` : `a whole number from ${least} to ${most}`;
  return number(range, (value) => Number.isSafeInteger(value) && value >= least && value <= most);
}
