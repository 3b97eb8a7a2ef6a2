import { expect, test } from "vitest";
import { newRows, readingOf } from "#data";
import { RandomSequence } from "#engine";
import type { TableReading } from "../src/data/tableReading.ts";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(43, "noise");
const number = () => (10 * random.uniform()).toFixed(3);
const joined = (data: { readonly notes?: readonly string[] | undefined }) => (data.notes ?? []).join("\n");
const newNotes = (data: ReturnType<typeof loadTable>, text: string) =>
  newRows(new TextEncoder().encode(text), "new.csv", readingOf(data) as ReturnType<typeof readingOf> & { table: TableReading }).notes.join(
    "\n",
  );

/** Windows of persons, each of whom does each activity. */
const windows = (persons: number, activities: number, idOf: (person: number) => string) =>
  Array.from({ length: persons * activities * 8 }, (_, n) => [
    idOf(1 + ((n * 7) % persons)),
    number(),
    number(),
    `act${Math.floor(n / persons) % activities}`,
  ]);

test.each([
  [5, 2],
  [3, 2],
  [10, 6],
  [4, 3],
])("13.22: several rows of each of %i persons are said, however many classes there are (%i)", (persons, activities) => {
  const table = windows(persons, activities, (person) => `S${person}`);
  const said = `names groups of rows, ${persons} of several rows`;
  for (const name of ["subject_id", "subject", "patient_id", "user"])
    expect(joined(loadTable(csv([[name, "ax", "ay", "activity"], ...table])))).toContain(`column 1 ("${name}") ${said}`);
});

test("13.22: a person is one by whatever writing of the number, in both files", () => {
  const header = ["subject", "ax", "ay", "activity"];
  const writings = [String, (n: number) => `${n}.0`, (n: number) => `${n}.`, (n: number) => n.toExponential(2), (n: number) => `00${n}`];
  for (const write of writings)
    expect(joined(loadTable(csv([header, ...windows(24, 6, write)])))).toContain(
      'column 1 ("subject") names groups of rows, 24 of several rows',
    );
  const train = csv([["subject_id", ...header.slice(1)], ...windows(12, 3, String)]);
  for (const write of writings) {
    const tested = csv([["subject_id", ...header.slice(1)], ...windows(12, 3, write)]);
    expect(joined(loadTable(train, {}, tested))).toContain("288 of the 288 test rows belong to groups that are trained on");
  }
});

test("13.22: a name that may be of something else is that of persons where it is left out", () => {
  const table = windows(9, 6, String);
  const notesOf = (name: string, ignore?: string) =>
    joined(loadTable(csv([[name, "ax", "ay", "activity"], ...table]), ignore ? { ignore } : {}));
  for (const name of ["pid", "sub", "VP"]) {
    expect(notesOf(name)).not.toContain("names groups");
    expect(notesOf(name, name)).toContain("9 of several rows");
  }
  for (const name of ["mouse", "rat", "cow"]) expect(notesOf(name)).toContain("9 of several rows");
});

test("13.22: flags and kinds are no persons", () => {
  const table = (name: string, values: readonly string[]) =>
    joined(
      loadTable(
        csv([[name, "x", "class"], ...Array.from({ length: 90 }, (_, n) => [values[n % values.length], number(), "ab"[(n * 7) % 2]])]),
      ),
    );
  expect(table("patient", ["0", "1"])).not.toContain("names groups");
  expect(table("student", ["Yes", "No"])).not.toContain("names groups");
  expect(table("subject", ["maths", "art", "music"])).not.toContain("names groups");
});

test("13.22: a few groups of one class each are said of a column that is left out, too", () => {
  const rows = Array.from({ length: 240 }, (_, n) => [`B${n % 12}`, number(), number(), n % 12 < 6 ? "good" : "bad"]);
  const notes = joined(loadTable(csv([["run", "a", "b", "outcome"], ...rows]), { ignore: "run" }));
  expect(notes).toContain('column 1 ("run") names groups of rows of one class each, 12 of several rows');
});

test("13.22: numbers of cases that are all different are said as well as those of which few come again", () => {
  const cases = Array.from({ length: 150 }, (_, n) => 100_000 + ((n * 7919 * 104_729) % 8_000_000));
  expect(new Set(cases).size).toBe(150);
  const notesOf = (name: string, values: readonly number[]) =>
    joined(loadTable(csv([["x1", name, "outcome"], ...values.map((value, n) => [number(), value, "ab"[(n * 7) % 2]])])));
  for (const name of ["patient", "sample", "lab_no", "hospital number", "ssn", "barcode", "病历号"])
    expect(notesOf(name, cases)).toContain(`column 2 ("${name}") has other whole numbers in every row`);
  for (const name of ["Matrikelnummer", "Fallnummer", "patient_id"])
    expect(notesOf(name, cases)).toContain(`column 2 ("${name}") only numbers or names the rows and is left out`);
  expect(notesOf("income", cases)).not.toContain("column 2");
});

