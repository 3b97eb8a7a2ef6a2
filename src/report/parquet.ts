import { parquetWriteBuffer } from "hyparquet-writer";
import type { ExportColumn } from "./exportTable.ts";

const types = { text: "STRING", number: "DOUBLE", whole: "INT64" } as const;

/** A table as an Apache Parquet file. */
export function parquet(columns: readonly ExportColumn[]): Uint8Array {
  const columnData = columns.map(({ name, type, values }) => ({
    name,
    type: types[type],
    nullable: true,
    data: type === "whole" ? values.map((value) => (value === null ? null : BigInt(value))) : [...values],
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
