import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import type { DataSpec } from "#data";
import { loadDataset } from "#data/files";
import {
  type Experiment,
  type ExperimentRecord,
  isPostTable,
  type Labels,
  loadResults,
  parseExperiment,
  planExperiment,
  postExperiment,
  type Store,
} from "#experiment";
import { markdownReport, trialTable } from "#report";
import { bundleText, openLaboratory, readBundle, readLaboratory } from "#store";
import { experimentFilter } from "../src/cli/experimentFilter.ts";
import { makeProgram } from "../src/cli/program.ts";
import { collected } from "./collected.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";
import { olderStore } from "./olderStore.ts";
import { writeTinyTable } from "./tinyTable.ts";

const machine = { processor: "a processor", cores: 1, node: "v24", device: "native avx2" };
const about = { host: hostname(), machine, version: "0", command: "droplab" };
const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
writeTinyTable(cwd);
const load = (spec: DataSpec) => loadDataset(join(cwd, spec.dataset));
const plan = (given: Experiment) => planExperiment({ dataset: "tiny.csv", model: "mlp(2)", reps: 2, ...given }, load, "1 fused");
const opened: Store[] = [];
const open = (file: string | false = false): Store => {
  const { store } = openLaboratory(file, { about });
  opened.push(store);
  return store;
};
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
async function* inBytes(pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
async function labelsOf(store: Store): Promise<Labels | undefined> {
  const [one] = await store.experiments();
  return one && { name: one.name, note: one.note, tags: one.tags };
}

describe("15.11: names, notes and tags of an experiment", () => {
  test("decide nothing of its runs, and nothing of what it is known by", () => {
    const [bare, labelled] = [plan({}), plan({ name: "a", note: "b", tags: ["c"] })];
    expect([labelled.id, ...labelled.trials.map(({ id }) => id)]).toEqual([bare.id, ...bare.trials.map(({ id }) => id)]);
    expect(isPostTable({ ...postExperiment("post"), note: "mine", tags: ["x"] })).toBe(true);
  });

  test("are kept when it is run again, without them or as before, and what people changed since is not undone", async () => {
    const store = open();
    const run = (given: Experiment) => store.saveExperiment(plan(given), "droplab run");
    const file: Experiment = { name: "first", note: "why", tags: ["draft", "paper"] };
    await run(file);
    expect(await labelsOf(store)).toEqual({ name: "first", note: "why", tags: ["draft", "paper"] });
    await run({});
    expect(await labelsOf(store)).toEqual({ name: "first", note: "why", tags: ["draft", "paper"] });
    const { id } = plan({});
    expect(await store.label(id, { name: "second", note: null, addTags: ["shown", "paper"], removeTags: ["draft"] })).toBe(true);
    const changed = { name: "second", note: null, tags: ["paper", "shown"] };
    expect(await labelsOf(store)).toEqual(changed);
    await run(file);
    await run({});
    await run(file);
    expect(await labelsOf(store)).toEqual(changed);
    await run({ ...file, name: "third", tags: ["paper", "new"] });
    expect(await labelsOf(store)).toEqual({ name: "third", note: null, tags: ["paper", "shown", "new"] });
    expect(await store.label("none", { name: "x" })).toBe(false);
  });

  test("are changes that who watches the store learns of", async () => {
    const store = open();
    const { id } = plan({});
    await store.saveExperiment(plan({}), "droplab run");
    const { mark } = await store.changes();
    await store.label(id, { addTags: ["x"] });
    expect((await store.changes(mark)).experiments).toEqual([id]);
  });

  test("go with an export, and join those that are where they come to", async () => {
    const [from, to, third] = [open(), open(), open()];
    await from.saveExperiment(plan({ name: "theirs", note: "their note", tags: ["a", "b"] }), "droplab run");
    const pieces = await collected(bundleText(from, await from.experiments(), { withMachine: false }));
    const bundle = () => readBundle(inBytes(pieces), { name: "b.json", commandOf: () => "droplab run" });
    await to.importBundle(bundle());
    expect(await labelsOf(to)).toEqual({ name: "theirs", note: "their note", tags: ["a", "b"] });
    await third.saveExperiment(plan({ name: "mine", tags: ["c"] }), "droplab run");
    await third.importBundle(bundle());
    expect(await labelsOf(third)).toEqual({ name: "mine", note: "their note", tags: ["c", "a", "b"] });
  });

  test("are none in stores of before, which are read as they are, and have some when they are written", async () => {
    const file = join(olderStore(), "droplab.db");
    const reader = readLaboratory(file);
    const before = await reader.experiments();
    expect(before.map(({ note, tags }) => ({ note, tags }))).toEqual(before.map(() => ({ note: null, tags: [] })));
    await reader.close();
    const version = () => {
      const database = new DatabaseSync(file, { readOnly: true });
      const row = database.prepare("PRAGMA user_version").get();
      database.close();
      return Number(row?.["user_version"]);
    };
    expect(version()).toBe(1);
    const store = open(file);
    await store.label(before[0]?.id as string, { addTags: ["old"] });
    expect((await store.experiments()).map(({ tags }) => tags)).toContainEqual(["old"]);
    expect(version()).toBeGreaterThan(4);
  });

  test("are named where a disk has damaged their list", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "droplab.db");
    const store = open(file);
    await store.saveExperiment(plan({ tags: ["a"] }), "droplab run");
    const database = new DatabaseSync(file);
    database.exec(`UPDATE experiments SET tags = '["a"'`);
    database.close();
    await expect(store.experiments()).rejects.toThrow(/is damaged: the tags of experiment \w+ are not what was written/);
  });

  test("stand in reports and exports", async () => {
    const made = madeUpExperiment({ model: "mlp(8)", reps: 2 }, () => ({ state: "done", accuracy: 0.9 }));
    const experiment = { ...made.experiment, name: "a name", note: "a note", tags: ["one", "two"] };
    const { columns, rows } = trialTable([await loadResults(made.source, experiment)]);
    const [first = []] = await collected(rows);
    const valuesOf = (wanted: string) => first[columns.findIndex(({ name }) => name === wanted)];
    expect(["experimentName", "experimentNote", "experimentTags"].map(valuesOf)).toEqual(["a name", "a note", "one two"]);
    const page = markdownReport(await reportOf(made.source, experiment, { commandFor: () => "droplab run" }));
    for (const text of ["# a name\n", "Tags", "one, two", "Note", "a note"]) expect(page).toContain(text);
  });

  test("are fields of files, too, and tags are words", () => {
    expect(parseExperiment({ note: "n", tags: ["a"] })).toEqual({ note: "n", tags: ["a"] });
    expect(() => parseExperiment({ tags: ["two words"] })).toThrow(
      'tags[0]: "two words" is not a word of at most 40 characters without spaces and commas',
    );
  });

  test.each([
    [["run", "--tag", "two words"], 'tag: "two words" is not a word of at most 40 characters without spaces and commas'],
    [["run", "--name", " "], 'name: " " is not a line of text'],
    [["run", "--name", "a\nb"], 'name: "a\\nb" is not a line of text'],
    [["label", "3f2a"], "label: nothing is said to change; give --name, --note, --tag or --untag"],
    [["label", "3f2a", "--tag", "a,b", "--untag", "b"], "label: b is to come and to go; give it with --tag or with --untag"],
  ])("are refused where they are none: %j", async (words, says) => {
    await expect(makeProgram(() => {}, words).parseAsync(words, { from: "user" })).rejects.toThrow(says);
  });
});

