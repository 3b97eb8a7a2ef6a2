import { checkPlain } from "./plainCopy.ts";
import { shown } from "./shown.ts";
import { suggestion } from "./suggestion.ts";

/**
 * Refuses what is no plain object, and names in it that mean nothing, so that no misspelled option is passed over in silence:
 * `predict: there is no option "Scale"; there is scale; did you mean scale?`.
 */
export function checkNames(
  what: string,
  given: object,
  known: readonly string[],
  noun: "option" | "field" = "option",
  { mayBeOfClass = false } = {},
): void {
  const there = `there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new TypeError(`${what}: ${shown(given)} is no object of ${noun}s; ${there}`);
  if (!mayBeOfClass) checkPlain(what, given);
  for (const name of Object.keys(given))
    if (!known.includes(name)) throw new TypeError(`${what}: there is no ${noun} ${shown(name)}; ${there}${suggestion(name, known)}`);
}
