import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { TrialWork } from "#lab";
import { ProgressDisplay } from "../src/cli/progressDisplay.ts";

/** A terminal, or a pipe where `columns` is undefined, that keeps what is written on it. */
function screen(columns: number | undefined) {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { written, stream: Object.assign(stream, { isTTY: columns !== undefined, columns, rows: 50 }) as unknown as WriteStream };
}

/** Runs whose iterations take so much each. */
const alike = (runs: number, iterations: number): TrialWork[] => Array.from({ length: runs }, () => workOf(iterations));
const workOf = (iterations: number, each = 1, end = 0): TrialWork => ({ iterations, after: (done) => each * done, end });

/** A display with a clock that stands still until it is set, in milliseconds. */
function displayWithClock(stream: WriteStream, works: readonly TrialWork[]) {
  let now = 0;
  const display = new ProgressDisplay(stream, new Map(works.map((work, i) => [i + 1, work])), () => now);
  const at = (ms: number) => {
    now = ms;
  };
  return { display, at };
}

/** The lines on a terminal of so many columns after `ms`, when each run is at `iteration`. */
function frame(columns: number, iterations: number, runs: readonly { iteration: number; loss: number; accuracy: number }[], ms: number) {
  const { stream, written } = screen(columns);
  const { display, at } = displayWithClock(stream, alike(runs.length, iterations));
  for (const [i] of runs.entries()) display.update(i + 1, { iteration: 0 });
  at(ms);
  for (const [i, { iteration, loss, accuracy }] of runs.entries()) {
    const evaluation = { iteration, loss, accuracy, selectionLoss: 0.1, deadClasses: [], kernelNorms: [] };
    display.around(() => written.splice(0)); // so that the next update draws all of it
    display.update(i + 1, { iteration, evaluation });
  }
  const lines = stripVTControlCharacters(written.join("")).trimEnd().split("\n");
  display.close();
  return lines;
}

test("a run's line has a bar and every number where there is room", () => {
  expect(frame(100, 2000, [{ iteration: 1200, loss: 0.389, accuracy: 0.964 }], 1200)).toEqual([
    "run 1  ██████████████░░░░░░░░░░  1200/2000  loss 0.389   accuracy 96.40%  1000 it/s, 0:01 left",
    "0 of 1 run finished, 0:01 left",
  ]);
});

test.each([
  [70, "run 1  1200/2000  loss 0.389   accuracy 96.40%  1000 it/s, 0:01 left"],
  [60, "run 1  1200/2000  loss 0.389   accuracy 96.40%  0:01 left"],
  [50, "run 1  1200/2000  accuracy 96.40%  0:01 left"],
  [35, "run 1  ████░░  1200/2000  0:01 left"],
])("a run's line in %i columns", (columns, line) => {
  expect(frame(columns, 2000, [{ iteration: 1200, loss: 0.389, accuracy: 0.964 }], 1200)[0]).toBe(line);
});

