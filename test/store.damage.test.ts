import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { DamagedStoreError, filled, type Laboratory, StoreError, type StoreReader } from "#experiment";
import { openLaboratory, readLaboratory } from "#store";
import { evaluation, offered, partsFrom, planOf, result, takeOne } from "./laboratories.ts";
import { runCli } from "./runCli.ts";

const about = { host: "host", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "droplab run" };
const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const file = join(cwd, "droplab.db");
let whole: Buffer;
let [done, stopped, experiment] = ["", "", ""];

/** A store with a run that is done and one that was stopped at a checkpoint. */
beforeAll(async () => {
  const laboratory = openLaboratory(file, { about });
  const plan = await offered(laboratory, planOf(2));
  experiment = plan.id;
  const finished = await takeOne(laboratory, plan);
  await laboratory.store.record([{ claim: finished, iteration: 5, seconds: 1, evaluations: [evaluation(5)] }]);
  await laboratory.store.finish(finished, result, 2, [...partsFrom(1), new Float32Array(2000).fill(0.5)]);
  const open = await takeOne(laboratory, plan);
  await laboratory.store.saveCheckpoint(open, { iteration: 10, wordsPerNumber: 1, stateWords: 3 }, partsFrom(7));
  await laboratory.store.interrupt(open, 1);
  [done, stopped] = [finished.id, open.id];
  await laboratory.close();
  whole = readFileSync(file);
});

const nothing = new Float32Array(0);

/** What people do research with: all but who worked, and how far a run is that is not done. */
async function read(store: StoreReader): Promise<unknown> {
  const runs: unknown[] = [];
  const members = await store.members(experiment);
  for (const { trial: id } of members) {
    const record = await store.trial(id);
    if (!record) throw new StoreError("store: a run was removed, as far as one can see");
    const { owner: _, started, finished, iteration, seconds, attempt, failures, losses, ...rest } = record;
    const ofDone = rest.state === "done" && { started, finished, iteration, seconds, attempt, failures, losses };
    const weights = await store.weights(id);
    const checkpoint = await store.checkpoint(id);
    const numbers = [
      weights && (await filled(weights, nothing)),
      checkpoint && [checkpoint.iteration, await filled(checkpoint.parts, nothing)],
    ];
    runs.push([rest, ofDone, await store.evaluations(id), ...numbers]);
  }
  if (members.length < 2) throw new StoreError("store: a run was removed, as far as one can see");
  const [{ definition, command } = {}] = await store.experiments();
  return [runs, members, definition, command];
}

/** Changes something behind droplab's back. */
function change(sql: string): void {
  writeFileSync(file, whole);
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
const droplab = (...args: string[]) => runCli(args, { cwd });

describe("15.6: flipped bytes", () => {
  test("anywhere in the file are named, or change no answer", async () => {
    const copy = join(cwd, "flipped.db");
    writeFileSync(copy, whole);
    const reader = readLaboratory(copy);
    const answers = await read(reader);
    await reader.close();
    const random = new RandomSequence(1, "noise");
    const place = (below: number) => Math.floor(below * random.uniform());
    const silent: unknown[] = [];
    let [named, unseen] = [0, 0];
    for (let flip = 0; flip < 400; flip++) {
      const bytes = Buffer.from(whole);
      const at = place(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << place(8));
      writeFileSync(copy, bytes);
      let store: StoreReader | undefined;
      try {
        store = readLaboratory(copy);
        const now = await read(store);
        if (JSON.stringify(now) !== JSON.stringify(answers)) silent.push(`${at}: ${JSON.stringify(now)}`);
        unseen++;
      } catch (error) {
        if (!/^store: /.test((error as Error).message)) silent.push(`${at}: ${error}`);
        named++;
        const isRemoved = /as far as one can see/.test((error as Error).message);
        if (isRemoved && (await store?.check())?.damages.length === 0) silent.push(`${at}: ${error}`);
      }
      await store?.close();
    }
    expect(silent).toEqual([]);
    expect([named > 20, named + unseen]).toEqual([true, 400]);
  });

  test.each([
    ["the record", "UPDATE trials SET result = replace(result, '0.5', '0.6') WHERE state = 'done'"],
    ["the record", "UPDATE trials SET seconds_since = 77 WHERE state = 'done'"],
    ["the record", "PRAGMA ignore_check_constraints = 1; UPDATE trials SET state = 'dooe' WHERE state = 'done'"],
    ["the evaluations", "UPDATE evaluations SET accuracy = accuracy + 1e-9"],
    [
      "the weights",
      "UPDATE parts SET floats = x'00000001' || substr(floats, 5) WHERE trial = (SELECT number FROM trials WHERE state = 'done')",
    ],
    ["the weights", "DELETE FROM parts WHERE trial = (SELECT number FROM trials WHERE state = 'done')"],
  ])("of a run: %s (%s)", async (what, sql) => {
    change(sql);
    const store = readLaboratory(file);
    const reading = await read(store).catch((error: unknown) => error);
    const { damages } = await store.check();
    await store.close();
    expect(reading).toBeInstanceOf(DamagedStoreError);
    expect(damages.filter(({ thing }) => thing === "run").at(-1)).toEqual({ thing: "run", id: done, what });
  });

  test.each([
    ["UPDATE trials SET reading = 'x' || substr(reading, 2) WHERE state = 'done'"],
    ["UPDATE readings SET name = 'x' || substr(name, 2)"],
    ["DELETE FROM readings"],
  ])("of how the data of a run were read (%s)", async (sql) => {
    change(sql);
    const store = readLaboratory(file);
    const { damages } = await store.check();
    await store.close();
    expect(damages).toContainEqual({ thing: "run", id: done, what: "the reading of the data" });
  });

  test("of a checkpoint and of an experiment", async () => {
    change(
      "UPDATE parts SET floats = x'00000001' || substr(floats, 5); UPDATE experiments SET definition = replace(definition, '2', '3'); UPDATE members SET repetition = 7 WHERE repetition = 1",
    );
    const store = readLaboratory(file);
    const { damages } = await store.check();
    await store.close();
    expect(damages).toEqual([
      { thing: "experiment", id: experiment, what: "the definition" },
      { thing: "experiment", id: experiment, what: "the list of runs" },
      ...[done, stopped].sort().map((id) => ({ thing: "run", id, what: id === done ? "the weights" : "the checkpoint" })),
    ]);
  });

  test("are told by the command line, which goes on when the run is removed", async () => {
    change("UPDATE trials SET result = 'not JSON' WHERE state = 'done'");
    expect(await droplab("check")).toMatchObject({
      code: 1,
      stderr: "",
      stdout: expect.stringContaining(`run ${done}: the record is damaged\n`),
    });
    const says = `droplab: store: droplab.db is damaged: the record of run ${done} is not what was written; droplab check names all that is so, and droplab rm ${done} --yes removes the run, which its command then makes anew\n`;
    expect(await droplab("show", experiment)).toMatchObject({ code: 2, stdout: "", stderr: says });
    expect(await droplab("rm", done)).toMatchObject({ code: 2, stderr: says });
    expect(await droplab("rm", done, "--yes")).toMatchObject({
      code: 0,
      stderr: `droplab: removed ${done}, of which something was damaged\n`,
    });
    expect(await droplab("check")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^droplab.db: 1 experiment, 1 run, .*: all is as it was written\n$/),
    });
  });
});

