import { DataError, type ImageDataset } from "#data";

/** What follows an option of the command line where a sentence advises one: a number, a text in quotes, a choice. */
const advised = /--([a-z]+(?:-[a-z]+)*)(?: (\d+(?:\.\d+)?|"[^"]*"|none|drop|mean|auto|refuse|yes|no)(?=[ ,;.)]|$))?/g;

/** A sentence about data with the options that a program has: `label: 3` for `--label 3`. */
export const inPrograms = (sentence: string): string =>
  sentence.replace(advised, (_, flag: string, value: string | undefined) => {
    const name = flag.replace(/-([a-z])/g, (__, letter: string) => letter.toUpperCase());
    if (value === undefined) return name;
    return `${name}: ${/^[\d"]/.test(value) ? value : `"${value}"`}`;
  });

/** What reads data, whose sentences are those of the command line, with the options of programs in them. */
export function told<T extends Pick<ImageDataset, "notes">>(read: () => T): T {
  try {
    const found = read();
    return found.notes ? { ...found, notes: found.notes.map(inPrograms) } : found;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(inPrograms(error.message), { cause: error });
  }
}
