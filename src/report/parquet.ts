import type { ByteWriter } from "hyparquet-writer";
import type { Cell, ExportTable } from "./exportTable.ts";

const types = { text: "STRING", number: "DOUBLE", whole: "INT64" } as const;
/** So many rows are held at once. */
const ROW_GROUP = 20_000;

/** A table as an Apache Parquet file, piece by piece. */
export async function* parquet({ columns, rows }: ExportTable): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer"); // few need it
  const bytes = new ByteWriter();
  const schema = schemaFromColumnData({
    columnData: columns.map(({ name, type }) => ({ name, type: types[type], nullable: true, data: [] })),
  });
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: "droplab" });
  let group: (readonly Cell[])[] = [];
  const write = () => {
    const columnData = columns.map(({ name, type }, k) => ({
      name,
      data: group.map((row) => (type === "whole" && typeof row[k] === "number" ? BigInt(row[k]) : (row[k] ?? null))),
    }));
    void file.write({ columnData, rowGroupSize: ROW_GROUP }); // waits only for writers that do
    group = [];
    return taken(bytes);
  };
  for await (const row of rows) if (group.push(row) === ROW_GROUP) yield write();
  if (group.length) yield write();
  void file.finish();
  yield taken(bytes);
}

/** The bytes that were written since they were taken last. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}
