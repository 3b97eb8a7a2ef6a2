import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(31, "noise");
const noise = () => (4 * random.uniform()).toFixed(3);
const said = (text: string, test?: string) =>
  loadTable(text, {}, test).notes?.filter((note) => /names groups of rows|order of time/.test(note)) ?? [];

/** Six rows of each of some people, with the class of the person. */
const people = Array.from({ length: 40 }, (_, person) => ({ person, label: Math.floor(2 * random.uniform()) }));
const recordings = (header: string, name: (person: number, time: number) => string, some = people) =>
  csv([
    [header, "a", "b", "status"],
    ...some.flatMap(({ person, label }) => [1, 2, 3, 4, 5, 6].map((time) => [name(person, time), noise(), noise(), label])),
  ]);

describe("13.22: rows of one person in several parts of a split are said", () => {
  test.each<[string, (person: number, time: number) => string, string]>([
    ["name", (person, time) => `phon_R01_S${person + 10}_${time}`, "phon_R01_S10"],
    ["MRI ID", (person, time) => `OAS2_${1000 + person}_MR${time}`, "OAS2_1000"],
    ["file", (person, time) => `speaker${100 + person}-${time}.wav`, "speaker100"],
    ["chunk", (person, time) => `X${(person * time * 7) % 60}.V${time}.${700 + person}`, "700"],
    ["scan", (person, time) => `sub-${10 + person}_ses-0${time}_task-rest_run-1_acq-x_dir-y_bold`, "sub-10"],
    ["record", (person, time) => `S${100 + person}${"ABCDEF"[time - 1]}`, "S100"],
    ["clip", (person, time) => `Patient${100 + person}Trial${time}`, "Patient100"],
    ["take", (person, time) => (time === 1 ? `p${100 + person}.wav` : `p${100 + person} (${time}).wav`), "p100"],
    ["patient_id", (person) => String(1000 + 7 * ((person * 17) % 40)), "1000"],
    ["subject#", (person) => String(1 + ((person * 17) % 40)), "1"],
  ])("by %s", (header, name, example) => {
    expect(said(recordings(header, name))).toEqual([
      expect.stringContaining(
        `column 1 ("${header}") names groups of rows of one class each, 40 of several rows, as "${example}" of 6; rows of one group are trained on and others of it tested`,
      ),
    ]);
  });

  test("a test file of other people needs no word, one of the same is counted", () => {
    const name = (person: number, time: number) => `S${person + 100}_${time}`;
    const all = (some: typeof people) => recordings("name", name, some);
    expect(said(all(people.slice(0, 30)), all(people.slice(30)))).toEqual([]);
    expect(said(all(people.slice(0, 30)), all(people.slice(25)))).toEqual([
      expect.stringContaining("30 of the 90 test rows belong to groups that are trained on"),
    ]);
  });

  test("a person's rows are related whatever their classes, and so are those of an id that few share", () => {
    const drawn = (header: string, name: (n: number) => unknown) =>
      csv([["a", "b", header, "status"], ...Array.from({ length: 240 }, (_, n) => [noise(), noise(), name(n), (n * 7) % 3])]);
    expect(said(drawn("subject", (n) => n % 20))).toEqual([
      expect.stringMatching(/^column 3 \("subject"\) names groups of rows, 20 of several rows/),
    ]);
    expect(said(drawn("speaker_id", (n) => n % 20))).toHaveLength(1);
    expect(said(drawn("room", (n) => n % 20))).toEqual([]);
    const eyes = csv([
      ["PatientID", "a", "b", "diagnosis"],
      ...Array.from({ length: 200 }, (_, n) => n).flatMap((n) => {
        const label = Math.floor(2 * random.uniform());
        return Array.from({ length: n % 5 ? 2 : 1 }, () => [10000 + n * 7, noise(), noise(), label]);
      }),
    ]);
    expect(said(eyes)).toEqual([expect.stringContaining("160 of several rows")]);
    expect(loadTable(eyes).notes).toContain(
      'column 1 ("PatientID") seems to name rows, some of them by one name, and is left out; --ignore none keeps it',
    );
  });

  test("a column that is ignored tells groups, whatever it is called", () => {
    const { notes } = loadTable(
      recordings("stone", (person) => `v${(person * 17) % 40}`),
      { ignore: "1", label: "status" },
    );
    expect(notes?.filter((note) => note.includes("names groups"))).toHaveLength(1);
  });

  test("groups whose rows have all classes, and names without groups, need none", () => {
    const drawn = (name: (n: number) => string) =>
      csv([
        ["name", "a", "b", "status"],
        ...Array.from({ length: 240 }, (_, n) => [name(n), noise(), noise(), Math.floor(2 * random.uniform())]),
      ]);
    expect(said(drawn((n) => `S${Math.floor(n / 6)}_${n % 6}`))).toEqual([]);
    expect(said(drawn((n) => `item_${n}`))).toEqual([]);
    expect(said(drawn((n) => `x${n}y`))).toEqual([]);
  });
});

describe("13.22: rows that follow one another in time are said where the class changes slowly", () => {
  const minutes = (label: (n: number) => number, time: (n: number) => string = stamp) =>
    csv([["date", "a", "b", "occupied"], ...Array.from({ length: 600 }, (_, n) => [time(n), noise(), noise(), label(n)])]);
  const stamp = (n: number) => new Date(Date.UTC(2015, 1, 4, 17, n)).toISOString().slice(0, 19).replace("T", " ");
  const slow = (n: number) => Math.floor(n / 50) % 2;
  const sentence =
    'column 1 ("date") has the rows in the order of time, in which the class changes 11 times in 600 rows; rows just before and after those that are tested are trained on; for the accuracy at later times, put the last rows into table_test.csv';

  test("of dates, also from the last to the first", () => {
    expect(said(minutes(slow))).toEqual([sentence]);
    expect(said(minutes(slow, (n) => stamp(1000 - n)))).toEqual([sentence]);
  });

  test("but not where it changes as if it was drawn, where times are in no order, or with a test file", () => {
    expect(said(minutes((n) => ((n * n) % 3) % 2))).toEqual([]);
    expect(said(minutes(slow, (n) => stamp((n * 7) % 601)))).toEqual([]);
    expect(
      said(
        minutes(slow),
        minutes(slow, (n) => stamp(n + 600)),
      ),
    ).toEqual([]);
  });
});

describe("13.22: windows over one series are said where they overlap", () => {
  const series = Array.from({ length: 3000 }, noise);
  const windows = (step: number) =>
    csv([
      [...Array.from({ length: 20 }, (_, i) => `t${i}`), "activity"],
      ...Array.from({ length: 140 }, (_, n) => [...series.slice(n * step, n * step + 20), Math.floor(2 * random.uniform())]),
    ]);
  const overlap = (text: string, test?: string) => loadTable(text, {}, test).notes?.filter((note) => note.includes("overlap")) ?? [];

  test.each([
    [10, 10],
    [1, 19],
    [16, 4],
  ])("by steps of %i", (step, shared) => {
    expect(overlap(windows(step))).toEqual([
      expect.stringContaining(`${shared} numbers of a row stand in the next, too, moved by ${20 - shared}; rows that share numbers with`),
    ]);
  });

  test("but not where they do not, or where a file has others to test on", () => {
    expect(overlap(windows(20))).toEqual([]);
    expect(overlap(windows(10), windows(10))).toEqual([]);
  });
});
