import { copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { packagedMnist } from "#data";
import { runCli } from "./runCli.ts";

const files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A copy of MNIST with something done to it. */
function damaged(damage: (path: (name: string) => string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  folders.push(folder);
  for (const file of files) copyFileSync(join(packagedMnist(), file), join(folder, file));
  damage((name) => join(folder, name));
  return folder;
}

/** One sentence on standard error, no stack trace, nothing on standard output, exit code 2. */
async function expectUsageError(args: readonly string[], says: RegExp) {
  const { code, stdout, stderr } = await runCli(args);
  expect(stderr).toMatch(says);
  expect(stderr.trim().split("\n").length).toBe(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).toMatch(/^droplab: /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
}

describe("bad input is refused with one sentence and exit code 2:", () => {
  test.each([
    [["--dropout", "1"], /"1" is not a rate in \[0, 1\)/],
    [["--dropout", "-0.1"], /"-0.1" is not a rate in \[0, 1\)/],
    [["--dropout", "NaN"], /"NaN" is not a rate in \[0, 1\)/],
    [["--dropout", "abc"], /"abc" is not a rate in \[0, 1\)/],
    [["--dropout", ""], /"" is not a rate in \[0, 1\)/],
    [["--max-norm", "-1"], /"-1" is not 0 \(off\) or a positive number/],
    [["--max-norm", "Infinity"], /"Infinity" is not 0 \(off\) or a positive number/],
    [["--reps", "0"], /"0" is not a whole number from 1 to/],
    [["--iterations", "1.5"], /"1.5" is not a whole number from 1 to/],
    [["--workers", "0"], /"0" is not a whole number from 1 to/],
    [["--seed", "-1"], /"-1" is not a whole number from 0/],
    [["--device", "gpu"], /gpu.*auto, native, wasm, reference/s],
    [["--protocol", "foo"], /foo.*post, sound/s],
    [["--device", "wasm", "--simd", "avx2"], /simd: avx2 is a width of the native device, not of wasm/],
    [["--dropuot", "0.4"], /unknown option '--dropuot'.*--dropout/s],
    [["0.4"], /too many arguments/],
  ])("run %j", async (args, says) => {
    await expectUsageError(["run", ...args], says);
  });

  test("an unknown command", () => expectUsageError(["runn"], /unknown command 'runn'.*run/s));

  test("a Node that is too old", async () => {
    const old = `data:text/javascript,${encodeURIComponent('Object.defineProperty(process.versions, "node", { value: "20.20.2" })')}`;
    const { code, stderr } = await runCli(["--help"], { node: ["--import", old] });
    expect(stderr).toMatch(/^droplab: Node 20.20.2 is too old, 24 or newer is needed; .*npm ci.*\n$/);
    expect(code).toBe(2);
  });
});

describe("data that is not MNIST is refused with one sentence and exit code 2:", () => {
  const run = (folder: string) => ["run", "-i", "1", "-r", "1", "--data-dir", folder];

  test("a folder that does not exist", () =>
    expectUsageError(run("/nowhere"), /train-images-idx3-ubyte: there is no such file; the folder must hold/));

  test("a missing file", () =>
    expectUsageError(run(damaged((path) => rmSync(path("t10k-labels-idx1-ubyte")))), /t10k-labels-idx1-ubyte: there is no such file/));

  test("a truncated file", () => {
    const cut = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 1_000_000));
    return expectUsageError(
      run(damaged((path) => cut(path("t10k-images-idx3-ubyte")))),
      /truncated: the header says 10000 × 28 × 28 = 7840000 bytes, the file has 999984/,
    );
  });

  test("swapped files", () =>
    expectUsageError(
      run(damaged((path) => copyFileSync(path("t10k-images-idx3-ubyte"), path("train-images-idx3-ubyte")))),
      /holds 10000 × 28 × 28 bytes, MNIST has 60000 × 28 × 28; are two files swapped\?/,
    ));

  test("a file with one wrong bit", () => {
    const flip = (path: string) => {
      const bytes = readFileSync(path);
      (bytes[5000] as number) ^= 1;
      writeFileSync(path, bytes);
    };
    return expectUsageError(run(damaged((path) => flip(path("train-labels-idx1-ubyte")))), /SHA-256 [0-9a-f]{12}… is not that of MNIST/);
  });
});

describe("output that cannot be written", () => {
  test("ends quietly when its reader goes away", async () => {
    const { code, stderr } = await runCli(["run", "-i", "20", "-r", "3", "--workers", "1"], { closeEarly: true });
    expect(stderr).not.toMatch(/^\s+at |EPIPE/m);
    expect(code).toBe(0);
  });

  test.runIf(process.platform === "linux")("ends with a sentence and exit code 1 when the disk is full", async () => {
    const { code, stderr } = await runCli(["run", "-i", "20", "-r", "1"], { stdout: openSync("/dev/full", "w") });
    expect(stderr).toMatch(/droplab: standard output cannot be written: .*ENOSPC/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});
