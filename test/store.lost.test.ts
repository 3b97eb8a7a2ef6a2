import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Laboratory, LostStoreError } from "#experiment";
import { openLaboratory, readLaboratory } from "#store";
import { mountPointsIn } from "../src/store/sqlite/mountedAlone.ts";
import { evaluation, keptOf, offered, partsFrom, planOf, result, sqlite, takeOne } from "./laboratories.ts";
import { runCli } from "./runCli.ts";
import { storeContent } from "./storeContent.ts";
import { writeTinyTable } from "./tinyTable.ts";

describe("15.3: a store that is removed while it is open", () => {
  test("tells its worker with the next beat, takes what it has, and says when it is closed that all is kept elsewhere", async () => {
    const implementation = sqlite();
    const laboratory = implementation.open();
    const plan = await offered(laboratory, planOf(2));
    const claim = await takeOne(laboratory, plan);
    await laboratory.queue.beat([claim]);
    implementation.lose();
    await expect(laboratory.queue.beat([claim])).rejects.toThrow(LostStoreError);
    expect(await laboratory.store.finish(claim, result, 1, partsFrom(1))).toBe(true);
    await expect(laboratory.close()).rejects.toThrow(LostStoreError);
    await laboratory.close(); // once
    await implementation.end();
  });
});

const about = { host: "host", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "droplab run" };
const folder = () => mkdtempSync(join(tmpdir(), "droplab-"));

/** A store of a run that is done, open; and what is to be kept of it. */
async function opened(): Promise<{ file: string; laboratory: Laboratory; id: string; kept: unknown }> {
  const file = join(folder(), "droplab.db");
  const laboratory = openLaboratory(file, { about });
  const plan = await offered(laboratory, planOf(1));
  const claim = await takeOne(laboratory, plan);
  await laboratory.store.record([{ claim, iteration: 5, seconds: 1, evaluations: [evaluation(5)] }]);
  await laboratory.store.finish(claim, result, 2, partsFrom(1, 2));
  return { file, laboratory, id: claim.id, kept: await keptOf(laboratory, claim.id) };
}

/** What a store says when it is closed. */
const closing = (laboratory: Laboratory) =>
  laboratory.close().then(
    () => "nothing",
    (error: Error) => error.message,
  );

async function keptIn(file: string, id: string): Promise<unknown> {
  const store = readLaboratory(file);
  const kept = await keptOf({ store } as Laboratory, id);
  await store.close();
  return kept;
}

describe("15.3: a store in a file", () => {
  test("that was removed is kept beside its name, whole", async () => {
    const { file, laboratory, id, kept } = await opened();
    rmSync(file);
    const beside = join(file, "..", "droplab.kept.db");
    expect(await closing(laboratory)).toBe(
      `store: ${file} was removed while this ran; what it held and what was made since is in ${beside}: move that to ${file} and type the command again to go on`,
    );
    expect(await keptIn(beside, id)).toEqual(kept);
    renameSync(beside, file);
    const again = openLaboratory(file, { about });
    expect(await keptOf(again, id)).toEqual(kept);
    await again.close();
  });

  test("that was replaced is kept beside, and the one in its place stays as it was put there", async () => {
    const { file, laboratory, id, kept } = await opened();
    const other = join(folder(), "other.db");
    await openLaboratory(other, { about }).close();
    copyFileSync(other, `${file}.new`);
    renameSync(`${file}.new`, file);
    writeFileSync(join(file, "..", "droplab.kept.db"), "another's"); // nothing is written over
    expect(await closing(laboratory)).toMatch(
      / was replaced by another file while this ran; .* is in .*droplab\.kept-2\.db: name that with --store and /,
    );
    expect(await keptIn(join(file, "..", "droplab.kept-2.db"), id)).toEqual(kept);
    const there = readLaboratory(file);
    expect(await there.experiments()).toEqual([]);
    await there.close();
  });

  test("whose whole folder was removed is kept among temporary files", async () => {
    const { file, laboratory, id, kept } = await opened();
    rmSync(join(file, ".."), { recursive: true });
    const says = await closing(laboratory);
    const where = / is in (.*): move that to /.exec(says)?.[1] as string;
    expect([where.startsWith(tmpdir()), existsSync(where)]).toEqual([true, true]);
    expect(await keptIn(where, id)).toEqual(kept);
    rmSync(where);
  });

  test("that another process has open as well is not closed over its head", async () => {
    const { file, laboratory } = await opened();
    for (const ending of ["", "-wal", "-shm"]) renameSync(`${file}${ending}`, `${file}.old${ending}`);
    const next = openLaboratory(file, { about });
    await next.store.saveExperiment(planOf(1), "droplab run");
    expect(await closing(laboratory)).toContain("was replaced");
    expect((await next.store.experiments()).length).toBe(1);
    await next.close();
    const reader = readLaboratory(file);
    expect((await reader.experiments()).length).toBe(1);
    await reader.close();
  });
});

