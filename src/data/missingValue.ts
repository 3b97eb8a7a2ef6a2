import { isNumber } from "./cellNumber.ts";
import { visibleText } from "./quotedText.ts";

/**
 * What tables write for a value that is missing, in any case: what pandas, R, Julia, SAS, Excel in several languages, databases and UCI's
 * files have.
 */
const missing = new Set([
  ...["", "na", "n/a", "n.a.", "n. a.", "n.a", "na.", "#n/a", "#n/a n/a", "#na", "<na>", "nan", "-nan", "nan%", "nat"],
  ...["null", "#null!", "none", "nil", "\\n", "(null)", "[null]", "<null>", "undefined", "missing"],
  ...[
    "<nil>",
    "<undefined>",
    "$null$",
    "(empty)",
    "[]",
    "-nan(ind)",
    "nan(ind)",
    "1.#ind",
    "-1.#ind",
    "1.#qnan",
    "-1.#qnan",
    "#div/0!",
    "#value!",
    "#ref!",
    "#num!",
    "#name?",
  ],
  ...["#nv", "#n/d", "#n/b", "#wert!", "#bezug!", "#div/0", "#yok", "#hiányzik", "#getting_data"],
  ...["(blank)", "(leer)", "(vide)", "(en blanco)", "(vuoto)", "(vazio)", "(em branco)", "(leeg)", "(tom)", "(tomt)", "(tyhjä)", "(puste)"],
  ...["(prázdné)", "(пусто)", "(空白)"],
]);

/** What a workbook writes for what it cannot compute or show, in any language: `#SAKNAS!`, `#¡VALOR!`, `#IME?`, `#Н/Д`, `Err:502`, `####`. */
const workbook = /^#[\p{Lu}\p{N}_¡¿/.\s]+[!?]$|^#\p{Lu}{1,2}\/\p{Lu}{1,2}[!.]?$|^Err:5\d\d$|^##+$/u;
/** Question marks, dots and dashes alone, and Stata's and SAS's `.a` and `._`. */
const marks = /^(?:\?+|\.+|[-‐‑‒–—―−]+|\.[A-Za-z_])$/;
/** What is missing beside numbers: Eurostat's colon with a flag, not detected, no answer in German, Minitab's star. */
const besideNumbers = /^(?::\s?[a-z]{0,2}|n\.\s?d\.?|k\.\s?a\.?|o\.\s?a\.|\*)$/i;

/** Words of a language among what stands for a missing value. */
export const wordOfNothing = /^(?:none|null|nil|missing|undefined)$/i;

/** A text within quotation marks that were written into its cell, as Python writes bytes: `b'?'`, `'NA'`, `""`. */
const written = /^(?:b?'([^']*)'|b?"([^"]*)")$/;

const isDigit = (code: number) => code >= 48 && code <= 57;
/** Nearly every cell of most tables: digits at both ends, which nothing above has. */
const isBareNumber = (text: string) => isDigit(text.charCodeAt(text.length - 1)) && isDigit(text.charCodeAt(text[0] === "-" ? 1 : 0));

/** Whether a text stands for a missing value, whatever blanks and marks that nobody sees stand around it. */
export function isMissing(text: string): boolean {
  if (isBareNumber(text)) return false;
  const seen = visibleText(text);
  const [, single, double] = written.exec(seen) ?? [];
  const inner = single ?? double;
  if (inner !== undefined) return missing.has(inner.toLowerCase()) || /^\?+$/.test(inner);
  return missing.has(seen.toLowerCase()) || marks.test(seen) || workbook.test(seen);
}

/** What the texts of a column say of which of them are missing, as plain data: the same holds in rows that come later. */
export interface MissingRules {
  /** Dashes are values of a scale: beside `+`, and where some are longer than others beside `o`. */
  readonly isScale: boolean;
  /** Several `#` are values beside one. */
  readonly areSharps: boolean;
  /** Beside numbers more texts are missing ones. */
  readonly areNumbers: boolean;
  /** Among words, where nothing else is missing and many rows have it, `none` in small letters is one of them: none, mild, severe. */
  readonly isNoneWord?: true;
}

/** Of so many rows a word of nothing is one of a scale. */
const OFTEN = 0.05;

/** `noneShare` is the share of rows whose text is `none`. */
export function missingRules(texts: Iterable<string>, noneShare = 0): MissingRules {
  const seen = [...texts].map(visibleText);
  const dashes = new Set(seen.filter((text) => /^[-‐‑‒–—―−]+$/.test(text)).map(({ length }) => length));
  const isScale = seen.some((text) => /^\++$/.test(text)) || (seen.includes("o") && dashes.size > 1);
  const areSharps = seen.includes("#");
  const areNumbers = 2 * seen.filter(isNumber).length > seen.filter((text) => !isMissing(text)).length;
  const others = seen.filter((text) => !isMissing(text));
  const isNoneWord = noneShare >= OFTEN && new Set(seen.filter(isMissing)).size === 1 && others.length > 0 && !others.some(isNumber);
  return { isScale, areSharps, areNumbers, ...(isNoneWord && ({ isNoneWord } as const)) };
}

/** Whether a text stands for a missing value in a column with these rules. */
export function missingBy({ isScale, areSharps, areNumbers, isNoneWord }: MissingRules): (text: string) => boolean {
  return (text) => {
    const bare = visibleText(text);
    if (isScale && /^[-‐‑‒–—―−]+$/.test(bare)) return false;
    if (areSharps && /^#+$/.test(bare)) return false;
    if (isNoneWord && bare === "none") return false;
    return isMissing(bare) || (areNumbers && besideNumbers.test(bare));
  };
}
