import { beforeAll, describe, expect, test } from "vitest";
import { deviceNames, nativeWidths } from "#devices";
import { type CliResult, runCli } from "./runCli.ts";
import { screen } from "./screen.ts";

const short = ["run", "-i", "40", "-r", "3", "--seed", "3", "--dropout", "0.4", "--max-norm", "2"];

/** What it prints, as text and as JSON; each is run once, for all that look at it. */
let printed: CliResult;
let asJson: CliResult;
beforeAll(async () => {
  [printed, asJson] = await Promise.all([runCli(short), runCli([...short, "--json"])]);
});

describe("droplab run", () => {
  test("prints runs in order and the post's line last, on standard output alone", () => {
    const { code, stdout, stderr } = printed;
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, -2).map((line) => line.match(/^run +(\d+) +\d+\.\d\d% {2}at iteration 40/)?.[1])).toEqual(["1", "2", "3"]);
    expect(lines.at(-1)).toMatch(/^mean accuracy \(3 runs\): \d+(\.\d+)? \+\/- \d+(\.\d+)?$/);
    expect(stderr).toMatch(/^run \d {2}.*\d+\/40\n\d of 3 runs finished/m);
    expect(stdout + stderr).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  test("13.31: prints the calibration of its runs, as the mean of what each has", () => {
    const runs: { result: { calibration: { negativeLogLikelihood: number; expectedCalibrationError: number } } }[] = JSON.parse(
      asJson.stdout,
    ).runs;
    const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
    const loss = meanOf(runs.map(({ result }) => result.calibration.negativeLogLikelihood)).toFixed(4);
    const error = (100 * meanOf(runs.map(({ result }) => result.calibration.expectedCalibrationError))).toFixed(2);
    expect(printed.stdout.split("\n").at(-3)).toBe(`mean NLL (3 runs): ${loss} nats, mean ECE: ${error}% (15 bins), on the test examples`);
  });

  test("gives the whole result as JSON, in agreement with the text", () => {
    const { runs, summary, configuration } = JSON.parse(asJson.stdout);
    expect(configuration).toMatchObject({
      protocol: "post",
      methods: { dropout: 0.4, maxNorm: 2, maxNormScope: "kernel" },
      iterations: 40,
      reps: 3,
      seed: 3,
    });
    const accuracies = runs.map((run: { result: { accuracy: number } }) => run.result.accuracy);
    expect(printed.stdout.match(/(?<=^run.*)\d+\.\d\d%/gm)).toEqual(
      accuracies.map((accuracy: number) => `${(100 * accuracy).toFixed(2)}%`),
    );
    expect(summary.mean).toBeCloseTo(accuracies.reduce((a: number, b: number) => a + b) / 3, 12);
    expect(summary.deviation).toBe("population");
    expect(runs[0].evaluations[0]).toMatchObject({ iteration: 40, deadClasses: expect.any(Array), kernelNorms: expect.any(Array) });
  });

  test("takes --max_norm for --max-norm", async () => {
    const args = ["run", "-i", "20", "-r", "1", "--json"];
    const [post, ours] = await Promise.all([runCli([...args, "--max_norm", "1"]), runCli([...args, "--max-norm", "1"])]);
    expect(JSON.parse(post.stdout).runs).toEqual(JSON.parse(ours.stdout).runs);
  });

  test("says every evaluation on standard error with --verbose", async () => {
    const { stderr } = await runCli(["run", "-i", "120", "-r", "1", "-v"]);
    expect(stderr).toMatch(/^run 1 \[100\/120\] loss: [\d.]+, accuracy: [\d.]+%, norms: ([\d.]+ ){4}[\d.]+$/m);
    expect(stderr).toMatch(/^run 1 \[120\/120\] loss: /m);
  });
});