test("13.22: windows over a series are known beside other numbers, two series at once too, and chance is none", () => {
  const series = Array.from({ length: 440 }, () => random.normal().toFixed(4));
  const rows = (more: (n: number) => readonly unknown[]) =>
    Array.from({ length: 400 }, (_, n) => [...series.slice(n, n + 8), ...more(n), "ab"[(n * 7) % 2]]);
  const notesOf = (more: (n: number) => readonly unknown[]) => joined(loadTable(csv(rows(more))));
  expect(notesOf(() => [])).toContain("7 numbers of a row stand in the next, too, moved by 1");
  expect(notesOf((n) => [1 + (n % 12), number()])).toContain("7 numbers of a row stand in the next, too, moved by 1");
  const other = Array.from({ length: 440 }, () => random.normal().toFixed(4));
  expect(notesOf((n) => other.slice(n, n + 8))).toContain("14 numbers of a row stand in the next, too, moved by 1");
  // marks from 0 to 3 that are mostly alike from row to row
  const marks = Array.from({ length: 300 }, (_, n) => [0, 1, 2, 0, 1, 2, (n * 7) % 5, "ab"[(n * 3) % 2]]);
  expect(joined(loadTable(csv(marks)))).not.toContain("rows overlap");
});

test("13.21: nines that come twice are said of few rows, too, and so is a slip", () => {
  for (const rows of [12, 19, 25, 30, 38])
    for (const codes of [1, 2]) {
      const table = Array.from({ length: rows }, (_, n) => [
        n >= 3 && n < 3 + codes ? "-999" : (20 + 20 * random.uniform()).toFixed(1),
        number(),
        "ab"[n % 2],
      ]);
      expect(joined(loadTable(csv([["temp", "y", "class"], ...table])))).toMatch(/column 1 \("temp"\) has -999 in (?:2 rows, far|line 5)/);
    }
});

test("13.25: a word that no row had which is trained on is said, though others had it", () => {
  const withKiel = (row: number) =>
    loadTable(
      csv([
        ["x", "city", "outcome"],
        ...Array.from({ length: 60 }, (_, n) => [n / 7, n === row ? "Kiel" : ["Bonn", "Mainz"][n % 2], "ab"[(n * 7) % 3 ? 0 : 1]]),
      ]),
    );
  const all = Array.from({ length: 60 }, (_, row) => withKiel(row));
  const isUntrained = (data: (typeof all)[number]) => joined(data).includes('set to 0, as that of column 2 ("city") for "Kiel"');
  expect([all.some(isUntrained), all.every(isUntrained)]).toEqual([true, false]);
  for (const data of all)
    expect(newNotes(data, "x,city\n1.5,Kiel\n1.5,Bonn\n")).toBe(
      isUntrained(data) ? 'column 2 ("city") has "Kiel", which no row had that the net was trained on, and is 0 there' : "",
    );
});

test("13.25: what only test rows have keeps no number from being far", () => {
  const header = ["x", "weight", "outcome"];
  const row = (weight: number, n: number) => [number(), weight, "ab"[(n * 7) % 2]];
  const train = Array.from({ length: 60 }, (_, n) => row(55 + ((n * 11) % 35), n));
  const data = loadTable(csv([header, ...train]), {}, csv([header, row(165.5, 1), ...train.slice(0, 9)]));
  expect(newNotes(data, "x,weight\n0.5,155\n0.4,160.2\n0.1,164\n")).toContain(
    "has 155 in line 2 and 2 more rows, far from all that the net was trained on",
  );
  expect(newNotes(data, "x,weight\n0.5,60\n0.4,88\n")).toBe("");
});

test("13.23: labelled rows without the index that the net's table had are said to be so", () => {
  const rows = Array.from({ length: 60 }, (_, n) => [number(), number(), n % 2]);
  const data = loadTable(csv(rows.map((row, n) => [n, ...row])));
  expect(newNotes(data, csv(rows.slice(0, 20)))).toContain("but its column 3 holds nothing but classes of the net");
  expect(newNotes(data, csv(rows.slice(0, 20).map((row, n) => [n, ...row.slice(0, 2)])))).not.toContain("nothing but classes");
});

test("13.22: how many persons, tiers and pressures are no persons, and no index", () => {
  const table = (name: string, value: (n: number) => unknown) =>
    joined(
      loadTable(
        csv([[name, "x", "class"], ...Array.from({ length: 240 }, (_, n) => [value(n), number(), random.uniform() < 0.5 ? "a" : "b"])]),
      ),
    );
  for (const name of [
    "n_visitor",
    "childNum",
    "customers number",
    "Nº clientes",
    "N° patients",
    "Nº alumnos",
    "n_customer",
    "nPatient",
    "N Patient",
    "patient_n",
    "Kunden",
    "n_child",
    "NPERSON",
  ])
    for (const value of [(n: number) => 250 + ((n * 37) % 150), (n: number) => (n * 11) % 6]) {
      const notes = table(name, value);
      expect([name, /names groups|left out|as an index/.exec(notes)?.[0]]).toEqual([name, undefined]);
    }
  expect(table("N° de patient", (n) => 1 + (n % 20))).toContain("names groups");
  for (const name of ["tier", "ppt", "vp", "sub", "voter", "pid", "Mitarbeiter"])
    expect([name, table(name, (n) => 1 + (n % 3))]).toEqual([name, expect.not.stringContaining("names groups")]);
});

