import { counted, shown, typedArrayName } from "#engine";

/** The most that float32, in which devices compute, can hold. */
const MOST = 3.4028234663852886e38;

/**
 * A list or typed array of numbers, copied. Throws a sentence where it is none, for another length than `length`, and for the first
 * element that is no number, or one that `fits` does not take: `range` says which it does.
 */
export function givenNumbers(
  name: string,
  values: ArrayLike<number>,
  { length, fits = () => true, range = "a number that float32 can hold" }: NumberRules = {},
): Float64Array {
  if (!Array.isArray(values) && typedArrayName(values) === undefined)
    throw new TypeError(`${name}: ${shown(values)} is no list or typed array of numbers`);
  if (typedArrayName(values) && (values as Uint8Array<ArrayBuffer>).buffer.detached)
    throw new TypeError(`${name}: its memory is detached: it was given away, to a thread perhaps`);
  if (length !== undefined && values.length !== length)
    throw new RangeError(`${name}: ${counted(values.length, "value")} ${values.length === 1 ? "is" : "are"} not the ${length} that it has`);
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== "number" || !(Math.abs(value) <= MOST) || !fits(value))
      throw new RangeError(
        `${name}: ${shown(value)}, at place ${i}, is not ${range}${Array.isArray(value) ? "; give all in one list, one after the other" : ""}`,
      );
    numbers[i] = value;
  }
  return numbers;
}

interface NumberRules {
  readonly length?: number;
  readonly fits?: (value: number) => boolean;
  readonly range?: string;
}