test("15.3: a sweep whose store is removed says so, and goes on with the same digits once what was kept is put back", async () => {
  const [calm, rough] = [folder(), folder()];
  for (const cwd of [calm, rough]) writeTinyTable(cwd);
  const args = ["run", "--dataset", "tiny.csv", "--model", "mlp(4)", "-i", "20000", "-r", "2", "--workers", "1"];
  await runCli(args, { cwd: calm });
  const { code, stderr, stdout } = await runCli(args, {
    cwd: rough,
    onError(text) {
      if (/\d\/20000/.test(text)) rmSync(join(rough, "droplab.db"), { force: true });
    },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/\ndroplab: store: .*droplab\.db was removed while this ran; .* is in .*droplab\.kept\.db: move that to .*\n$/);
  expect(stdout).not.toContain("kept");
  expect(readdirSync(rough).filter((name) => name.endsWith(".db"))).toEqual(["droplab.kept.db"]);
  renameSync(join(rough, "droplab.kept.db"), join(rough, "droplab.db"));
  expect((await runCli(args, { cwd: rough })).code).toBe(0);
  expect(storeContent(join(rough, "droplab.db"))).toEqual(storeContent(join(calm, "droplab.db")));
});

describe("15.3: a store over which another file was copied", () => {
  const words = "run --dataset tiny.csv --model mlp(64) --batch-size 5 --workers 1 --protocol sound".split(" ");
  const backed = async () => {
    const cwd = folder();
    const at = (name: string) => join(cwd, name);
    writeTinyTable(cwd);
    expect((await runCli([...words, "-i", "20", "-r", "2"], { cwd })).code).toBe(0);
    copyFileSync(at("droplab.db"), at("backup.db"));
    for (const seed of ["20", "40"]) expect((await runCli([...words, "-i", "20", "-r", "9", "--seed", seed], { cwd })).code).toBe(0);
    expect(statSync(at("droplab.db")).size).toBeGreaterThan(statSync(at("backup.db")).size);
    return { cwd, at };
  };

  test("while a sweep runs ends it in a sentence, and the copy that was put there opens again", async () => {
    const { cwd, at } = await backed();
    let isCopied = false;
    const { code, stderr } = await runCli([...words, "-i", "40000", "-r", "2"], {
      cwd,
      onError(text) {
        if (isCopied || !/[1-9]\d*\/40000/.test(text)) return;
        isCopied = true;
        copyFileSync(at("backup.db"), at("droplab.db"));
      },
    });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /\ndroplab: store: \S*droplab\.db was written over by another program while this ran; what is left of it is in .*\n$/,
      ),
    ]);
    const list = await runCli(["list"], { cwd });
    if (list.code !== 0) for (const ending of ["-wal", "-shm"]) rmSync(at(`droplab.db${ending}`), { force: true });
    expect((await runCli(["check"], { cwd })).stdout).toMatch(/: 1 experiment, 2 runs.* all is as it was written/);
  });

  test("that has the news of a killed process beside it is not written to, and opens as it is without them", async () => {
    const { cwd, at } = await backed();
    const killed = sqlite(at("droplab.db"));
    await offered(killed.open(), planOf(40));
    for (const ending of ["-wal", "-shm"]) copyFileSync(at(`droplab.db${ending}`), at(`left${ending}`));
    await killed.end();
    copyFileSync(at("backup.db"), at("droplab.db"));
    for (const ending of ["-wal", "-shm"]) copyFileSync(at(`left${ending}`), at(`droplab.db${ending}`));
    const whole = readFileSync(at("droplab.db"));
    const [{ id }] = JSON.parse((await runCli(["list", "--json", "--store", "backup.db"], { cwd })).stdout);
    for (const asked of [
      ["label", id, "--tag", "a"],
      ["rm", id, "--yes"],
      [...words, "-i", "30"],
    ]) {
      const { code, stderr } = await runCli(asked, { cwd });
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/droplab\.db is whole, and \S*droplab\.db-wal is of another state of it.*nothing was written\n$/),
      ]);
    }
    const check = await runCli(["check"], { cwd });
    expect([check.code, check.stdout, check.stderr]).toEqual([
      1,
      "",
      expect.stringMatching(/droplab\.db (?:is whole, and|does not fit) \S*droplab\.db-wal/),
    ]);
    expect((await runCli(["list"], { cwd })).stderr).toContain("droplab.db does not fit droplab.db-wal, as where a copy was put back");
    expect(readFileSync(at("droplab.db")).equals(whole)).toBe(true);
    for (const ending of ["-wal", "-shm"]) rmSync(at(`droplab.db${ending}`));
    expect((await runCli(["check"], { cwd })).stdout).toMatch(/: 1 experiment, 2 runs.* all is as it was written/);
  });
});

test("15.3: what is mounted is read from Linux", () => {
  const line = (place: string) => `36 35 98:0 /mnt1 ${place} rw,noatime master:1 - ext3 /dev/root rw,errors=continue`;
  expect(mountPointsIn([line("/data/droplab.db"), line("/with\\040blank\\134s"), ""].join("\n"))).toEqual([
    "/data/droplab.db",
    "/with blank\\s",
    "",
  ]);
});
