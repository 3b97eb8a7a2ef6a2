import { argv } from "node:process";
import { nameOf } from "./configurationOptions.ts";

/** `sweep experiment.json`: what it refuses has names of fields, as the file does. */
const readsFile = (words: readonly string[]): boolean =>
  words[0] === "sweep" && words.some((word, i) => /^[^-].*\.(json|ts|js)$/.test(word) && !words[i - 1]?.startsWith("-"));

/** Where a value is advised, `model 'mlp(16)'`, it is typed behind its option. */
const withFlag = (sentence: string, isFile: boolean): string =>
  isFile
    ? sentence
    : sentence.replace(/\bsuch as (\w+) (?='.*'$)/, (words, field) => (nameOf(field) ? `such as --${nameOf(field)} ` : words));

/**
 * A sentence about fields, `dropoutKind: …; give dropout too`, with the names that were typed, `dropout-kind: …`: those of options on
 * the command line, and of fields in a file. Values stay: in `dropoutKind gaussian` the name is that of a column.
 */
export function asTyped(sentence: string, words: readonly string[] = argv.slice(2)): string {
  const flags = words.map((word) => word.replace(/^--|=.*/g, "").replaceAll("_", "-"));
  const isFile = readsFile(words);
  return withFlag(sentence, isFile).replace(/\b[a-z]+(?:[A-Z][a-z0-9]*)+(?=:| is | too\b| or | takes |,|;|$)/g, (field) => {
    const name = nameOf(field);
    return name === undefined || (isFile && !flags.includes(name)) ? field : name;
  });
}
