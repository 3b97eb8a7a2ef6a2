import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDataset } from "#data/files";
import { complaint, dataFolder } from "./dataFolder.ts";

test("13.23: where a word of another encoding looks like a missing value, it is said that the encoding is guessed", () => {
  const classes = [0xe9, 0x96]; // two letters of Russian as cp866 has them; in windows-1252 é and a dash
  const lines = ["a,b,class", ...Array.from({ length: 40 }, (_, n) => `${n % 7},${n % 5},?`)].join("\n");
  let row = 0;
  const bytes = Uint8Array.from(lines, (sign) => (sign === "?" ? (classes[row++ % 2] as number) : sign.charCodeAt(0)));
  const path = join(dataFolder({ "table.csv": bytes }), "table.csv");
  const said = complaint(path, () => loadDataset(path));
  expect(said).toContain("the label is missing");
  expect(said).toContain("its bytes are not UTF-8");
});

describe("13.23: letters of other encodings that windows-1252 has as blanks or hides", () => {
  const bytesOf = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const table = (first: string, second: string) =>
    bytesOf(["a,b,class", ...Array.from({ length: 40 }, (_, n) => `${n % 7},${n % 5},${n % 2 ? first : second}`)].join("\n"));

  test("keep classes apart: AD is seen", () => {
    const path = join(dataFolder({ "table.csv": table("1", "1\u00ad") }), "table.csv");
    expect(loadDataset(path).classNames).toEqual(["1", "1<AD>"]);
  });

  test("are refused where they alone are a cell, among signs that no word has", () => {
    const path = join(dataFolder({ "table.csv": table("\u0086", "\u0097") }), "table.csv"); // Ж and Ч of cp866
    expect(complaint(path, () => loadDataset(path))).toBe(
      'line 2, column 3 ("class"): "—" may be a letter, as others there are of another encoding; its bytes are not UTF-8, so save it as UTF-8',
    );
  });

  test("are refused where they alone tell two words apart: A0 at an end", () => {
    const path = join(dataFolder({ "table.csv": table("1", "1\u00a0") }), "table.csv");
    expect(complaint(path, () => loadDataset(path))).toBe(
      'line 2, column 3 ("class"): "1" stands with the byte A0 and without, a blank in windows-1252 and a letter in other encodings; save it as UTF-8',
    );
    const blanks = join(dataFolder({ "table.csv": table("x\u00a0", "\u00e9") }), "table.csv");
    expect(loadDataset(blanks).classes).toBe(2);
  });
});
