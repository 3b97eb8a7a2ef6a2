import { closest, distance } from "fastest-levenshtein";

/** What is the same word to a reader: capitals, hyphens, underscores and blanks aside. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, "");

/** How many letters may be wrong in a word of its length; two that change places are two. */
const slipsIn = ({ length }: string): number => (length <= 3 ? 1 : length <= 8 ? 2 : 3);

/**
 * `; did you mean adam?`, where a known word is near what was written, begins with it, or is called so elsewhere; else nothing. `others` are
 * names that known words have elsewhere, in small letters without hyphens: `{ resnet: "residual" }`.
 */
export function suggestion(word: string, known: readonly string[], others: Readonly<Record<string, string>> = {}): string {
  const found = meant(word, known, others);
  return found === undefined ? "" : `; did you mean ${found}?`;
}

/** The known word that was meant, if it can be told. */
export function meant(word: string, known: readonly string[], others: Readonly<Record<string, string>> = {}): string | undefined {
  const candidates = known.filter((candidate) => candidate !== word);
  const written = plain(word);
  if (candidates.length === 0 || written === "") return undefined;
  const same = candidates.find((candidate) => plain(candidate) === written);
  if (same !== undefined) return same;
  if (Object.hasOwn(others, written)) return others[written];
  const longer = written.length > 2 && candidates.find((candidate) => plain(candidate).startsWith(written));
  if (longer) return longer;
  const nearest = closest(word.toLowerCase(), candidates);
  return distance(written, plain(nearest)) <= slipsIn(written) ? nearest : undefined;
}
