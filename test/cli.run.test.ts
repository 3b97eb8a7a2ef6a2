import { describe, expect, test } from "vitest";
import { nativeWidths } from "#engine";
import { runCli } from "./runCli.ts";

const short = ["run", "-i", "40", "-r", "3", "--seed", "3", "--dropout", "0.4", "--max-norm", "2"];

describe("droplab run", () => {
  test("prints runs in order and the post's line last, on standard output alone", async () => {
    const { code, stdout, stderr } = await runCli(short);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, -1).map((line) => line.match(/^run +(\d+) +\d+\.\d\d% {2}at iteration 40/)?.[1])).toEqual(["1", "2", "3"]);
    expect(lines.at(-1)).toMatch(/^mean accuracy \(3 runs\): \d+(\.\d+)? \+\/- \d+(\.\d+)?$/);
    expect(stderr).toMatch(/^run \d {2}.*\d+\/40\n\d of 3 runs finished/m);
    expect(stdout + stderr).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  test("gives the whole result as JSON, in agreement with the text", async () => {
    const [text, json] = await Promise.all([runCli(short), runCli([...short, "--json"])]);
    const { runs, summary, configuration } = JSON.parse(json.stdout);
    expect(configuration).toMatchObject({ protocol: "post", dropout: 0.4, maxNorm: 2, iterations: 40, reps: 3, seed: 3 });
    const accuracies = runs.map((run: { result: { accuracy: number } }) => run.result.accuracy);
    expect(text.stdout.match(/\d+\.\d\d%/g)).toEqual(accuracies.map((accuracy: number) => `${(100 * accuracy).toFixed(2)}%`));
    expect(summary.mean).toBeCloseTo(accuracies.reduce((a: number, b: number) => a + b) / 3, 12);
    expect(summary.deviation).toBe("population");
    expect(runs[0].result.evaluations[0]).toMatchObject({ iteration: 40, deadClasses: expect.any(Array), kernelNorms: expect.any(Array) });
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

describe("the same command prints the same digits", () => {
  const digits = async (args: readonly string[]) => {
    const { runs, summary } = JSON.parse((await runCli([...args, "--json"])).stdout);
    return { runs, summary };
  };
  test.each(["post", "sound"])(
    "run twice, with one worker and with two, on every width with fused multiply-adds (%s)",
    async (protocol) => {
      const args = [...short, "--protocol", protocol];
      const first = await digits(args);
      expect(await digits([...args, "--workers", "1"])).toEqual(first);
      expect(await digits([...args, "--workers", "2"])).toEqual(first);
      for (const width of nativeWidths().filter((name) => name !== "baseline"))
        expect(await digits([...args, "--simd", width])).toEqual(first);
    },
  );

  test("and other seeds print others", async () => {
    const [a, b] = await Promise.all([digits(short), digits([...short.slice(0, 5), "--seed", "4"])]);
    expect(a.runs).not.toEqual(b.runs);
  });
});

describe("Ctrl-C", () => {
  test.each(["native", "wasm", "reference"])("ends a run on %s within a second, with exit code 130", async (device) => {
    if (device === "native" && nativeWidths().length === 0) return;
    let pressed = 0;
    const { code, stderr } = await runCli(["run", "-i", "50000", "-r", "4", "--device", device, "-v"], {
      onError: (_, kill) => {
        if (!pressed) kill("SIGINT");
        pressed ||= performance.now();
      },
    });
    expect(performance.now() - pressed).toBeLessThan(2500); // a second, on a busy machine
    expect(stderr).toContain("droplab: stopped; 0 of 4 runs had finished");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(130);
  });

  test("keeps the runs that have finished", async () => {
    const { code, stdout, stderr } = await runCli(["run", "-i", "300", "-r", "50", "--workers", "1", "-v"], {
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
