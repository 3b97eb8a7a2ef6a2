import type { NumberFormat } from "./cellNumber.ts";
import type { MissingRules } from "./missingValue.ts";
import type { Missing } from "./tableOptions.ts";

/** How the cells of a column became features. */
export interface ColumnReading {
  /** Its place in the file, from 0. */
  readonly column: number;
  readonly kind: "numbers" | "truths" | "words";
  readonly format: NumberFormat;
  readonly missing: MissingRules;
  /** Of whole numbers beyond a hundred, none with a decimal mark: with one before three digits another may be whole, too. */
  readonly areThousands?: true;
  /** Of numbers none of which has a decimal mark before just three digits: with one another may be a thousand times as large. */
  readonly neverThreeDigits?: true;
  /** Of a column of words: each is a feature, in this order. */
  readonly words?: readonly string[];
}

/** How the rows of a table became examples, as plain data: rows that come later are read by it, and nothing is decided anew. */
export interface TableReading {
  /** The names of all columns of the file, where it has them; without names columns are known by their places. */
  readonly header?: readonly string[];
  /** How many columns the file has, and which holds the labels. */
  readonly width: number;
  readonly label: number;
  /** Those that features are made of, in the order of the features. */
  readonly columns: readonly ColumnReading[];
  readonly missing: Missing;
  /** By feature what stands for a missing value, where something does. */
  readonly means?: readonly number[];
}
