import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { newRows, readingOf, type TableOptions } from "#data";
import { loadCsv } from "#data/files";
import type { TableReading } from "../src/data/tableReading.ts";
import { csv, dataFolder } from "./dataFolder.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

test("13.19: a table whose columns are named, written or measured otherwise makes runs of its own, and each reads new rows as its table", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-units-"));
  const size = (n: number) => 150 + ((n * 37) % 50);
  const weight = (n: number) => 50 + ((n * 13) % 40);
  const table = (header: string, unit: number, mark = ",") =>
    [header, ...Array.from({ length: 60 }, (_, n) => [size(n) * unit, weight(n), size(n) > 175 ? "tall" : "short"]), ""]
      .map((row) => (Array.isArray(row) ? row.join(mark) : row))
      .join("\n");
  writeFileSync(join(cwd, "cm.csv"), table("size,weight,kind", 4));
  writeFileSync(join(cwd, "copy.csv"), table("size,weight,kind", 4));
  writeFileSync(join(cwd, "semicolons.csv"), table("size;weight;kind", 4, ";"));
  writeFileSync(join(cwd, "quarters.csv"), table("size,weight,kind", 1));
  writeFileSync(join(cwd, "swapped.csv"), table("weight,size,kind", 4));
  writeFileSync(join(cwd, "new.csv"), "size,weight\n780,60\n608,60\n");
  const options = ["--model", "mlp(8)", "-i", "300", "--batch-size", "10", "-r", "1", "--protocol", "sound", "--evaluate-every", "300"];
  const run = async (file: string) => JSON.parse((await runCli(["run", "--dataset", file, ...options, "--json"], { cwd })).stdout).runs[0];
  const answers = async (id: string) => JSON.parse((await runCli(["predict", id, "--input", "new.csv", "--json"], { cwd })).stdout).answers;
  const first = await run("cm.csv");
  const before = await answers(first.id);
  expect(before.map((answer: { class: string }) => answer.class)).toEqual(["tall", "short"]);
  for (const same of ["copy.csv", "semicolons.csv"]) expect((await run(same)).id).toBe(first.id);
  const others = [await run("quarters.csv"), await run("swapped.csv")];
  expect(others.map(({ accuracy }) => accuracy)).toEqual([first.accuracy, first.accuracy]);
  expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(3);
  expect(await answers(first.id)).toEqual(before);
  const { stdout } = await runCli(["predict", others[0].id, "--input", "new.csv"], { cwd });
  expect(stdout).toMatch(/line 2 +tall .*\nline 3 +tall /);
  await runCli(["export", "--json", "-o", "all.json"], { cwd });
  expect((await runCli(["import", "all.json", "--store", "other.db"], { cwd })).stderr).toBe(
    "droplab: 3 experiments, 3 of 3 runs were new\n",
  );
});

test("13.23: words of new rows that stand for nothing are said to be missing values, but where the net knows them", () => {
  const pains = ["none", "mild", "severe"];
  const lines = ["v,pain,class", ...Array.from({ length: 60 }, (_, n) => `${n % 7},${pains[n % 3]},${n % 2 ? "p" : "q"}`)];
  const reading = readingOf(loadCsv(join(dataFolder({ "t.csv": lines.join("\n") }), "t.csv"), { missing: "mean" }));
  const notes = (pain: string) =>
    newRows(Buffer.from(`v,pain\n1,${pain}\n`), "new.csv", { ...reading, table: reading.table as TableReading }).notes;
  expect(notes("none")).toEqual([]);
  expect(notes("None")).toEqual(['column 2 ("pain") has "None", which is taken for a missing value, as the net\'s table would be read']);
  expect(notes("")).toEqual([]);
});

test("13.23: new rows of a table without names may have a first line that counts the columns", () => {
  const rows = Array.from({ length: 60 }, (_, n) => [n % 7, (n * 5) % 11, n % 4, n % 2]);
  const reading = readingOf(loadCsv(join(dataFolder({ "plain.csv": csv(rows) }), "plain.csv")));
  const linesOf = (...lines: readonly string[]) =>
    newRows(Buffer.from(lines.join("\n")), "new.csv", { ...reading, table: reading.table as TableReading }).lines;
  for (const header of ["0,1,2", "1,2,3"]) expect(linesOf(header, "3,4,2", "1,2,0")).toEqual([2, 3]);
  for (const header of ["0,1,2,3", "1,2,3,4"]) expect(linesOf(header, "3,4,2,1")).toEqual([2]);
  expect(linesOf("0,1,3", "3,4,2")).toEqual([1, 2]);
});

const reader = (rows: readonly (readonly unknown[])[], options: TableOptions = {}) => {
  const reading = readingOf(loadCsv(join(dataFolder({ "plain.csv": csv(rows) }), "plain.csv"), options));
  return (...lines: readonly string[]) =>
    newRows(Buffer.from(lines.join("\n")), "new.csv", { ...reading, table: reading.table as TableReading });
};

