/**
 * What tables write for a value that is missing, in any case: what pandas, R, Julia, SAS, Excel in several languages, databases and UCI's
 * files have.
 */
const missing = new Set(
  ["", "na", "n/a", "n.a.", "#n/a", "#n/a n/a", "#na", "<na>", "nan", "-nan", "nat", "null", "#null!", "none", "nil", "\\n"].concat([
    "1.#ind",
    "-1.#ind",
    "1.#qnan",
    "-1.#qnan",
    "#div/0!",
    "#value!",
    "#ref!",
    "#num!",
    "#name?",
    ...["#nv", "#n/d", "#n/b", "#wert!", "#bezug!", "#div/0", "(null)", "[null]", "<null>", "undefined", "(blank)", "missing"],
    ...["n. a.", "n.a", "na."],
  ]),
);

/** Whether a text stands for a missing value; also question marks, dots and dashes alone, and Stata's and SAS's `.a` and `._`. */
export const isMissing = (text: string): boolean => missing.has(text.toLowerCase()) || /^(?:\?+|\.+|[-–—]+|\.[A-Za-z_])$/.test(text);

/** The same in a column: - beside + is a value. */
export function missingAmong(texts: Iterable<string>): (text: string) => boolean {
  const signs = [...texts].includes("+");
  return (text) => isMissing(text) && !(signs && text === "-");
}
