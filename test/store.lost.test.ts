import { copyFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Laboratory, LostStoreError } from "#experiment";
import { openLaboratory, readLaboratory } from "#store";
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
    renameSync(file, `${file}.old`);
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
