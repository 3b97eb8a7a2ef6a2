import { dropout } from "./dropout.ts";
import { maxNorm } from "./maxNorm.ts";
import type { Method } from "./method.ts";

/** Every method, in the order of help. Flags, experiments and tests are made from this list. */
export const catalog: readonly Method[] = [dropout, maxNorm];

/** Checks an option's value; throws a sentence that names it and its range. */
export function checkOption(method: Method, value: number): number {
  const { name, range, allows } = method.option;
  if (!allows(value)) throw new RangeError(`${name}: ${value} is not ${range}`);
  return value;
}
