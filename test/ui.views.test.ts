import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Changes, Member, StoreReader, TrialRecord } from "#experiment";
import { csv, figureData, loadPages } from "#report";
import { newPaper } from "#report/files";
import { duration, when } from "../src/web/dashboard/parts/format.ts";
import { logError, roundTicks, ticksOn } from "../src/web/dashboard/parts/scale.ts";
import { KeptReader } from "../src/web/server/keptReader.ts";
import { Pending } from "../src/web/server/streams.ts";
import { thinnedPlaces } from "../src/web/server/views/thinned.ts";
import { madeUpExperiment, reportOf } from "./madeUpExperiment.ts";

describe("curves that are thinned", () => {
  test("keep their ends and, of every stretch, the lowest and the highest", () => {
    const curve = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 4000 });
    fc.assert(
      fc.property(curve, (values) => {
        const places = thinnedPlaces([values]);
        const shown = places.map((place) => values[place] as number);
        expect(places.length).toBeLessThanOrEqual(Math.max(480, 482));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        expect([shown[0], shown.at(-1)]).toEqual([values[0], values.at(-1)]);
        expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  test("keep one peak of a hundred thousand points, whatever lies beside it", () => {
    const flat = Array.from({ length: 100_000 }, () => 1);
    flat[54_321] = 2;
    flat[54_322] = Number.NaN;
    expect(thinnedPlaces([flat])).toContain(54_321);
    expect(thinnedPlaces([flat.map(() => 0), flat])).toContain(54_321);
  });
});

describe("what a slow reader has not been told", () => {
  test("is added up, and is one word where it is much", async () => {
    const pending = new Pending();
    for (let k = 0; k < 10_000; k++) pending.add({ reload: false, experiments: ["e"], runs: [`r${k % 50}`], removed: [] });
    expect((await pending.next(1000))?.changed?.runs).toHaveLength(50);
    for (let k = 0; k < 10_000; k++) pending.add({ reload: false, experiments: [], runs: [`r${k}`], removed: [] });
    expect(await pending.next(1000)).toEqual({ changed: { reload: true, experiments: [], runs: [], removed: [] } });
    expect(await pending.next(10)).toBeUndefined();
    const waiting = pending.next(60_000);
    pending.close();
    expect(await waiting).toBeUndefined();
  });
});

describe("what was read of a store", () => {
  const nothing = { reload: false, experiments: [], runs: [], removed: [] };
  const record = (id: string, iteration: number) => ({ id, iteration, state: "running" }) as TrialRecord;

  test("is asked for anew only where it changed, and what is made of it, too", async () => {
    let iteration = 1;
    let changes: Omit<Changes, "mark"> = nothing;
    const asked: string[][] = [];
    let gone: string[] = [];
    const member = (trial: string): Member => ({ trial, configuration: 0, repetition: 1 });
    const store = {
      changes: async () => ({ mark: "m", ...changes }),
      running: async () => gone.map((id) => ({ ...record(id, iteration), alive: false })),
      members: async () => [member("a"), member("b")],
      experiments: async () => [{ id: "e", states: { running: 2, interrupted: 0 } }],
      trials: async (ids: readonly string[]) => {
        asked.push([...ids]);
        return new Map(ids.map((id) => [id, record(id, iteration)]));
      },
    } as unknown as StoreReader;
    const kept = new KeptReader(store);
    let made = 0;
    const view = () =>
      kept.once("e", "view", async () => `${++made} ${[...(await kept.trials(["a", "b"])).values()].map((one) => one.iteration)}`);
    const look = async (now: Omit<Changes, "mark">) => {
      changes = now;
      await kept.refresh();
      return view();
    };
    expect(await look(nothing)).toBe("1 1,1");
    iteration = 2;
    expect(await look(nothing)).toBe("1 1,1");
    expect(await look({ ...nothing, runs: ["b"] })).toBe("2 1,2");
    expect(await look({ ...nothing, runs: ["of another experiment"] })).toBe("2 1,2");
    expect(await look({ ...nothing, experiments: ["e"] })).toBe("3 1,2");
    expect(await look({ ...nothing, reload: true })).toBe("4 2,2");
    expect(asked).toEqual([["a", "b"], ["b"], ["a", "b"]]);
    // a process that dies writes nothing
    gone = ["a"];
    expect(await look(nothing)).toBe("5 2,2");
    expect((await kept.trial("a"))?.state).toBe("interrupted");
    expect((await kept.experiments())[0]?.states).toMatchObject({ running: 1, interrupted: 1 });
  });
});

describe("times as people read them", () => {
  test.each([
    [0.2, "1 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [3599, "1 h"],
    [7199, "2 h"],
    [3720, "1 h 2 min"],
    [86_399, "1 d"],
    [100_000, "1 d 4 h"],
    [172_790, "2 d"],
  ])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));

  test("yesterday is the day before", () => {
    const at = (text: string) => when(new Date(text).toISOString(), new Date("2026-11-27T01:00:00"));
    expect(at("2026-11-27T00:59:00")).toBe("1 min ago");
    expect(at("2026-11-26T14:00:00")).toMatch(/^yesterday 14/);
    expect(at("2026-11-25T14:00:00")).toBe("Nov 25");
  });
});

describe("axes", () => {
  test("accuracies near 100 stay apart, and ticks have room", () => {
    const scale = logError(90, 99.99, 0, 400);
    expect(scale(99.9) - scale(99.8)).toBeGreaterThan(20);
    expect(scale(90)).toBe(0);
    const ticks = ticksOn(scale, 90, 99.99, true, 30);
    expect(ticks.length).toBeGreaterThanOrEqual(4);
    for (const [i, tick] of ticks.slice(1).entries()) expect(scale(tick) - scale(ticks[i] as number)).toBeGreaterThanOrEqual(30);
    expect(Number.isFinite(logError(0, 100, 0, 400)(100))).toBe(true);
  });

  test("ticks are round and within", () => {
    expect(roundTicks(0.3, 9.7, 5)).toEqual([2, 4, 6, 8]);
    expect(roundTicks(99.11, 99.19, 4)).toEqual([99.12, 99.14, 99.16, 99.18]);
    expect(roundTicks(5, 5, 4)).toEqual([5]);
  });
});

describe("figures of a grid", () => {
  const grid = { dropout: [0, 0.5], maxNorm: [0, 2, 4] };
  const { experiment, source } = madeUpExperiment({ model: "mlp(4)", reps: 3, grid }, (configuration, repetition) => ({
    state: "done",
    accuracy: 0.9 + configuration / 100 + repetition / 1000,
  }));
  const gathered = () => reportOf(source, experiment, { commandFor: () => "" });

  test("map and lines say the means, and that no limit is none", async () => {
    const { allFigures } = await loadPages();
    const figures = allFigures(await gathered(), newPaper());
    const map = figures.find(({ name }) => name === "map-dropout-maxNorm");
    expect(map?.panels[0]?.alt).toContain("0, no limit: 90.2%");
    expect(map?.panels[0]?.alt).toContain("0.5, 4: 95.2%");
    expect(map?.panels[0]?.svg).toContain("no limit");
    expect(figures.find(({ name }) => name === "parallel")?.panels[0]?.alt).toContain(
      "the best by the mean is dropout 0.5, maxNorm 4 with 95.20%",
    );
  });

  test("a list of unrelated configurations has no map", async () => {
    const list = madeUpExperiment(
      {
        model: "mlp(4)",
        reps: 2,
        list: [
          { dropout: 0, maxNorm: 1 },
          { dropout: 0.5, maxNorm: 2 },
        ],
      },
      () => ({
        state: "done",
        accuracy: 0.9,
      }),
    );
    const { allFigures } = await loadPages();
    const names = allFigures(await reportOf(list.source, list.experiment, { commandFor: () => "" }), newPaper()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("map-"))).toEqual([]);
  });

  test("every figure that is of numbers gives them as a table", async () => {
    const report = await gathered();
    const textOf = async (name: string) => {
      const table = figureData(report, name);
      let text = "";
      if (table) for await (const piece of csv(table)) text += piece;
      return text;
    };
    expect((await textOf("runs")).split("\r\n")[1]).toMatch(/^"dropout 0, maxNorm 0",0,0,\w+,1,1,done,90\.1/);
    expect((await textOf("differences")).split("\r\n")[1]).toMatch(/^"dropout 0, maxNorm 2","dropout 0, maxNorm 0",1,/);
    expect(await textOf("curves")).toMatch(/^configuration,iteration,runs,errorPercent/);
    expect(await textOf("confusion")).toBe("");
  });
});