describe("15.11: list --filter", () => {
  const labelled: ExperimentRecord = {
    id: "0123456789",
    name: "Rates of iris",
    note: "for Ada",
    tags: ["paper"],
    definition: { protocol: "sound", maxNorm: 2, model: "mlp(8)", dataset: "iris.csv", grid: { dropout: [0, 0.4] } },
    command: "droplab sweep iris.json",
    created: "2026-01-01T00:00:00.000Z",
    updated: "2026-01-01T01:00:00.000Z",
    states: { queued: 0, running: 0, done: 20, failed: 0, interrupted: 0, pruned: 0 },
    numerics: ["1 fused"],
  };

  test.each([
    "",
    "RATES",
    "ada paper",
    "0123",
    "tag=paper",
    "state=done",
    "dropout=0.40",
    "max-norm=2",
    "maxNorm=2 dropout=0",
    "protocol=Sound",
    "optimizer=adam",
    "iterations=50000",
    'name="rates of"',
    "model=mlp(8)",
    "dataset=iris.csv l2=0",
    // what depends on others, or is of the data
    "learning-rate=0.001 weight-decay=0 momentum=0",
    "max-norm-scope=unit label-noise=0 data-seed=1",
  ])("%j finds it", (text) => expect(experimentFilter(text)(labelled)).toBe(true));

  test.each([
    "wine",
    "tag=pap",
    "state=running",
    "dropout=0.2",
    "max-norm=0",
    "protocol=post",
    "rates wine",
    "model=lenet",
    "note=Bob",
    "momentum=0.9",
    "learning-rate=0.01",
  ])("%j does not", (text) => expect(experimentFilter(text)(labelled)).toBe(false));

  test("refuses what cannot be asked", () => {
    expect(() => experimentFilter("tags=paper")).toThrow(/^filter: there is no tags to ask for; .*; did you mean tag\?$/);
    expect(() => experimentFilter("state=don")).toThrow(/^filter: state=don is not one of queued, running, done/);
  });
});

test.each([
  ["Asia/Tokyo", "2026-11-26T20:05:09.123Z", "2026-11-27 05:05:09"],
  ["America/New_York", "2026-07-01T01:05:09.123Z", "2026-06-30 21:05:09"],
])("15.11: times are those of the reader's place, as in %s", (TZ, iso, local) => {
  const script = `import { localTime } from ${JSON.stringify(import.meta.resolve("../src/cli/localTime.ts"))};
    console.log(localTime("${iso}", { seconds: true }), localTime("${iso}"), localTime(null));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", env: { ...process.env, TZ } });
  expect(said).toBe(`${local} ${local.slice(0, 16)} \n`);
});
