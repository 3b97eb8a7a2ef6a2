import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { readParquet } from "parquet-wasm";
import { expect, test } from "vitest";
import { csv, parquet } from "#report";
import { collected } from "./collected.ts";

type ExportTable = Parameters<typeof csv>[0];

const tableOf = (rows: ExportTable["rows"]): ExportTable => ({
  columns: [
    { name: "name", type: "text" },
    { name: "change", type: "number" },
  ],
  rows,
});
async function* rowsOf(...rows: (readonly (string | number | null)[])[]): ExportTable["rows"] {
  yield* rows;
}

test("15.9: a text that a spreadsheet would run is a text in CSV; numbers stay numbers, also in columns of texts", async () => {
  const texts = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a.b","x")', "-0.5", "+3", "a=b", "", null];
  const pieces = await collected(csv(tableOf(rowsOf(...texts.map((text) => [text, -1.5])))));
  const rows: string[][] = parse(pieces.join(""), { from: 2 });
  const guarded = texts.map((text, k) => (k < 7 ? `'${text}` : (text ?? "")));
  expect(rows).toEqual(guarded.map((text) => [text, "-1.5"]));
});

test("15.5: a table of many rows is made piece by piece, as CSV and as Parquet, and none is lost", async () => {
  const COUNT = 45_000;
  let made = 0;
  async function* many(): ExportTable["rows"] {
    for (; made < COUNT; made++) yield [`row ${made}`, made / 2];
  }
  const pieces = csv(tableOf(many()));
  let text = String((await pieces.next()).value);
  expect(made).toBeLessThan(10_000);
  for await (const piece of pieces) text += piece;
  expect(text.trimEnd().split("\r\n").at(-1)).toBe("row 44999,22499.5");
  expect(text.trimEnd().split("\r\n").length).toBe(1 + COUNT);
  made = 0;
  const file = parquet(tableOf(many()));
  const first = (await file.next()).value as Uint8Array;
  expect(made).toBeLessThan(25_000);
  const table = tableFromIPC(readParquet(Buffer.concat([first, ...(await collected(file))])).intoIPCStream());
  expect(table.numRows).toBe(COUNT);
  const names = [...(table.getChild("name") ?? [])];
  expect([names[0], names[20_000], names.at(-1), new Set(names).size]).toEqual(["row 0", "row 20000", "row 44999", COUNT]);
  expect([...(table.getChild("change") ?? [])].reduce((sum, x) => sum + x, 0)).toBe((COUNT * (COUNT - 1)) / 4);
});

test("15.5: an empty table has its columns", async () => {
  expect((await collected(csv(tableOf(rowsOf())))).join("")).toBe("name,change\r\n");
});
