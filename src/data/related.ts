import type { Labelled } from "./csvLeak.ts";
import type { CsvTable } from "./csvTable.ts";

/** What is looked at: columns that hold the labels are none. */
export interface Related extends Labelled {
  readonly label: number;
  /** Columns that are no features, as whoever chose them wants it. */
  readonly ignored: readonly number[];
  /** The test file, where there is one. */
  readonly testing?: CsvTable | undefined;
}