test("15.6: of a file that was cut short check says so, and no more, with exit code 1", async () => {
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  writeFileSync(join(folder, "droplab.db"), whole.subarray(0, whole.length / 3));
  const { code, stderr } = await runCli(["check"], { cwd: folder });
  expect([code, stderr]).toEqual([1, expect.stringContaining("it is so from its beginning, and cannot be read; move it away")]);
});

describe("15.6: what is of no use any more", () => {
  const MEGABYTES = 4;
  /** A store with a large run of an experiment, one of none, and a checkpoint of one that failed. */
  async function filled(): Promise<{ laboratory: Laboratory; file: string; ids: string[]; experiment: string }> {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "droplab.db");
    const laboratory = openLaboratory(file, { about });
    const plan = await offered(laboratory, planOf(3));
    const numbers = [new Float32Array((MEGABYTES * 1e6) / 4)];
    const ids: string[] = [];
    for (let run = 0; run < 3; run++) {
      const claim = await takeOne(laboratory, plan);
      ids.push(claim.id);
      await laboratory.store.saveCheckpoint(claim, { iteration: 1, wordsPerNumber: 1, stateWords: 1 }, numbers);
      if (run === 0) await laboratory.store.finish(claim, result, 1, numbers);
      if (run === 1) await laboratory.store.fail(claim, { message: "boom", stack: "" }, 1, 1);
      if (run === 2) await laboratory.store.interrupt(claim, 1);
    }
    return { laboratory, file, ids, experiment: plan.id };
  }
  const megabytes = (name: string) => Math.round(statSync(name).size / 1e6);

  test("is shown by check and removed by tidy, which gives its room back; what is of use stays", async () => {
    const { laboratory, file: name, ids } = await filled();
    const { store } = laboratory;
    const database = new DatabaseSync(name);
    database.exec(`DELETE FROM members WHERE trial = (SELECT number FROM trials WHERE id = '${ids[0]}')`);
    database.close();
    expect((await store.check()).idle).toEqual({ runs: 1, done: 1, checkpoints: 1, bytes: 2 * MEGABYTES * 1e6 });
    const before = megabytes(name);
    await store.tidy();
    expect((await store.check()).idle).toEqual({ runs: 0, done: 0, checkpoints: 0, bytes: 0 });
    expect(await store.trial(ids[0] as string)).toBeUndefined();
    expect((await store.trial(ids[1] as string))?.state).toBe("failed");
    expect(await store.checkpoint(ids[2] as string)).toMatchObject({ iteration: 1 });
    await laboratory.close();
    expect([before, megabytes(name)]).toEqual([3 * MEGABYTES, MEGABYTES]);
  });

  test("rm gives the room back, also in a store that was made before this was so", async () => {
    const { laboratory, file: name, experiment: id } = await filled();
    await laboratory.close();
    const database = new DatabaseSync(name);
    database.exec("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
    database.close();
    expect(megabytes(name)).toBe(3 * MEGABYTES);
    const again = openLaboratory(name, { about });
    await again.store.removeExperiment(id);
    await again.close();
    expect(megabytes(name)).toBe(0);
  });

  test("is told by the command line; runs that are done go with --yes alone, and nothing goes from a store that is damaged", async () => {
    change("DELETE FROM members WHERE trial = (SELECT number FROM trials WHERE state = 'done'); UPDATE experiments SET sum = NULL");
    expect((await droplab("check")).stdout).toMatch(
      /\n1 run of no experiment \(1 done\) is of no use any more: droplab check --tidy removes it\n$/,
    );
    expect(await droplab("check", "--tidy")).toMatchObject({
      code: 2,
      stderr: "droplab: check: 1 finished run of no experiment would be lost; add --yes to remove it\n",
    });
    expect((await droplab("check", "--tidy", "--yes")).stderr).toMatch(
      /^droplab: removed 1 run of no experiment \(1 done\); the store has /,
    );
    change("UPDATE trials SET result = 'not JSON' WHERE state = 'done'");
    expect(await droplab("check", "--tidy")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/the record is damaged; a store that is damaged is not tidied/),
    });
  });
});
