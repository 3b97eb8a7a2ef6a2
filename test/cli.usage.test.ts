import { openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nativeWidths } from "#engine";
import { damagedMnist, flipBit } from "./damagedMnist.ts";
import { runCli } from "./runCli.ts";

/** One sentence on one line of standard error, nothing on standard output, exit code 2. */
async function expectUsageError(args: readonly string[], says: string | RegExp) {
  const { code, stdout, stderr } = await runCli(args);
  const sentence = /^droplab: (.*)\n$/.exec(stderr)?.[1] ?? stderr;
  if (typeof says === "string") expect(sentence).toBe(says);
  else expect(sentence).toMatch(says);
  expect(sentence).not.toMatch(/^\s+at |\. |\n/m);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
}

describe("bad input is refused with one sentence and exit code 2:", () => {
  test.each([
    [["--dropout", "1"], 'dropout: "1" is not a rate in [0, 1)'],
    [["--dropout", "-0.1"], 'dropout: "-0.1" is not a rate in [0, 1)'],
    [["--dropout", "NaN"], 'dropout: "NaN" is not a rate in [0, 1)'],
    [["--dropout", "abc"], 'dropout: "abc" is not a rate in [0, 1)'],
    [["--dropout", ""], 'dropout: "" is not a rate in [0, 1)'],
    [["-d", "0,4"], 'dropout: "0,4" is not a rate in [0, 1)'],
    [["--dropout", "0.4", "--dropout", "2"], 'dropout: "2" is not a rate in [0, 1)'],
    [["--dropout"], "option '-d, --dropout <rate>' argument missing"],
    [["--max-norm", "-1"], 'max-norm: "-1" is not 0 (off) or a positive number'],
    [["--max_norm", "Infinity"], 'max-norm: "Infinity" is not 0 (off) or a positive number'],
    [["--reps", "0"], 'reps: "0" is not a whole number from 1 to 1000000'],
    [["--iterations", "1.5"], 'iterations: "1.5" is not a whole number from 1 to 1000000000'],
    [["--workers", "0"], 'workers: "0" is not a whole number from 1 to 1024'],
    [["--seed", "-1"], 'seed: "-1" is not a whole number from 0 to 9007199254740991'],
    [["--seed", "9007199254740993"], 'seed: "9007199254740993" is not a whole number from 0 to 9007199254740991'],
    [["--device", "gpu"], 'device: "gpu" is not one of auto, native, wasm, reference'],
    [["--protocol", "foo"], 'protocol: "foo" is not one of post, sound'],
    [["--simd", "sse"], 'simd: "sse" is not one of auto, avx512, avx2, neon, baseline'],
    [["--simd", "avx512", "--device", "wasm"], "simd: avx512 is a width of the native device, not of wasm"],
    [["--dropuot", "0.4"], "unknown option '--dropuot'; did you mean --dropout?"],
    [["--max_nrom", "25"], "unknown option '--max-nrom'; did you mean --max-norm?"],
    [["--frobnicate"], "unknown option '--frobnicate'"],
    [["0.4"], "too many arguments for 'run': expected 0 arguments but got 1: 0.4"],
  ])("run %j", (args, says) => expectUsageError(["run", ...args], says));

  test("an unknown command", () => expectUsageError(["runn"], "unknown command 'runn'; did you mean run?"));

  test("a vector width that this machine does not have", async () => {
    const missing = ["avx512", "neon"].find((width) => !nativeWidths().includes(width)) as string;
    await expectUsageError(
      ["run", "--simd", missing],
      new RegExp(`^simd: ${missing} (does not run on this processor, which has|is a width of)`),
    );
  });

  test("a Node that is too old", async () => {
    const preload = 'Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
    const { code, stdout, stderr } = await runCli(["--help"], { preload });
    expect(stderr).toMatch(/^droplab: Node 20\.20\.2 is too old, 24 or newer is needed; .*npm ci.*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("data that is not MNIST is refused with one sentence and exit code 2:", () => {
  const run = (folder: string) => ["run", "-i", "1", "-r", "1", `--data_dir=${folder}`];

  test("a folder that does not exist, whose name keeps its underscores", () =>
    expectUsageError(run("/no_where"), /^\/no_where\/train-images-idx3-ubyte: there is no such file; the folder must hold/));

  test.each([
    ["a missing file", { "t10k-labels-idx1-ubyte": "removed" }, /t10k-labels-idx1-ubyte: there is no such file/],
    [
      "a truncated file",
      { "t10k-images-idx3-ubyte": (bytes: Uint8Array) => bytes.subarray(0, 1_000_000) },
      /t10k-images-idx3-ubyte: truncated: the header says 10000 × 28 × 28 = 7840000 bytes, the file has 999984$/,
    ],
    [
      "swapped files",
      { "train-images-idx3-ubyte": "t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte": "train-images-idx3-ubyte" },
      /train-images-idx3-ubyte: holds 10000 × 28 × 28 bytes, MNIST has 60000 × 28 × 28; are two files swapped\?$/,
    ],
    [
      "a file with one wrong bit",
      { "train-labels-idx1-ubyte": flipBit(5000) },
      /train-labels-idx1-ubyte: SHA-256 [0-9a-f]{12}… is not that of MNIST \(65a50cbbf4e9…\)/,
    ],
  ] as const)("%s", (_, damage, says) => expectUsageError(run(damagedMnist(damage)), says));

  test("a folder that is a file", () =>
    expectUsageError(run(join(import.meta.dirname, "runCli.ts")), /train-images-idx3-ubyte: what should be its folder is a file/));
});

describe("output that cannot be written", () => {
  test("ends quietly when its reader goes away", async () => {
    const { code, stdout, stderr } = await runCli(["run", "-i", "20", "-r", "50", "--workers", "1"], { closeEarly: true });
    expect(stdout).toMatch(/^run {2}1 .*\n$/);
    expect(stderr).not.toMatch(/^\s+at |EPIPE|droplab:/m);
    expect(code).toBe(0);
  });

  test.runIf(process.platform === "linux")("ends with one sentence and exit code 1 when the disk is full", async () => {
    const { code, stderr } = await runCli(["run", "-i", "20", "-r", "1"], { stdout: openSync("/dev/full", "w") });
    expect(stderr.match(/^droplab: .*$/gm)).toEqual([expect.stringMatching(/^droplab: standard output cannot be written: .*ENOSPC/)]);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});