test("no line wraps, whatever the numbers, from 45 columns on", () => {
  const run = fc.record({
    iteration: fc.integer({ min: 0, max: 1e6 }),
    loss: fc.oneof(fc.double({ min: 0, noNaN: true }), fc.constant(Number.NaN)),
    accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 45, max: 200 }),
      fc.array(run, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3e8 }),
      (columns, runs, ms) => {
        const lines = frame(columns, 1e6, runs, ms);
        expect(lines.length).toBe(runs.length + 1);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        for (const [i, { iteration }] of runs.entries()) expect(lines[i]).toMatch(new RegExp(`^run +${i + 1} .* ${iteration}/1000000`));
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test("in a pipe it writes plain lines, at the first call and then every five seconds", () => {
  const { stream, written } = screen(undefined);
  const { display, at } = displayWithClock(stream, alike(2, 100));
  for (const ms of [0, 10, 4990, 5000, 9990]) {
    at(ms);
    display.update(1, { iteration: Math.round(ms / 100) });
  }
  display.end(1);
  at(10_000);
  display.update(2, { iteration: 50 });
  display.close();
  expect(written).toEqual([
    "run 1    0/100\n0 of 2 runs finished\n",
    "run 1   50/100    10 it/s, 0:05 left\n0 of 2 runs finished, 0:15 left\n",
    "run 2   50/100\n1 of 2 runs finished, 0:05 left\n",
  ]);
});

test("time left is at the pace since the start: finished and continued runs were not made in it", () => {
  const { stream, written } = screen(undefined);
  const { display, at } = displayWithClock(stream, alike(10, 100));
  for (let run = 1; run <= 7; run++) display.end(run); // they were in the store
  display.update(8, { iteration: 60 });
  at(10_000);
  display.update(8, { iteration: 80 });
  // 20 iterations took 10 s, and 20 + 200 are left
  expect(written.at(-1)).toBe("run  8   80/100   2.0 it/s, 0:10 left\n7 of 10 runs finished, 1:50 left\n");
  display.close();
});

test("of the time that is left nothing is said after a first step, however long the start took", () => {
  const { stream, written } = screen(undefined);
  const { display, at } = displayWithClock(stream, alike(4, 2000));
  at(7000);
  display.update(1, { iteration: 1 });
  at(12_000);
  display.update(1, { iteration: 1000 });
  display.close();
  expect(written).toEqual([
    "run 1     1/2000\n0 of 4 runs finished\n",
    "run 1  1000/2000   200 it/s, 0:06 left\n0 of 4 runs finished, 0:36 left\n",
  ]);
});

test("15.13: the first estimate counts what is left by what it takes: other nets, other iterations, what comes after the last one", () => {
  const { stream, written } = screen(undefined);
  // the second takes a hundred times what the first does; the third is short, and reads its test examples for long
  const { display, at } = displayWithClock(stream, [workOf(1000), workOf(1000, 100), workOf(10, 1, 990)]);
  display.update(1, { iteration: 0 });
  at(5000);
  display.update(1, { iteration: 500 });
  expect(written.at(-1)).toBe("run 1   500/1000   100 it/s, 0:05 left\n0 of 3 runs finished, 16:55 left\n");
  at(10_000);
  display.update(1, { iteration: 1000 });
  display.end(1);
  display.update(3, { iteration: 0 });
  at(15_000);
  display.update(3, { iteration: 5 });
  expect(written.at(-1)).toMatch(/^run 3 {3}5\/10 /);
  display.close();
});

test("15.13: a run is not shared out: with one long run left its own time is what is left", () => {
  const { stream, written } = screen(undefined);
  const { display, at } = displayWithClock(stream, alike(5, 100));
  for (let run = 1; run <= 4; run++) display.update(run, { iteration: 0 });
  at(10_000);
  for (let run = 1; run <= 4; run++) {
    display.update(run, { iteration: 100 });
    display.end(run);
  }
  at(10_100);
  display.update(5, { iteration: 0 });
  at(15_100);
  display.update(5, { iteration: 50 });
  // four runs side by side took 10 s, 25 ms for each of 400 iterations; the last goes on alone for 5 s
  expect(written.at(-1)).toMatch(/^run 5 {3}50\/100 {4}10 it\/s, 0:05 left\n4 of 5 runs finished, 0:05 left\n$/);
  display.close();
});

test("15.13: a dumb terminal gets plain lines, without a sign that steers it, and none wider than it is", () => {
  vi.stubEnv("TERM", "dumb");
  const { stream, written } = screen(48);
  const { display, at } = displayWithClock(stream, alike(12, 2000));
  for (const ms of [0, 100, 5000]) {
    at(ms);
    display.update(1, {
      iteration: ms / 5,
      evaluation: { iteration: ms / 5, loss: 0.3, accuracy: 0.9, selectionLoss: 0, deadClasses: [], kernelNorms: [] },
    });
  }
  display.close();
  vi.unstubAllEnvs();
  const text = written.join("");
  expect(text).toBe(stripVTControlCharacters(text));
  expect(text.split("\n")).toHaveLength(5);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(48);
});

test("15.13: there is no colour when it is piped, whatever the environment says", () => {
  vi.stubEnv("FORCE_COLOR", "1");
  const { stream, written } = screen(undefined);
  const { display } = displayWithClock(stream, alike(2, 100));
  display.update(1, { iteration: 0 });
  display.close();
  vi.unstubAllEnvs();
  expect(written).toEqual(["run 1    0/100\n0 of 2 runs finished\n"]);
});
