import { type DataReading, newRows } from "#data";
import { shown } from "#engine";
import { refuseNoBytes } from "./noBytes.ts";
import { told } from "./optionNames.ts";

/** What a net says of the rows of a table. */
export interface TableAnswers {
  /** By the file's line, from 1, the probability of each class; outputs that are none of a net that was trained with the squared error. */
  readonly rows: readonly { readonly line: number; readonly probabilities: Float64Array }[];
  /** The lines of rows that lack a value, of a net that was trained without such rows. */
  readonly unanswered: readonly number[];
  /** What is odd about the file, each a short sentence without its full stop. */
  readonly notes: readonly string[];
}

interface Asked {
  readonly bytes: Uint8Array;
  /** Of the file, in messages. */
  readonly name: string;
  readonly reading: DataReading;
}

/** Reads the rows of a table as the data of a net were read, and has them predicted. Throws DataError. */
export async function tableAnswers(
  { bytes, name, reading }: Asked,
  predict: (numbers: Float64Array) => Promise<Float64Array[]>,
): Promise<TableAnswers> {
  const { table } = reading;
  if (!table) throw new TypeError(`predictTable: the net was trained on ${reading.name}, which is no table; call predict`);
  refuseNoBytes("predictTable", bytes);
  if (typeof name !== "string")
    throw new TypeError(`predictTable: ${shown(name)} is no name; give that of the file, for messages, or leave it out`);
  const { numbers, lines, left, notes } = told(() => newRows(bytes, name, { ...reading, table }));
  const outputs = await predict(numbers);
  return { rows: lines.map((line, i) => ({ line, probabilities: outputs[i] as Float64Array })), unanswered: left, notes };
}