test("13.22: ids that all differ are of no groups, whatever parts of them are alike; recordings of persons are", () => {
  const hex = (n: number) => ((n * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0");
  const notesOf = (name: string, id: (n: number) => string) =>
    joined(loadTable(csv([[name, "x", "class"], ...Array.from({ length: 240 }, (_, n) => [id(n), number(), "ab"[(n * 7) % 2]])])));
  for (const name of ["patient_id", "id", "customer_id", "user", "Respondent ID"])
    for (const id of [
      (n: number) => `${hex(n)}-4${hex(n + 7).slice(0, 3)}-${hex(n + 9)}`,
      (n: number) => `P${2019 + (n % 5)}-${String(n).padStart(4, "0")}`,
      (n: number) => `R_${hex(n)}${hex(n + 1)}`,
    ])
      expect([name, notesOf(name, id)]).toEqual([name, expect.not.stringContaining("names groups")]);
  expect(notesOf("patient_id", (n) => `S${1 + (n % 20)}_${1 + Math.floor(n / 20)}`)).toContain("20 of several rows");
});

test("13.22: the label in finer words that is left out is no group of rows, though what was made together is", () => {
  const notesOf = (name: string, kinds: number) =>
    joined(
      loadTable(
        csv([
          ["x", "y", name, "parity"],
          ...Array.from({ length: 300 }, (_, n) => [number(), number(), `k${(n * 7) % kinds}`, ((n * 7) % kinds) % 2 ? "odd" : "even"]),
        ]),
        { label: "parity", ignore: name },
      ),
    );
  for (const name of ["digit", "quality", "attack", "species"]) expect(notesOf(name, 10)).not.toContain("names groups");
  const scores = Array.from({ length: 400 }, (_, n) => [number(), (n * 37) % 101, (n * 37) % 101 < 50 ? "fail" : "pass"]);
  const ofScores = joined(loadTable(csv([["hours", "score", "result"], ...scores]), { ignore: "score" }));
  expect(ofScores).toContain("its 101 values go with one class each, or nearly; if these are groups of rows, and not the label");
  expect(ofScores).not.toContain("names groups");
  for (const name of ["digit", "Pferd", "code"])
    expect(notesOf(name, 10)).toContain("if these are groups of rows, and not the label in finer words");
  for (const name of ["run", "batch", "Batch_ID", "recording day", "site"])
    expect(notesOf(name, 10)).toContain("names groups of rows of one class each, 10 of several rows");
});

test("13.22: persons are known by initials and by names, and their recordings however long they are counted", () => {
  const rowsOf = (idOf: (person: number, trial: number) => string, persons = 12, trials = 120) =>
    Array.from({ length: persons * trials }, (_, n) => [
      idOf(n % persons, 1 + Math.floor(n / persons)),
      number(),
      `act${Math.floor(n / persons) % 3}`,
    ]);
  const notesOf = (name: string, rows: readonly (readonly unknown[])[]) => joined(loadTable(csv([[name, "x", "activity"], ...rows])));
  const initials = ["AB", "BL", "CE", "DM", "EK", "FO", "GR", "HS", "IT", "JU", "KV", "LW"];
  for (const [name, idOf] of [
    ["subject", (person: number) => initials[person] as string],
    ["patient", (person: number) => `${initials[person]?.[0]}nna ${initials[person]?.[1]}erg`],
    ["user", (person: number) => `user_${"abcdefghijkl"[person]}`],
  ] as const)
    expect(notesOf(name, rowsOf(idOf, 12, 20))).toContain("12 of several rows");
  const padded = (n: number, length: number) => String(n).padStart(length, "0");
  for (const name of ["subject_id", "id", "participant"])
    for (const idOf of [
      (person: number, trial: number) => `S${padded(1 + person, 2)}_${padded(trial, 3)}`,
      (person: number, trial: number) => `S${padded(1 + person, 2)}_${trial}`,
      (person: number, trial: number) => `P${1 + person}-trial${trial}`,
    ])
      expect([name, notesOf(name, rowsOf(idOf))]).toEqual([name, expect.stringContaining("12 of several rows")]);
});

test("13.22: kinds and years before a number of its own are no persons", () => {
  for (const idOf of [
    (n: number) => `${n % 2 ? "HC" : "PD"}_${String(1 + Math.floor(n / 2)).padStart(2, "0")}`,
    (n: number) => `${2019 + (n % 3)}-${String(1 + Math.floor(n / 3)).padStart(2, "0")}`,
  ])
    expect(
      joined(
        loadTable(
          csv([["patient_id", "x", "class"], ...Array.from({ length: 80 }, (_, n) => [idOf(n), number(), ["ill", "well"][n % 2]])]),
        ),
      ),
    ).not.toContain("names groups");
});
