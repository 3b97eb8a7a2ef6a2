import { describe, expect, test } from "vitest";
import { defaultSettings, type Settings, type TwinName, twinNames } from "../src/web/playground/settings/settings.ts";
import { Pair } from "../src/web/playground/state/pair.ts";
import type { PairHooks } from "../src/web/playground/state/pairHooks.ts";
import type { Caller } from "../src/web/playground/twin/calls.ts";
import type { TwinPlace } from "../src/web/playground/twin/twin.ts";
import { hostCaller } from "./playgroundDigits.ts";

const small: Settings = { ...defaultSettings, shared: { ...defaultSettings.shared, model: "mlp(16)" } };

/** A pair, and what it told. */
async function pairOf(start: Settings, hooks: Partial<PairHooks> = {}, given?: { readonly [twin in TwinName]: Caller }) {
  const callers = given ?? { a: await hostCaller(), b: await hostCaller() };
  const looks: { [twin in TwinName]: number[] } = { a: [], b: [] };
  const troubles: string[] = [];
  const diverged: [TwinName, number][] = [];
  const pair = new Pair(callers, start, {
    recorded: () => {},
    look: async (twin, step) => void looks[twin].push(step),
    mustLook: (step) => step % 100 === 0,
    isWatched: () => true,
    moved: () => {},
    diverged: (twin, step) => diverged.push([twin, step]),
    trouble: (sentence) => troubles.push(sentence),
    ...hooks,
  });
  await pair.open(start);
  return { pair, looks, troubles, diverged };
}

const until = async (done: () => boolean) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const sameState = (one: { readonly [twin in TwinName]: TwinPlace }, other: typeof one) => {
  for (const twin of twinNames) expect(one[twin]).toEqual(other[twin]);
};

describe("a pair of twins", () => {
  test("holds at the same step, whatever it is asked while it trains at full speed", async () => {
    const { pair, looks, troubles } = await pairOf(small);
    await pair.setSpeed("full");
    pair.run();
    await until(() => pair.step > 150);
    for (let i = 0; i < 5; i++) {
      const { a, b } = await pair.places();
      expect(a.step).toBe(b.step);
      expect(pair.isRunning).toBe(true);
    }
    await pair.pause();
    const { step } = pair;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pair.step).toBe(step);
    await pair.stepOnce();
    expect(pair.step).toBe(step + 1);
    // both were looked at, at the same steps
    expect(looks.a).toEqual(looks.b);
    expect(looks.a).toContain(100);
    expect(troubles).toEqual([]);
  });

  test("is trained once, also where it is started while it holds, and can be paused", async () => {
    const asked: { [twin in TwinName]: number } = { a: 0, b: 0 };
    const callers = { a: await hostCaller(), b: await hostCaller() };
    const counting = (twin: TwinName): Caller => ({
      close: () => {},
      ask: (method, given, how) => {
        const answer = callers[twin].ask(method, given, how);
        if (method !== "advance") return answer;
        asked[twin]++;
        expect(asked[twin]).toBe(1);
        return answer.finally(() => asked[twin]--);
      },
    });
    const { pair, troubles } = await pairOf(small, {}, { a: counting("a"), b: counting("b") });
    await pair.setSpeed("full");
    const held = pair.held(() => new Promise((resolve) => setTimeout(resolve, 20)));
    pair.run(); // in turn behind what holds it, which goes on with it, too
    await held;
    await until(() => pair.step > 60);
    await pair.pause();
    expect(pair.isRunning).toBe(false);
    expect(troubles).toEqual([]);
  });

  test("replays what was changed on the way, to the same digits", async () => {
    const { pair } = await pairOf(small);
    await pair.setSpeed("full");
    pair.run();
    await until(() => pair.step > 60);
    await pair.change({ ...small, b: { ...small.b, dropout: 0.2 } });
    await until(() => pair.step > 130);
    await Promise.all([0.3, 0.4].map((dropout) => pair.change({ ...small, b: { ...small.b, dropout, dropoutKind: "gaussian" } })));
    await until(() => pair.step > 180);
    await pair.pause();
    const { timeline, step } = pair;
    expect(timeline.changes.length).toBeGreaterThanOrEqual(2);
    const there = await pair.places();
    const { pair: other } = await pairOf(small);
    const told: number[] = [];
    await other.replay(
      timeline,
      step,
      (at) => told.push(at),
      () => false,
    );
    expect(other.timeline).toEqual(timeline);
    expect(told.at(-1)).toBe(step);
    sameState(await other.places(), there);
    const { pair: third } = await pairOf(defaultSettings);
    await third.restore(timeline, there);
    await third.stepOnce();
    await other.stepOnce();
    sameState(await third.places(), await other.places());
    expect(third.step).toBe(step + 1);
  });

  test("begins again with new nets, and goes on where it ran", async () => {
    const { pair } = await pairOf(small);
    await pair.setSpeed("full");
    pair.run();
    await until(() => pair.step > 40);
    await pair.change({ ...small, shared: { ...small.shared, seed: 3 } });
    expect(pair.timeline.changes).toEqual([]);
    expect(pair.step).toBeLessThan(41);
    await until(() => pair.step > 40);
    await pair.pause();
  });

  test("holds at the same step, also where images reach one twin later than the other", async () => {
    const [a, b] = [await hostCaller(), await hostCaller()];
    const [step, calls] = [{ b: 0 }, { advance: 0 }];
    const late: Caller = {
      close: () => {},
      ask: (method, given, how) => {
        const answer = () => b.ask(method, given, how);
        if (method !== "advance") return answer();
        // every second time its images are not there yet
        if (calls.advance++ % 2)
          return answer().then((went) => {
            step.b = (went as unknown as { step: number }).step;
            return went;
          });
        return Promise.resolve({ step: step.b, records: [], divergedAt: null, waits: true }) as never;
      },
    };
    const { pair } = await pairOf(small, {}, { a, b: late });
    await pair.setSpeed("full");
    pair.run();
    for (let i = 0; i < 4; i++) {
      await until(() => pair.step > 30 * i);
      const { a: one, b: other } = await pair.places();
      expect(one.step).toBe(other.step);
    }
    await pair.pause();
  });

  test("says that a loss is no number, and stops", async () => {
    const wild = { ...small, shared: { ...small.shared, learningRate: 1e30 } };
    const { pair, diverged } = await pairOf(wild);
    await pair.setSpeed("full");
    pair.run();
    await until(() => diverged.length > 0);
    await pair.pause();
    expect(pair.isRunning).toBe(false);
    expect(diverged[0]?.[1]).toBeLessThan(20);
  });

  test("one step in two seconds is left at once", async () => {
    const { pair } = await pairOf(small);
    await pair.setSpeed("slow");
    pair.run();
    await until(() => pair.step === 1);
    const start = performance.now();
    await pair.pause();
    expect(performance.now() - start).toBeLessThan(1000);
    expect(pair.step).toBe(1);
  });

  test("a sentence of what went wrong is told once, and training stops", async () => {
    const { pair, troubles } = await pairOf(small, {
      look: async () => {
        throw new Error("nothing to see");
      },
    });
    await pair.setSpeed("full");
    pair.run();
    await until(() => troubles.length > 0);
    expect(pair.isRunning).toBe(false);
    expect(new Set(troubles)).toEqual(new Set(["nothing to see"]));
  });
});
