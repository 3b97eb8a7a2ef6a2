import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { MOST_CLASSES } from "./imageDataset.ts";
import { quoted } from "./quotedText.ts";

/** What hardly happens by chance, and by how much more frequent in one class than in another missing values tell the class. */
const [CHANCE, MORE_MISSING] = [1e-9, 0.25];
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
export function missingTells({ table, profiles }: ProfiledTable, features: readonly number[], label: number): string[] {
  const { tally } = profiles[label] as ColumnProfile;
  const lackingIn = features.flatMap((column) => {
    const { missing, isMissing } = profiles[column] as ColumnProfile;
    const texts = table.columns[column] as CsvColumn;
    return missing > 0 ? [{ column, lacks: (row: number) => isMissing(texts.text(row)) }] : [];
  });
  if (tally.size > MOST_CLASSES || lackingIn.length === 0) return [];
  const classes = table.columns[label] as CsvColumn;
  const apart = (lacks: (row: number) => boolean) => {
    const lacking = new Map<string, number>();
    for (const row of table.lines.keys()) if (lacks(row)) lacking.set(classes.text(row), (lacking.get(classes.text(row)) ?? 0) + 1);
    return farApart([...tally].map(([name, rows]) => ({ name, rows, lacks: lacking.get(name) ?? 0 })));
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
    ...told.slice(0, MOST_TOLD).map(({ column, ...found }) => {
      const ignore = `if nobody knows it before the class, --ignore ${columnOption(table, column)} leaves it out`;
      return `${columnText(table, column)} is missing in ${lackText(found)}, ${tells}; ${ignore}`;
    }),
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? "column is" : "columns are"} missing as unevenly`] : []),
  ];
}

interface FarApart {
  readonly often: Lack;
  readonly rare: Lack;
}

/** The classes with the most and the fewest rows that lack a value, of their rows, where chance does not make them so different. */
function farApart(all: readonly Lack[]): FarApart | undefined {
  const sorted = all.toSorted((a, b) => a.lacks / a.rows - b.lacks / b.rows);
  const [rare, often] = [sorted[0] as Lack, sorted.at(-1) as Lack];
  if (often.lacks / often.rows - rare.lacks / rare.rows < MORE_MISSING) return undefined;
  return twoProportionsP(often, rare) <= CHANCE ? { often, rare } : undefined;
}

/** About how likely two shares are so far apart by chance: the tail of the normal distribution of their difference. */
function twoProportionsP(a: Lack, b: Lack): number {
  const share = (a.lacks + b.lacks) / (a.rows + b.rows);
  const deviation = Math.sqrt(share * (1 - share) * (1 / a.rows + 1 / b.rows));
  const z = Math.abs(a.lacks / a.rows - b.lacks / b.rows) / deviation;
  return Math.exp((-z * z) / 2);
}

const lackText = ({ often, rare }: FarApart) => `${ofText(often)} and in ${ofText(rare)}`;
const ofText = ({ name, rows, lacks }: Lack) => `${lacks} of the ${rows} rows of class ${quoted(name)}`;