test("13.23: numbers that are all names of columns, in another order, may be a row, and are refused", () => {
  const read = reader([["0", "1", "2", "kind"], ...Array.from({ length: 60 }, (_, n) => [n % 7, (n * 5) % 11, n % 4, "ab"[n % 2]])]);
  expect(read("0,1,2", "3,4,2").lines).toEqual([2]);
  expect(() => read("2,1,0", "3,4,2")).toThrow('its first line, "2", "1", "0", may be names or a row');
});

test("13.23: a number with three digits behind its mark is refused where it would be like the others as a thousand", () => {
  const prices = Array.from({ length: 60 }, (_, n) => [`${50000 + ((n * 733) % 9000)}.50`, n % 4, "ab"[n % 2]]);
  const read = reader([["price", "rooms", "kind"], ...prices]);
  expect(() => read("price,rooms", "52.000,3")).toThrow('"52.000" has a dot that may be decimal or stand between thousands');
  expect(read("price,rooms", "52000,3", "52.0,3").lines).toEqual([2, 3]);
  const wide = Array.from({ length: 60 }, (_, n) => [`${200 + ((n * 733) % 39000)}.50`, n % 4, "ab"[n % 2]]);
  expect(() => reader([["price", "rooms", "kind"], ...wide])("price;rooms", "35.807;3")).toThrow('"35.807" has a dot that may be decimal');
});

test("13.23: in a column that is written with three digits behind the mark such numbers are in no doubt, however its values spread", () => {
  const skewed = Array.from({ length: 60 }, (_, n) => [(Math.exp((n * 7) % 11) + n / 1000).toFixed(3), n % 4, "ab"[n % 2]]);
  const read = reader([["tpm", "rooms", "kind"], ...skewed]);
  expect(read("tpm,rooms", "1.479,3", "22026.000,1").lines).toEqual([2, 3]);
});

test("13.23: a decimal mark before three digits is refused beside whole numbers, whatever stands between their thousands", () => {
  const whole = Array.from({ length: 60 }, (_, n) => 200 + ((n * 733) % 40000));
  const grouped = (mark: string) => whole.map((value) => `"${String(value).replace(/(?<=\d)(?=\d{3}$)/, mark)}"`);
  const us = reader([["price", "rooms", "kind"], ...grouped(",").map((price, n) => [price, n % 4, "ab"[n % 2]])]);
  expect([...us("price,rooms", '"35,807",3', "476,2").lines]).toEqual([2, 3]);
  for (const lines of [
    ["price;rooms", "35.807;3"],
    ["price,rooms", "35.807,3"],
  ])
    expect(() => us(...lines)).toThrow('"35.807" has a dot that may be decimal or stand between thousands');
  const german = reader([["preis", "flaeche", "art"], ...grouped(".").map((price, n) => [price, `"${n % 9},5"`, "ab"[n % 2]])]);
  expect(german("preis;flaeche", "35.807;6,5").lines).toEqual([2]);
  expect(() => german("preis,flaeche", '"35,807",6')).toThrow('"35,807" has a comma that may be decimal');
  const small = reader([
    ["anzahl", "umsatz", "klasse"],
    ...whole.map((value, n) => [100 + ((n * 37) % 890), `"${value},17"`, "ab"[n % 2]]),
  ]);
  expect(() => small("anzahl;umsatz", "1.157;113.859,65")).toThrow('"1.157" has a dot that may be decimal or stand between thousands');
});

test("13.23: columns of one name are known by their order among these", () => {
  const read = reader([["x", "x", "kind"], ...Array.from({ length: 60 }, (_, n) => [n % 7, 100 + (n % 5), "ab"[n % 2]])]);
  const whole = read("x,x,kind", "3,102,a").numbers;
  expect(read("x,x", "3,102").numbers).toEqual(whole);
  expect(read("kind,x,x", "a,3,102").numbers).toEqual(whole);
  // as programs write a name that comes again
  for (const again of ["x.1", "x_1", "x...2", "x_duplicated_0"]) expect(read(`x,${again},kind`, "3,102,a").numbers).toEqual(whole);
  const withLabel = reader([["x", "kind", "kind"], ...Array.from({ length: 60 }, (_, n) => [n % 7, 100 + (n % 5), "ab"[n % 2]])]);
  expect(withLabel("x,kind", "3,102").numbers).toEqual(withLabel("x,kind,kind", "3,102,a").numbers);
  const second = reader([["x", "x", "y", "kind"], ...Array.from({ length: 60 }, (_, n) => [n % 7, 100 + (n % 5), n % 3, "ab"[n % 2]])], {
    ignore: "1",
  });
  expect(second("x,x.1,y", "3,102,1").numbers).toEqual(second("x,x,y", "3,102,1").numbers);
  // in whatever order they stand
  expect(read("x.1,kind,x", "102,a,3").numbers).toEqual(whole);
  expect(read("x_2,x_1", "102,3").numbers).toEqual(whole);
  expect(read("x.1,x", "102,3").notes.join()).toContain('columns like "x.1" are taken for those called "x", in the order of their numbers');
  expect(() => read("x,x,x", "1,2,3")).toThrow('3 of its columns are called "x", and 2 of the table that the net was trained on');
});

