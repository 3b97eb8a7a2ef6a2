import { columnNumber, columnOption, columnText } from "./csvColumnText.ts";
import { bareName, isPredictionName } from "./csvHeader.ts";
import { type LabelColumn, labelColumn } from "./csvLabelColumn.ts";
import { beginsAsNumber, exampleOfTimes } from "./csvMeasure.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { indexKind, isIndexName, namesRows, unnamedLead } from "./csvRowIndex.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { ownSplitOf } from "./ownSplit.ts";
import { quoted } from "./quotedText.ts";
import type { TableOptions } from "./tableOptions.ts";

/** What becomes of a column. */
export type Role = "label" | "feature" | "index" | "names" | "split" | "empty" | "ignored";

/** What becomes of each column of a table. */
export interface ChosenColumns {
  readonly roles: readonly Role[];
  readonly label: LabelColumn;
  /** The columns that are features. */
  readonly features: readonly number[];
  /** Which columns were left out without asking, and why. */
  readonly notes: readonly string[];
}

/**
 * Finds the labels, and leaves out columns that say nothing of a new row: an index, empty ones, words that differ in every row. Throws
 * DataError.
 */
export function chooseColumns({ table, profiles }: ProfiledTable, options: TableOptions): ChosenColumns {
  const asked = options.label === undefined ? undefined : columnNumber(table, options.label, "label");
  const keepsIndex = keepsAll(table, options);
  const ignored = new Set(ignoredColumns(table, options));
  if (asked !== undefined && ignored.has(asked))
    throw new DataError(`ignore: ${columnText(table, asked)} holds the labels; leave out others`);
  // a train of yes and no beside a car and a bike is one that people go by
  const isOneOfSeveral = ({ tally }: ColumnProfile) =>
    tally.size === 2 &&
    profiles.filter((other) => other.tally.size === 2 && [...tally.keys()].every((text) => other.tally.has(text))).length > 2;
  const splitOf = (column: number, profile: ColumnProfile) => {
    const found = ownSplitOf(table.header?.[column], profile);
    return found === "sure" && bareName(table.header?.[column] ?? "") === "train" && isOneOfSeveral(profile) ? "doubtful" : found;
  };
  const kinds = profiles.map((profile, column) => (keepsIndex ? undefined : indexKind(table, column, profile)));
  const roles = profiles.map((profile, column): Role => {
    if (column === asked) return "label";
    if (ignored.has(column)) return "ignored";
    if (profile.kind === "empty") return "empty";
    if (!keepsIndex && splitOf(column, profile) === "sure") return "split";
    return ["sure", "likely"].includes(kinds[column] ?? "") ? "index" : "feature";
  });
  const columns = roles.flatMap((role, column) => (role === "feature" ? [column] : []));
  const label: LabelColumn =
    asked === undefined ? labelColumn(table, profiles, columns) : { column: asked, found: "asked", why: "as asked" };
  if (label.found === "named") checkOneName(table, label.column);
  roles[label.column] = "label";
  // where it is known what the labels are, numbers of a lead without names are not classes, though they come again
  const lead = keepsIndex || label.found === "guessed" ? 0 : unnamedLead(table);
  for (const [column, profile] of profiles.slice(0, lead).entries())
    if (roles[column] === "feature" && profile.kind === "numbers" && profile.whole) {
      roles[column] = "index";
      kinds[column] = "likely";
    }
  for (const [column, profile] of profiles.entries())
    if (!keepsIndex && roles[column] === "feature" && namesRows(profile)) roles[column] = "names";
  const features = roles.flatMap((role, column) => (role === "feature" ? [column] : []));
  const notes = roles.flatMap((role, column) => {
    const [text, why] = [columnText(table, column), leftOut[role]];
    if (role === "split")
      return [
        `${text} names the parts of another split and is left out: all rows are split anew, unless a file ${testNameOf(table.path)} is the test part`,
      ];
    if (why) {
      const guess = role === "index" && kinds[column] === "likely";
      const numeric = role === "names" ? exampleOfNumbers(profiles[column] as ColumnProfile) : undefined;
      if (numeric !== undefined)
        return [
          `${text} has words of its own in nearly every row, as ${quoted(numeric)}, and is left out; if they are numbers, write them with plain digits and nothing else`,
        ];
      const again =
        (profiles[column] as ColumnProfile).tally.size < table.lines.length ? "name rows, some of them by one name," : "number the rows";
      return [guess ? `${text} seems to ${again} and is left out; --ignore none keeps it` : `${text} ${why} and is left out`];
    }
    if (role === "feature" && !keepsIndex && splitOf(column, profiles[column] as ColumnProfile) === "doubtful")
      return [
        `${text} may tell the rows of another split and is taken for a feature; if it does, --ignore ${columnOption(table, column)} leaves it out`,
      ];
    if (role === "feature" && kinds[column] === "doubtful") {
      const differ = (profiles[column] as ColumnProfile).tally.size === table.lines.length;
      const why = differ ? "has other whole numbers in every row, as an index has," : "seems to number rows, some of them by one number,";
      return [`${text} ${why} and is taken for a feature; --ignore ${columnOption(table, column)} leaves it out`];
    }
    const name = role === "feature" && !keepsIndex ? (table.header?.[column] ?? "") : "";
    if (role === "feature" && column < unnamedLead(table) && !keepsIndex)
      return [
        `${text} has no name, as an index has none, and is taken for a feature; --ignore ${columnOption(table, column)} leaves it out`,
      ];
    const named = name && (isIndexName(name) ? "an index" : isPredictionName(name) ? "a model's answers" : "");
    return named ? [`${text} is named as ${named} and taken for a feature; --ignore ${columnOption(table, column)} leaves it out`] : [];
  });
  if (label.others?.length) notes.push(othersText(table, label.others, [label.column, ...features]));
  for (const rival of label.rivals ?? [])
    notes.push(`${columnText(table, rival)} has a name of labels, too; if it holds them, choose it with --label`);
  if (features.length === 0) {
    const why = notes.length ? `: ${notes.join(", ")}; --ignore none keeps all but empty columns` : "; leave fewer out";
    throw new DataError(`${table.path}: no column is left for features beside ${columnText(table, label.column)}, the labels${why}`);
  }
  return { roles, label, features, notes };
}

