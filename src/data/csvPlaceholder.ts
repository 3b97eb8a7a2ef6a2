import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** In so many rows a number of nines is no accident. */
const LEAST_ROWS = 3;

/** Any other number is none where it is so many times farther away than the others reach, of which there are so many. */
const [FAR, LEAST_OTHERS] = [10, 5];

/** Numbers of nines, as -999, or very far ones, that come again far from all others of their column: they may stand for missing values. */
export function placeholdersIn({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  return features.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    if (profile.kind !== "numbers") return [];
    // of a column of counts each number comes again
    const often = [...profile.tally].filter(([, rows]) => rows >= LEAST_ROWS);
    const extremes = often.filter(([text]) => [profile.least, profile.most].includes(numberIn(profile, text)));
    return extremes.flatMap(([text, rows]) => {
      const value = numberIn(profile, text);
      const isNines = /^[+\-−]?99+(?:[.,]0*)?$/.test(text);
      const others = [...profile.tally.keys()].map((other) => numberIn(profile, other)).filter((other) => other !== value);
      const [least, most] = others.reduce(([low, high], other) => [Math.min(low, other), Math.max(high, other)], [Infinity, -Infinity]);
      const gap = Math.max(least - value, value - most);
      const isFar = isNines ? gap > most - least : others.length >= LEAST_OTHERS && gap > FAR * (most - least);
      if (!isFar) return [];
      return [`${columnText(table, column)} has ${text} in ${rows} rows, far from its other values; if it means a missing value, write NA`];
    });
  });
}
