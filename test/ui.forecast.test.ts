import { afterAll, expect, test } from "vitest";
import { type Plan, planExperiment } from "#experiment";
import { KeptReader } from "../src/web/server/keptReader.ts";
import type { Tools } from "../src/web/server/tools.ts";
import { nowView } from "../src/web/server/views/nowView.ts";
import { experimentProgress } from "../src/web/server/views/progressOf.ts";
import { runView } from "../src/web/server/views/runView.ts";
import { idsOf, offered, result, sqlite, takeOne, tinyData } from "./laboratories.ts";

const implementations: ReturnType<typeof sqlite>[] = [];
afterAll(async () => {
  for (const one of implementations) await one.end();
});

/** A store with experiments of runs of 1000 iterations, and what the page says of it. */
function workplace() {
  const implementation = sqlite();
  implementations.push(implementation);
  const laboratory = implementation.open();
  const { store } = laboratory;
  const tools = { store, kept: new KeptReader(store), isShared: false, host: "", commandFor: () => "" } as unknown as Tools;
  const planOf = (reps: number, fields: object = {}): Plan =>
    planExperiment({ model: "mlp(2)", iterations: 1000, reps, ...fields } as never, () => tinyData, "n");
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    await tools.kept.refresh();
    return ask();
  };
  return {
    ...{ laboratory, store, planOf },
    now: () => asked(() => nowView(tools, {})),
    run: (id: string) => asked(() => runView(tools, { id })),
    progress: (plan: Plan) =>
      asked(async () => experimentProgress(tools, (await store.experiments([plan.id]))[0] as Parameters<typeof experimentProgress>[1])),
  };
}

test("all is done when what waits is done, too, on the threads that work now; where of some nothing is known, it is said of what runs", async () => {
  const { laboratory, store, planOf, now } = workplace();
  const first = await offered(laboratory, planOf(2));
  const claims = [await takeOne(laboratory, first), await takeOne(laboratory, first)];
  const second = await offered(laboratory, planOf(3, { learningRate: 0.02 }));
  for (const claim of claims) await store.record([{ claim, iteration: 500, seconds: 50, evaluations: [] }]);
  // nothing of the second has begun: it may take any time
  expect(await now()).toMatchObject({ secondsLeft: 50, isOfAll: false });
  const waiting = await takeOne(laboratory, second);
  await store.record([{ claim: waiting, iteration: 500, seconds: 100, evaluations: [] }]);
  await store.interrupt(waiting, 100);
  // 2 · 50 s, and 100 + 2 · 200 s that wait, on two threads
  expect(await now()).toMatchObject({ secondsLeft: 300, isOfAll: true });
  await store.wish(second.id, { stopped: true });
  expect(await now()).toMatchObject({ secondsLeft: 50, isOfAll: false });
});

test("a run of two experiments is made once, and no run is made by two threads", async () => {
  const { laboratory, store, planOf, now } = workplace();
  const both = await offered(laboratory, planOf(1, { grid: { dropout: [0, 0.5] } }));
  await offered(laboratory, planOf(1, { grid: { dropout: [0.5, 0.6] } }));
  const claims = [await takeOne(laboratory, both), await takeOne(laboratory, both), await takeOne(laboratory, both)];
  for (const [index, claim] of claims.entries())
    await store.record([{ claim, iteration: [100, 900, 900][index] as number, seconds: 100, evaluations: [] }]);
  expect((await now()).runsToGo).toBe(3);
  expect((await now()).secondsLeft).toBeCloseTo(900); // not (900 + 11 + 11 + 11) / 3
});

test("a run that has hardly begun gives no forecast, until what is done tells the pace", async () => {
  const { laboratory, store, planOf, now, run, progress } = workplace();
  const plan = await offered(laboratory, planOf(3));
  const claim = await takeOne(laboratory, plan);
  await store.record([{ claim, iteration: 1, seconds: 1, evaluations: [] }]);
  expect(await now()).toMatchObject({ secondsLeft: null, isOfAll: false, speed: 0, workers: [{ speed: null, secondsLeft: null }] });
  expect([(await run(claim.id)).secondsLeft, (await progress(plan)).secondsLeft]).toEqual([null, null]);
  await store.finish(await takeOne(laboratory, plan), result, 10, null); // 10 iterations, as `result` has it
  const after = await takeOne(laboratory, plan);
  await store.record([{ claim: after, iteration: 500, seconds: 5, evaluations: [] }]);
  expect((await now()).workers.map(({ secondsLeft }) => secondsLeft)).toEqual([null, 5]);
  expect((await progress(plan)).secondsLeft).not.toBeNull();
});

test("a run says of its experiment how many repetitions are there or wished, and whether somebody works on it", async () => {
  const { laboratory, store, planOf, run } = workplace();
  const plan = await offered(laboratory, planOf(2));
  const [id] = idsOf(plan) as [string];
  await takeOne(laboratory, plan);
  await store.wish(plan.id, { repetitions: 65 });
  expect((await run(id)).experiment).toMatchObject({ repetitions: 65, state: "running" });
});