const keepsAll = ({ header }: CsvTable, { ignore }: TableOptions) => ignore?.trim() === "none" && !header?.includes("none");

/** The columns that an option leaves out. Throws DataError. */
export const ignoredColumns = (table: CsvTable, options: TableOptions): number[] =>
  keepsAll(table, options) ? [] : columnNames(options.ignore).map((name) => columnNumber(table, name, "ignore"));

/** Names between commas, in double quotation marks where commas are in them. */
const columnNames = (list = ""): string[] =>
  [...list.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)/g)].flatMap(([all, within, plain = ""]) =>
    all === "" ? [] : [within?.replaceAll('""', '"') ?? plain.trim()],
  );

/** Such a part of the words of a column begin as numbers do where it may be one of numbers. */
const MANY_NUMBERS = 0.9;

/** A word that begins as a number does, where nearly all of a column do and are no dates. */
function exampleOfNumbers({ tally }: ColumnProfile): string | undefined {
  const found = [...tally.keys()].filter(beginsAsNumber);
  return found.length >= MANY_NUMBERS * tally.size && exampleOfTimes(tally.keys()) === undefined ? found[0] : undefined;
}

/** So many columns that could hold the labels are named. */
const MOST_OTHERS = 3;

/** Which columns could hold the labels as well. */
function othersText(table: CsvTable, others: readonly number[], used: readonly number[]): string {
  const [one = 0] = others;
  if (others.length > 1) {
    const named = others.slice(0, MOST_OTHERS).map((column) => columnText(table, column));
    const more = others.length - named.length;
    return `${named.slice(0, more ? undefined : -1).join(", ")} ${more ? `and ${more} more` : `and ${named.at(-1)}`} could hold the labels as well; if one does, choose it with --label`;
  }
  const place = one === Math.min(...used) ? ", the first," : one === Math.max(...used) ? ", the last," : "";
  return `${columnText(table, one)}${place} could hold the labels as well; if it does, choose it with --label`;
}

/** A name that tells the labels must be that of one column. Throws DataError. */
function checkOneName({ path, header }: CsvTable, label: number): void {
  const name = header?.[label];
  const same = header?.flatMap((other, column) => (name && other.toLowerCase() === name.toLowerCase() ? [column + 1] : [])) ?? [];
  if (same.length > 1 && Number.isNaN(Number(name)))
    throw new DataError(
      `label: ${same.length} columns of ${path} are called ${quoted(name as string)}, ${same.join(" and ")}; choose one by its number`,
    );
}

/** Why a column is left out, though nobody asked for it. */
const leftOut: { readonly [role in Role]?: string } = {
  index: "only numbers or names the rows",
  names: "has words of its own in nearly every row",
  empty: "is empty",
};
