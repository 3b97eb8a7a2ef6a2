import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** In so many rows a number of nines is no accident. */
const LEAST_ROWS = 3;

/** Numbers of nines, as -999, that come again far from all others of their column: they may stand for missing values. */
export function placeholdersIn({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  return features.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    if (profile.kind !== "numbers") return [];
    const nines = [...profile.tally].filter(([text, rows]) => rows >= LEAST_ROWS && /^[+\-−]?99+(?:[.,]0*)?$/.test(text));
    return nines.flatMap(([text, rows]) => {
      const value = numberIn(profile, text);
      const others = [...profile.tally.keys()].map((other) => numberIn(profile, other)).filter((other) => other !== value);
      const [least, most] = others.reduce(([low, high], other) => [Math.min(low, other), Math.max(high, other)], [Infinity, -Infinity]);
      const gap = Math.max(least - value, value - most);
      if (gap <= most - least) return [];
      return [`${columnText(table, column)} has ${text} in ${rows} rows, far from its other values; if it means a missing value, write NA`];
    });
  });
}
