import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { StoreOptions } from "../src/cli/storeOptions.ts";
import { writeOutput } from "../src/cli/writeOutput.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const bin = join(import.meta.dirname, "..", "bin", "droplab.js");
const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const at = (name: string) => join(cwd, name);
const run = (...args: string[]) => runCli(args, { cwd });
let [exported, everything] = ["", ""];
beforeAll(async () => {
  writeTinyTable(cwd);
  await run("run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "10", "-r", "40");
  exported = (await run("export")).stdout;
  everything = (await run("export", "--json")).stdout;
});

/** What SQLite makes beside a store to read it has 32 KB. */
const LIMIT = 40 * 1024;
/** A shell in which no file gets longer: the system takes what fits and refuses the rest, as on a disk that is full. */
const onSmallDisk = (command: string) =>
  spawnSync("sh", ["-c", `ulimit -f ${LIMIT / 512}; trap '' XFSZ; exec ${process.execPath} ${bin} ${command}`], {
    cwd,
    encoding: "utf8",
  });

describe.runIf(process.platform === "linux")("15.1: output that is cut", () => {
  test.each([["list"], ["--help"], ["--version"]])("says so and ends with 1: %s", async (...args) => {
    const { code, stderr } = await runCli(args, { cwd, stdout: openSync("/dev/full", "w") });
    expect(stderr).toBe(
      "droplab: standard output cannot be written: no space left on device (ENOSPC); free some space, or write elsewhere\n",
    );
    expect(code).toBe(1);
  });

  test("also where the disk takes its beginning", () => {
    expect(everything.length).toBeGreaterThan(2 * LIMIT);
    const { status, stderr } = onSmallDisk("export --json > cut.json");
    expect(readFileSync(at("cut.json"), "utf8")).toBe(everything.slice(0, LIMIT));
    expect(stderr).toBe("droplab: standard output cannot be written: file too large (EFBIG); free some space, or write elsewhere\n");
    expect(status).toBe(1);
  });

  test("on standard error does not end the work, and is said in the end", async () => {
    const { status, stdout } = spawnSync(
      "sh",
      ["-c", `exec ${process.execPath} ${bin} run --dataset tiny.csv --model 'mlp(2)' -i 20 -r 1 --no-store 2> /dev/full`],
      {
        cwd,
        encoding: "utf8",
      },
    );
    expect(stdout).toContain("mean accuracy (1 run)");
    expect(status).toBe(1);
  });
});

describe("15.1: -o writes a file whole or not at all", () => {
  /** Files that an export may take the place of. */
  const [oldJson, oldCsv] = ['{"format":"droplab experiments 4","experiments":[', "experiment,experimentName,trial"];
  const leftovers = () => readdirSync(cwd).filter((name) => name.endsWith(".part"));

  test.runIf(process.platform === "linux")("one that does not fit leaves what was there before", () => {
    writeFileSync(at("old.json"), oldJson);
    const { status, stderr } = onSmallDisk("export --json -o old.json");
    expect(stderr).toBe(
      "droplab: output: old.json cannot be written: file too large (EFBIG); free some space, or name another file with --output\n",
    );
    expect([status, readFileSync(at("old.json"), "utf8"), leftovers()]).toEqual([1, oldJson, []]);
  });

  test.each<[NodeJS.Signals, number]>([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("%s takes away what is written of a file, and ends with %i", async (signal, code) => {
    const exit = vi.spyOn(process, "exit").mockImplementation((status) => {
      throw new Error(`exit ${status}`);
    });
    writeFileSync(at("long.json"), oldJson);
    async function* endless() {
      for (;;) {
        yield "more";
        await new Promise((resolve) => setTimeout(resolve, 5));
        process.emit(signal, signal);
      }
    }
    await expect(writeOutput(at("long.json"), endless(), { store: false } as StoreOptions)).rejects.toThrow(`exit ${code}`);
    exit.mockRestore();
    expect([readFileSync(at("long.json"), "utf8"), leftovers(), process.listenerCount(signal)]).toEqual([oldJson, [], 0]);
  });

  test("it keeps the rights of the file that it replaces, and one that may not be written stays", async () => {
    writeFileSync(at("mine.csv"), oldCsv, { mode: 0o640 });
    expect((await run("export", "-o", "mine.csv")).code).toBe(0);
    expect([readFileSync(at("mine.csv"), "utf8"), statSync(at("mine.csv")).mode & 0o777]).toEqual([exported, 0o640]);
    if (process.getuid?.() === 0) return;
    chmodSync(at("mine.csv"), 0o440);
    expect(await run("export", "-o", "mine.csv")).toMatchObject({ code: 2, stderr: expect.stringContaining("(EACCES)") });
  });

  test("links of both kinds are written through", async () => {
    for (const name of ["target.csv", "one.csv"]) writeFileSync(at(name), oldCsv);
    symlinkSync("target.csv", at("link.csv"));
    linkSync(at("one.csv"), at("other.csv"));
    for (const name of ["link.csv", "other.csv"]) expect((await run("export", "-o", name)).code).toBe(0);
    expect(lstatSync(at("link.csv")).isSymbolicLink()).toBe(true);
    for (const name of ["target.csv", "one.csv"]) expect(readFileSync(at(name), "utf8")).toBe(exported);
  });

  test.runIf(process.platform === "linux")("devices and pipes are written through", async () => {
    expect(await run("export", "-o", "/dev/full")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^droplab: output: \/dev\/full .*ENOSPC/),
    });
    expect(lstatSync("/dev/full").isCharacterDevice()).toBe(true);
    spawnSync("mkfifo", [at("pipe")]);
    const through = `${process.execPath} ${bin} export -o pipe & cat pipe`;
    expect(spawnSync("sh", ["-c", through], { cwd, encoding: "utf8" }).stdout).toBe(exported);
  });

  test("the store itself is no output, by whatever name, nor is what has no name", async () => {
    symlinkSync("droplab.db", at("alias.db"));
    const before = readFileSync(at("droplab.db"));
    for (const name of ["droplab.db", "alias.db"])
      expect(await run("export", "--csv", "-o", name)).toMatchObject({
        code: 2,
        stderr: `droplab: output: ${name} is the store itself; name another file with --output\n`,
      });
    expect(readFileSync(at("droplab.db")).equals(before)).toBe(true);
    for (const name of ["", ".", "no/such/folder/x.csv"])
      expect(await run("export", "-o", name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("name another file with --output"),
      });
    expect([leftovers(), existsSync(at("no"))]).toEqual([[], false]);
  });
});
