import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { ifUnknown, type Labelled } from "./csvLeak.ts";
import type { ColumnProfile } from "./csvProfile.ts";
import { quoted } from "./quotedText.ts";

/** What hardly happens by chance, and by how much more frequent in one class than in another missing values tell the class. */
const [CHANCE, MORE_MISSING] = [1e-9, 0.25];
/** Of fewer rows of a class nothing is said. */
const LEAST_ROWS = 10;
/** So many columns are told. */
const MOST_TOLD = 3;

/** A class, its rows, and those of them that lack a value. */
interface Lack {
  readonly name: string;
  readonly rows: number;
  readonly lacks: number;
}

/**
 * In which columns, or in all together, values are missing far more often in one class than in another, so that a net learns the class from
 * what is missing, or rows of one class are left out.
 */
export function missingTells({ training: { table, profiles }, features, labels, classNames }: Labelled): string[] {
  const lackingIn = features.flatMap((column) => {
    const { missing, isMissing } = profiles[column] as ColumnProfile;
    if (missing === 0) return [];
    // each different text is looked at once
    const lacking = Uint8Array.from((table.columns[column] as CsvColumn).map((text) => Number(isMissing(text))));
    return [{ column, lacks: (row: number) => lacking[row] === 1 }];
  });
  if (lackingIn.length === 0) return [];
  const apart = (lacks: (row: number) => boolean) => {
    const counts = classNames.map((name) => ({ name, rows: 0, lacks: 0 }));
    for (const [row, label] of labels.entries()) {
      const one = counts[label] as { rows: number; lacks: number };
      one.rows++;
      if (lacks(row)) one.lacks++;
    }
    return farApart(counts.filter(({ rows }) => rows > 0));
  };
  const told = lackingIn.flatMap(({ column, lacks }) => {
    const found = apart(lacks);
    return found ? [{ column, ...found }] : [];
  });
  const tells = "so that what is missing tells the class";
  if (told.length === 0) {
    const found = apart((row) => lackingIn.some(({ lacks }) => lacks(row)));
    return found && lackingIn.length > 1 ? [`some value is missing in ${lackText(found)}, ${tells}`] : [];
  }
  const rest = told.length - MOST_TOLD;
  return [
    ...told
      .slice(0, MOST_TOLD)
      .map(
        ({ column, ...found }) => `${columnText(table, column)} is missing in ${lackText(found)}, ${tells}; ${ifUnknown(table, column)}`,
      ),
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? "column is" : "columns are"} missing as unevenly`] : []),
  ];
}

interface FarApart {
  readonly often: Lack;
  readonly rare: Lack;
}

/** The two classes whose rows lack a value most differently, where chance does not make them so. */
function farApart(all: readonly Lack[]): FarApart | undefined {
  const large = all.filter(({ rows }) => rows >= LEAST_ROWS);
  const pairs = large.flatMap((often) => large.map((rare) => ({ often, rare })));
  const far = pairs.filter(({ often, rare }) => often.lacks / often.rows - rare.lacks / rare.rows >= MORE_MISSING);
  const sure = far.map((pair) => ({ ...pair, p: twoProportionsP(pair.often, pair.rare) })).filter(({ p }) => p <= CHANCE);
  return sure.sort((a, b) => a.p - b.p)[0];
}

/** How likely two shares are so far apart by chance, at about the most: exp(−G / 2), with the statistic G of the likelihood ratio. */
function twoProportionsP(a: Lack, b: Lack): number {
  const share = (a.lacks + b.lacks) / (a.rows + b.rows);
  const logOf = (found: number, expected: number) => (found > 0 ? found * Math.log(found / expected) : 0);
  const halfG = [a, b].reduce((sum, { rows, lacks }) => sum + logOf(lacks, share * rows) + logOf(rows - lacks, (1 - share) * rows), 0);
  return Math.exp(-halfG);
}

const lackText = ({ often, rare }: FarApart) => `${ofText(often)} and in ${ofText(rare)}`;
const ofText = ({ name, rows, lacks }: Lack) => `${lacks} of the ${rows} rows of class ${quoted(name)}`;
