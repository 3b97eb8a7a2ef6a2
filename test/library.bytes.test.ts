import { describe, expect, test } from "vitest";
import { tableOf } from "../src/library/browser/tableOf.ts";
import { Learner, mlp } from "../src/library/index.ts";
import { csv } from "./dataFolder.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const rows = Array.from({ length: 60 }, (_, n) => [n % 9 ? (n * 7) % 11 : "", (n * 5) % 13, "ab"[n % 2]]);

describe("13.23: in a page sentences have the options of programs", () => {
  test("of a table", () => {
    expect(() => tableOf(bytesOf(csv([["x", "y", "class"], ...rows])), "rents.csv")).toThrow(
      /the value is missing; 7 of 60 rows lack it: missing: "drop" leaves such rows out, missing: "mean" puts/,
    );
    const { notes } = tableOf(bytesOf(csv([["id", "x", "class"], ...rows.map(([, y, c], n) => [(n * 7) % 40, y, c])])), "ids.csv");
    expect(notes?.join()).toContain('ignore: "none" keeps it');
    expect(notes?.join()).not.toContain("--");
  });

  test("of new rows", async () => {
    const data = tableOf(bytesOf(csv([["x", "y", "class"], ...rows.filter(([x]) => x !== "")])), "rents.csv");
    const learner = new Learner({ model: mlp([2]), data, batch: 10 });
    await expect(() => learner.predictTable(bytesOf("x,y\n,3\n"))).rejects.toThrow(
      'a net that was trained with missing: "mean" or drop takes such rows',
    );
  });
});

describe("13.18: what holds no bytes of a table is refused with how to get them", () => {
  test.each<[string, unknown, string]>([
    ["a file", new Blob(["x,y\n"]), "a file is none: give new Uint8Array(await file.arrayBuffer())"],
    ["a text", "x,y\n1,2\n", "of a text give new TextEncoder().encode(text)"],
    ["a buffer", new ArrayBuffer(8), "an ArrayBuffer is none: give new Uint8Array(buffer)"],
    ["nothing", undefined, "undefined is none"],
  ])("%s", (_, given, how) => {
    expect(() => tableOf(given as Uint8Array, "x.csv")).toThrow(`tableOf: it takes the bytes of a table in a Uint8Array, and `);
    expect(() => tableOf(given as Uint8Array, "x.csv")).toThrow(how);
  });
});
