import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newRows, readingOf, type TableOptions } from "#data";
import { loadCsv } from "#data/files";
import { RandomSequence } from "#engine";
import type { TableReading } from "../src/data/tableReading.ts";
import { csv, dataFolder, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(91, "noise");
const noise = () => (4 * random.uniform()).toFixed(3);
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const notesOf = (header: readonly string[], cells: (n: number) => readonly unknown[], count = 300, options: TableOptions = {}) =>
  (loadTable(csv([header, ...times(count, cells)]), options).notes ?? []).join("\n");

describe("13.21: one far cell is said", () => {
  const table = (usual: (n: number) => unknown, far: Readonly<Record<number, unknown>>) =>
    notesOf(["v", "b", "class"], (n) => [far[n] ?? usual(n), noise(), (n * 7) % 2]);
  const likert = (n: number) => 1 + ((n * 7) % 5);

  test("beside few others: a scale from 1 to 5, yes and no", () => {
    expect(table(likert, { 70: 33333 })).toMatch(/has 33333 in line 72, 8332 times as far/);
    expect(table((n) => n % 2, { 70: 1111 })).toMatch(/has 1111 in line 72, 1110 times as far/);
    expect(table(likert, { 70: 99 })).not.toContain("times as far");
    expect(table(likert, {})).not.toContain("times as far");
  });

  test("at both ends", () => {
    const usual = () => (40 + 20 * random.uniform()).toFixed(2);
    expect(table(usual, { 70: 2147483647, 90: -2147483648 })).toMatch(/has 2147483647 in line 72, and 1 more row like it/);
    expect(table(usual, { 70: 54780, 90: -51230 })).toContain("times as far");
  });
});

describe("13.22: the names of columns", () => {
  test("train of yes and no beside car and bike is a feature that is asked about", () => {
    const yes = (n: number) => (n % 2 ? "yes" : "no");
    const survey = notesOf(["car", "train", "bike", "b", "class"], (n) => [
      yes(n),
      yes(n * 5 + 1),
      yes(n >> 1),
      noise(),
      "pq"[(n * 7) % 2],
    ]);
    expect(survey).toContain('column 2 ("train") may tell the rows of another split and is taken for a feature');
    const split = notesOf(["a", "train", "b", "class"], (n) => [noise(), n % 3 ? "T" : "F", noise(), "pq"[(n * 7) % 2]]);
    expect(split).toContain('column 2 ("train") names the parts of another split');
  });

  test.each([
    ...["USUBJID", "PATNO", "MRN", "ID", "cust_id", "case_id", "hadm_id", "device_id", "vp"],
    ...["patient_nbr", "id_student", "Patient No.", "Participant.Private.ID", "Participant Public ID", "patientunitstayid"],
    ...["idPaciente", "id_usuario", "ID_cliente", "codice_paziente", "Patienten-ID", "Kundennummer", "Schüler-Nr", "code élève", "患者ID"],
  ])("%s tells whose rows are whose", (name) => {
    const rows = notesOf([name, "x", "y", "activity"], (n) => [1000 + (n % 20), noise(), noise(), "abc"[Math.floor(n / 20) % 3]]);
    expect(rows).toContain(`column 1 ("${name}") names groups of rows, 20 of several rows`);
  });

  test.each(["patient_nbr", "id_student", "Kundennummer", "client_code"])("%s of few rows that share one is no feature", (name) => {
    const rows = notesOf([name, "x", "y", "activity"], (n) => [1000 + 7 * ((n * 11) % 40 || 5), noise(), noise(), "ab"[(n * 7) % 2]], 40);
    expect(rows).toContain(`column 1 ("${name}") seems to name rows, some of them by one name, and is left out`);
  });

  test.each(["num_person", "nbr_clients", "customers", "users", "persons", "id_type"])("%s is a count or a kind", (name) => {
    const rows = notesOf([name, "x", "y", "activity"], (n) => [1000 + (n % 20), noise(), noise(), "abc"[Math.floor(n / 20) % 3]]);
    expect(rows).not.toContain("names groups of rows");
  });

  test("an id in whose groups the rows stand together tells whose they are, and any that is ignored", () => {
    const panel = (name: string, id: (n: number) => number, options?: TableOptions) =>
      notesOf([name, "x", "y", "activity"], (n) => [id(n), noise(), noise(), "ab"[Math.floor(n / 7) % 2]], 240, options);
    expect(panel("nr", (n) => 13 + 4 * Math.floor(n / 8))).toContain('column 1 ("nr") names groups of rows, 30 of several rows');
    expect(panel("nr", (n) => 13 + 4 * ((n * 7) % 30))).not.toContain("names groups of rows");
    expect(panel("nr", (n) => 13 + 4 * ((n * 7) % 30), { ignore: "nr" })).toContain(
      'column 1 ("nr") names groups of rows, 30 of several rows',
    );
    expect(panel("nr", (n) => n % 30, { ignore: "nr" })).not.toContain("names groups of rows");
  });

  test("persons are told beside what else has several rows, unless these are persons' recordings", () => {
    const label = (n: number) => "ab"[Math.floor(n / 7) % 2];
    const taught = (n: number) => ["history", "maths", "art", "music", "sports"][n % 5];
    const pupils = notesOf(["student_id", "subject", "x", "result"], (n) => [1000 + Math.floor(n / 5), taught(n), noise(), label(n)]);
    expect(pupils).toContain('column 1 ("student_id") names groups of rows, 60 of several rows');
    expect(pupils).not.toContain('("subject") names groups');
    const rated = notesOf(["patient_id", "rater_id", "x", "result"], (n) => [1000 + Math.floor(n / 5), 1 + (n % 5), noise(), label(n)]);
    for (const name of ["patient_id", "rater_id"]) expect(rated).toContain(`("${name}") names groups of rows`);
    const taken = notesOf(["patient_id", "session_id", "x", "result"], (n) => [Math.floor(n / 10), Math.floor(n / 2), noise(), label(n)]);
    expect(taken).toContain('column 1 ("patient_id") names groups of rows, 30 of several rows');
    expect(taken).not.toContain('("session_id") names groups');
  });

  test("players by their names are persons, few kinds of them are not", () => {
    const named = (count: number) =>
      notesOf(["player", "x", "z", "result"], (n) => [
        `Gus ${"abcdefgh"[n % 8]}${"opqrstuv"[n % count]}on`,
        noise(),
        noise(),
        "ab"[Math.floor(n / 9) % 2],
      ]);
    expect(named(7)).toContain('column 1 ("player") names groups of rows, 56 of several rows');
    expect(named(2)).not.toContain("names groups");
  });

  test.each(["specimen", "leaf_no", "filename", "bearing"])("%s tells what is of one class each", (name) => {
    const rows = notesOf([name, "x", "y", "kind"], (n) => [`s${100 + (n % 12)}`, noise(), noise(), "abc"[(n % 12) % 3]]);
    expect(rows).toContain(`column 1 ("${name}") names groups of rows of one class each, 12 of several rows`);
  });

  test.each<[string, (n: number) => unknown]>([
    ["case", (n) => ["open", "closed"][n % 2]],
    ["member", (n) => n % 3],
    ["stay", (n) => 1 + (n % 9)],
    ["resident", (n) => ["yes", "no"][n % 2]],
  ])("%s does not", (name, value) => {
    expect(notesOf([name, "x", "y", "activity"], (n) => [value(n), noise(), noise(), "abc"[(n * 7) % 3]])).not.toContain("names groups");
  });
});

describe("13.23: a pixel that is black in all training rows", () => {
  const digits = (from: number) =>
    csv(
      times(60, (n) => [n % 10, ...times(64, (i) => (i === 63 && from === 0 ? 0 : ((n + from) * 31 + (i % 8) * 20 + (i >> 3) * 9) % 200))]),
    );
  test("does not hold the labels, which are the first column", () => {
    const folder = dataFolder({ "d_train.csv": digits(0), "d_test.csv": digits(1) });
    expect(loadCsv(join(folder, "d_train.csv")).notes?.[0]).toContain("labels are column 1, the first, of few whole numbers");
  });
});

describe("13.23: numbers with a dot that may be no numbers are said", () => {
  const said = (value: (n: number) => unknown) =>
    notesOf(["v", "b", "class"], (n) => [value(n), noise(), (n * 7) % 2]).match(/column 1 \("v"\) has .*/)?.[0];
  test("versions, chapters and months", () => {
    expect(said((n) => `3.${7 + (n % 6)}`)).toBe(
      'column 1 ("v") has "3.10", which is read as the number 3.1; if these are versions or chapters, write a v before each',
    );
    expect(said((n) => `${String(1 + (n % 12)).padStart(2, "0")}.2024`)).toMatch(
      /is read as the number \d+\.2024; if these are months, count/,
    );
  });

  test("not decimals as programs write them", () => {
    expect(said((n) => `3.${n % 10}0`)).toBeUndefined();
    expect(said((n) => (n % 40) / 8)).toBeUndefined();
    expect(said((n) => n % 7)).toBeUndefined();
  });
});

test("13.23: a new row's 62.841 beside whole numbers beyond a thousand may be 62841, and is refused", () => {
  const folder = dataFolder({ "pay.csv": csv([["pay", "class"], ...times(60, (n) => [42000 + 731 * ((n * 7) % 60), "ab"[n % 2]])]) });
  const reading = readingOf(loadCsv(join(folder, "pay.csv")));
  const read = (cell: string) => newRows(Buffer.from(`pay\n${cell}\n`), "new.csv", { ...reading, table: reading.table as TableReading });
  expect(() => read("62.841")).toThrow(
    /^new\.csv: line 2, column 1 \("pay"\): "62\.841" has a dot that may be decimal or stand between thousands/,
  );
  expect(() => read('"62,841"')).toThrow('"62,841" has a comma that may be decimal');
  const marked = csv([["pay", "class"], ...times(60, (n) => [`${420 + 70 * ((n * 7) % 60)}.000`, "ab"[n % 2]])]);
  const data = readingOf(loadCsv(join(dataFolder({ "marked.csv": marked }), "marked.csv")));
  expect(newRows(Buffer.from(marked), "marked.csv", { ...data, table: data.table as TableReading }).numbers).toHaveLength(60);
  expect([...read('"62,841.5"').numbers]).toEqual([...read("62841.5").numbers]);
  for (const cell of ["62841", "62841.5", "62841.00"]) expect(read(cell).numbers).toHaveLength(1);
});