test("13.23: values that the table has are not said to be far, rare as they are", () => {
  const rows = Array.from({ length: 300 }, (_, n) => [20 + ((n * 7) % 40), Number(n % 30 === 0), "ab"[n % 2]]);
  const read = reader([["age", "pregnant", "kind"], ...rows]);
  expect(read("age,pregnant", "25,1", "31,1", "29,1").notes).toEqual([]);
  expect(read("age,pregnant", "25,9", "31,9", "29,9").notes.join("\n")).toContain("far from all that the net was trained on");
});

test("13.23: new rows that hardly differ from one another are said to be of another unit, a few or like ones are not", () => {
  const cell = (n: number, column: number) => ((n * (7 + 2 * column) + column) % 17) * (column + 1) + 0.5;
  const rows = Array.from({ length: 90 }, (_, n) => [cell(n, 0), cell(n, 1), cell(n, 2), n % 2]);
  const table = [["a", "b", "c", "class"], ...rows];
  const reading = readingOf(loadCsv(join(dataFolder({ "named.csv": csv(table) }), "named.csv")));
  const notesOf = (count: number, unit: number) =>
    newRows(
      Buffer.from(csv([["a", "b", "c"], ...rows.slice(0, count).map((row) => row.slice(0, 3).map((value) => value / unit))])),
      "folder/new.csv",
      { ...reading, table: reading.table as TableReading },
    ).notes.filter((note) => note.includes("differ far less"));
  expect(notesOf(30, 16)).toEqual([
    "30 rows of new.csv differ far less from one another than those that the net was trained on, in 3 of 3 features: check their unit, for in another one the answers mean nothing",
  ]);
  expect([notesOf(30, 1), notesOf(30, 2), notesOf(10, 16)]).toEqual([[], [], []]);
});

test("15.17: standard input is read to its end, whenever it comes", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-piped-"));
  writeTinyTable(cwd);
  const net = "run --dataset tiny.csv --model mlp(2) -i 4 --evaluate-every 4 -r 1 --batch-size 5 --protocol sound --json";
  const { id } = JSON.parse((await runCli(net.split(" "), { cwd })).stdout).runs[0];
  const [header, row] = readFileSync(join(cwd, "tiny.csv"), "utf8").split("\n");
  const rows = 20_000; // more than a pipe holds
  writeFileSync(join(cwd, "rest.csv"), `${row}\n`.repeat(rows));
  const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));
  const words = `(sleep 1; echo '${header}'; cat rest.csv) | ${process.execPath} ${bin} predict ${id} --input - --json`;
  const { stdout, stderr } = spawnSync("sh", ["-c", words], { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
  expect([stderr, JSON.parse(stdout).answers.length]).toEqual(["", rows]);
  const packed = `gzip -c tiny.csv | ${process.execPath} ${bin} predict ${id} --input - --json`;
  const answers = JSON.parse(spawnSync("sh", ["-c", packed], { cwd, encoding: "utf8" }).stdout).answers;
  expect(answers).toEqual(
    JSON.parse((await runCli(["predict", id, "--input", "tiny.csv", "--json"], { cwd })).stdout).answers.map((one: object) => ({
      ...one,
      input: "standard input",
    })),
  );
});

test("13.23: a column of new rows in another unit is said, whatever the tails of others, and many in a few lines", () => {
  const noise = (n: number) => (((n * 7919) % 211) + ((n * 104_729) % 97)) / 306;
  const celsius = (n: number) => 8 + 20 * noise(n);
  const rain = (n: number) => (n % 40 === 7 ? 30 + 40 * noise(n) : n % 3 === 0 ? noise(n) : 0);
  const rows = Array.from({ length: 240 }, (_, n) => [
    celsius(n).toFixed(1),
    rain(n).toFixed(2),
    Math.round(40 + 50 * noise(3 * n + 1)),
    celsius(n) > 16 ? "out" : "in",
  ]);
  const read = reader([["temperature", "rain", "humidity", "where"], ...rows]);
  const given = (unit: (celsius: number) => number) =>
    read(
      "temperature,rain,humidity",
      ...Array.from({ length: 40 }, (_, n) => [unit(celsius(n + 7)).toFixed(1), rain(n).toFixed(2), 60].join()),
    ).notes;
  expect(given((value) => value)).toEqual([]);
  expect(given((value) => 32 + 1.8 * value)).toEqual([
    expect.stringMatching(/^column 1 \("temperature"\) has \S+ in line 2 and 39 more rows, far from all/),
  ]);
  const wide = reader([
    [...Array.from({ length: 12 }, (_, k) => `m${k}`), "kind"],
    ...Array.from({ length: 200 }, (_, n) => [...Array.from({ length: 12 }, (_, k) => noise(13 * n + k).toFixed(3)), n % 2 ? "a" : "b"]),
  ]);
  const { notes } = wide(
    Array.from({ length: 12 }, (_, k) => `m${k}`).join(),
    ...[1, 2, 3].map((n) => Array.from({ length: 12 }, (_, k) => (16 * noise(13 * n + k) + 4).toFixed(3)).join()),
  );
  expect([notes.length, notes.at(-1)]).toEqual([4, "so have 9 more features numbers that are far from all that the net was trained on"]);
});