describe("in a terminal", () => {
  test("bars show, go away again, and give the cursor back", async () => {
    const frames: string[][] = [];
    let drawn = "";
    const { code, stdout, stderr } = await runCli(short, {
      terminal: 60,
      onError: (text) => {
        drawn += text;
        frames.push(screen(drawn).lines);
      },
    });
    for (const lines of frames.filter(({ length }) => length)) {
      expect(lines.at(-1)).toMatch(/^\d of 3 runs finished/);
      for (const line of lines.slice(0, -1)) expect(line).toMatch(/^run \d {2}([█░]{6,24} {2}[ \d]\d\/40\b|[ \d]\d\/40\b.* left$)/); // the time left may take the bar's room
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    }
    expect(Math.max(...frames.map(({ length }) => length))).toBeGreaterThan(1);
    expect(frames.flat().some((line) => /^run \d {2}[█░]{6,24} {2}/.test(line))).toBe(true);
    expect(screen(stderr)).toEqual({ lines: [], cursor: true });
    expect(stdout).toBe(printed.stdout);
    expect(code).toBe(0);
  });

  test("the cursor comes back when the reader of standard output goes away", async () => {
    const { code, stderr } = await runCli(["run", "-i", "20", "-r", "50", "--workers", "1"], { terminal: 60, closeEarly: true });
    expect(screen(stderr).cursor).toBe(true);
    expect(code).toBe(0);
  });
});

describe("the same command prints the same digits", () => {
  const digitsOf = ({ stdout }: CliResult) => {
    const { seconds, device, command, ...rest } = JSON.parse(stdout);
    expect(seconds).toBeGreaterThan(0);
    return rest;
  };
  const digits = async (...args: string[]) => digitsOf(await runCli([...short, ...args, "--json"]));
  const fused = nativeWidths().filter((name) => name !== "baseline");
  /** Both numbers of workers and each width, paired so that none is tried twice. */
  const ways = Array.from({ length: Math.max(2, fused.length) }, (_, i) => [
    ...["--workers", String((i % 2) + 1)],
    ...(fused[i] ? ["--simd", fused[i]] : []),
  ]);
  test.each(["post", "sound"])(
    "run twice, with one worker and with two, on every width with fused multiply-adds (%s)",
    async (protocol) => {
      const first = protocol === "post" ? digitsOf(asJson) : await digits("--protocol", protocol);
      for (const way of ways) expect(await digits("--protocol", protocol, ...way), way.join(" ")).toEqual(first);
    },
  );

  test("in text too", async () => {
    for (const workers of ["1", "2"]) expect((await runCli([...short, "--workers", workers])).stdout).toBe(printed.stdout);
    expect(printed.stdout).toMatch(/^mean accuracy/m);
  });

  test("and other seeds print others", async () => {
    const other = digitsOf(await runCli([...short.slice(0, 5), "--seed", "4", "--json"]));
    expect(other.runs).not.toEqual(digitsOf(asJson).runs);
  });
});

describe("Ctrl-C", () => {
  const here = deviceNames.filter((name) => name !== "native" || nativeWidths().length);
  test.each(here)("ends a run on %s where it is, with exit code 130", async (device) => {
    let pressed = false;
    const { code, stderr } = await runCli(["run", "-i", "50000", "-r", "4", "--device", device, "-v"], {
      onError: (_, kill) => {
        if (!pressed) kill("SIGINT");
        pressed = true;
      },
    });
    expect(stderr).toMatch(/^droplab: stopped; 0 of 4 runs had finished; the same command continues where they stopped\n$/m);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(130);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends a run in a terminal without leftovers (%s)", async (signal) => {
    const { code, stderr } = await runCli(["run", "-i", "50000", "-r", "4"], {
      terminal: 60,
      onError: (text, kill) => {
        if (/ 1\d\d\/50000/.test(text)) for (let i = 0; i < 2; i++) kill(signal); // npx passes the terminal's on, so it comes twice
      },
    });
    expect(screen(stderr)).toEqual({
      lines: ["droplab: stopped; 0 of 4 runs had finished; the same command continues where they stopped"],
      cursor: true,
    });
    expect(code).toBe(130);
  });

  test("keeps the runs that have finished", async () => {
    const { code, stdout, stderr } = await runCli(["run", "-i", "150", "-r", "50", "--workers", "1", "-v"], {
      onError: (text, kill) => {
        if (/^run 3 \[/m.test(text)) kill("SIGINT");
      },
    });
    const finished = stdout.trimEnd().split("\n");
    expect(finished.length).toBeGreaterThanOrEqual(2);
    for (const [i, line] of finished.entries()) expect(line).toMatch(new RegExp(`^run +${i + 1} `));
    expect(stderr).toContain(`droplab: stopped; ${finished.length} of 50 runs had finished`);
    expect(code).toBe(130);
  });
});
