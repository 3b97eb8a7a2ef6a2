import { distance } from "fastest-levenshtein";

/** What is the same word to a reader: capitals, hyphens, underscores and blanks aside. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, "");

/** Letters that are wrong, left out or too many, or two that changed places; the first letter is rarely wrong, so of equals it decides. */
function slipsBetween(a: string, b: string): number {
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  const isSwapped = at >= 0 && a.slice(0, at) + a[at + 1] + a[at] + a.slice(at + 2) === b;
  return (isSwapped ? 1 : distance(a, b)) + (a[0] === b[0] ? 0 : 0.5);
}

/** How many letters may be wrong in a word of its length. */
const slipsAllowed = ({ length }: string): number => (length <= 3 ? 1 : length <= 8 ? 2 : 3);

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
  const [nearest] = candidates
    .map((candidate) => ({ candidate, far: slipsBetween(written, plain(candidate)) }))
    .sort((a, b) => a.far - b.far) as [{ candidate: string; far: number }];
  return nearest.far < slipsAllowed(written) + 1 ? nearest.candidate : undefined;
}
