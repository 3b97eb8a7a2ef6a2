import { afterAll, describe, expect, test } from "vitest";
import type { BundledRecord, Claim, ExperimentRecord, Store, TrialRecord } from "#experiment";
import { bundleRecords } from "#store";
import {
  evaluation,
  idsOf,
  implementations,
  keptOf,
  numbersOf,
  offered,
  partsFrom,
  planOf,
  requirementsOf,
  result,
} from "./laboratories.ts";

describe.each(implementations)("the experiments of a store (%s)", async (_, make) => {
  const implementation = await make();
  const open = implementation.open;
  afterAll(() => implementation.end());

  test("keeps wishes as they were set last, of repetitions the most, and says whether there is such an experiment", async () => {
    const { store } = open();
    const plan = planOf(1);
    await store.saveExperiment(plan, "droplab sweep");
    expect(await store.wishes(plan.id)).toEqual({ stopped: false, order: 0, repetitions: 0 });
    expect(await store.wish(plan.id, { repetitions: 20 })).toBe(true);
    expect(await store.wish(plan.id, { stopped: true, order: -3 })).toBe(true);
    expect(await store.wishes(plan.id)).toEqual({ stopped: true, order: -3, repetitions: 20 });
    await store.saveExperiment(plan, "droplab sweep");
    expect(await store.wishes(plan.id)).toEqual({ stopped: true, order: -3, repetitions: 20 });
    await store.wish(plan.id, { repetitions: 19 }); // by somebody who did not know of the 20
    expect(await store.wishes(plan.id)).toMatchObject({ repetitions: 20 });
    expect([await store.wish("nothing", { stopped: true }), await store.wishes("nothing")]).toEqual([false, undefined]);
    await expect(store.wish(plan.id, { order: 1001 })).rejects.toThrow("order: 1001 is not a whole number from -1000 to 1000");
  });

  test("shares the runs that two experiments have: each counts them, and the last one takes them away", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const both = await offered(laboratory, planOf(2, [0, 0.5]));
    const one = await offered(laboratory, planOf(2, [0.5], both.trials[0]?.numerics));
    const shared = idsOf(one);
    expect(idsOf(both)).toEqual(expect.arrayContaining(shared));
    const [claim] = (await laboratory.queue.take(requirementsOf(both))) as [Claim];
    expect(claim.id).toBe(shared[0]); // the better of two positions
    await store.finish(claim, result, 1, null);
    expect((await store.experiments([both.id, one.id])).map(({ states }) => states.done)).toEqual([1, 1]);
    await store.removeExperiment(both.id);
    expect((await store.trials(idsOf(both))).size).toBe(2);
    await store.removeExperiment(one.id);
    expect((await store.trials(idsOf(both))).size).toBe(0);
  });

  test("tells what has changed: nothing is missed under concurrent writers, what is removed is named, other marks are known", async () => {
    const laboratories = Array.from({ length: 4 }, () => open());
    const [{ store }] = laboratories as [(typeof laboratories)[0]];
    const plan = planOf(48);
    let { mark } = await store.changes();
    await offered(laboratories[0] as (typeof laboratories)[0], plan);
    expect((await store.changes(mark)).runs).toEqual(expect.arrayContaining(idsOf(plan)));
    ({ mark } = await store.changes(mark));
    expect(await store.changes(mark)).toMatchObject({ reload: false, experiments: [], runs: [], removed: [] });
    const seen = new Map<string, number>();
    const follow = async () => {
      const changes = await store.changes(mark);
      mark = changes.mark;
      for (const [id, { iteration }] of await store.trials(changes.runs)) seen.set(id, iteration);
    };
    await Promise.all(
      laboratories.map(async (own) => {
        for (const claim of await own.queue.take(requirementsOf(plan), 12))
          for (let iteration = 1; iteration <= 5; iteration++) {
            await own.store.record([{ claim, iteration, seconds: 0, evaluations: [] }]);
            if (iteration === 2) await follow();
          }
      }),
    );
    await follow();
    expect([...seen.values()]).toEqual(Array.from({ length: 48 }, () => 5));
    await store.wish(plan.id, { repetitions: 60 });
    const wished = await store.changes(mark);
    expect(wished.experiments).toEqual([plan.id]);
    await store.removeExperiment(plan.id);
    expect((await store.changes(wished.mark)).removed).toEqual(expect.arrayContaining([plan.id, ...idsOf(plan)]));
    await store.saveExperiment(plan, "droplab sweep");
    const anew = await store.changes(wished.mark);
    expect([anew.experiments, anew.runs.length, anew.removed]).toEqual([[plan.id], 48, []]);
    expect(await store.changes(`other${mark}`)).toMatchObject({ reload: true, runs: [] });
  });

  test("has the repetitions, and the command, of one of the same that is brought with more", async () => {
    const [here, there] = [open(), open()].map(({ store }) => store) as [Store, Store];
    const of = (reps: number) => planOf(reps, [0], "grown fused");
    const bring = async (from: Store, to: Store) => to.importBundle(bundleRecords(from, await from.experiments([of(2).id]), "copy"));
    const kept = async (store: Store) => {
      const [experiment] = await store.experiments([of(2).id]);
      return [experiment?.definition.reps, experiment?.command, experiment?.name, (await store.members(of(2).id)).length];
    };
    await here.saveExperiment(of(2), "droplab run -r 2");
    await here.label(of(2).id, { name: "mine" });
    await there.saveExperiment(of(5), "droplab run -r 5");
    await bring(here, there);
    expect(await kept(there)).toEqual([5, "droplab run -r 5", "mine", 5]);
    await bring(there, here);
    expect(await kept(here)).toEqual([5, "droplab run -r 5", "mine", 5]);
    expect((await here.check()).damages).toEqual([]);
  });

  test("takes in a bundle without touching what is done here, or runs", async () => {
    const laboratory = open();
    const { store, queue } = laboratory;
    const plan = await offered(laboratory, planOf(4));
    const [done, running] = (await queue.take(requirementsOf(plan), 2)) as [Claim, Claim];
    await store.finish(done, result, 1, partsFrom(1));
    const before = [await keptOf(laboratory, done.id), await keptOf(laboratory, running.id)];
    const [experiment] = await store.experiments([plan.id]);
    const records = await store.trials(idsOf(plan));
    const members = await store.members(plan.id);
    async function* bundle(): AsyncGenerator<BundledRecord> {
      for (const [place, id] of idsOf(plan).entries()) {
        const state = place === 3 ? ("failed" as const) : ("done" as const);
        const came = { error: null, result: { ...result, accuracy: 1 }, evaluations: [evaluation(20)], seconds: 9 };
        yield { kind: "run", run: { ...(records.get(id) as TrialRecord), state, ...came, weights: [Float32Array.of(7, 8)] } };
      }
      yield { kind: "experiment", experiment: { ...(experiment as ExperimentRecord), members } };
    }
    expect(await store.importBundle(bundle())).toEqual({ experiments: 1, runs: 4, newRuns: 1 });
    expect([await keptOf(laboratory, done.id), await keptOf(laboratory, running.id)]).toEqual(before);
    const [, , third, fourth] = idsOf(plan) as [string, string, string, string];
    expect(await store.trial(third)).toMatchObject({ state: "done", seconds: 9, result: { accuracy: 1 } });
    expect([await numbersOf(await store.weights(third)), (await store.trial(fourth))?.state]).toEqual([[7, 8], "queued"]);
    expect(await queue.beat([running])).toEqual(["owner"]);
    // what failed elsewhere has failed here, where nobody wants it made
    await store.wish(plan.id, { stopped: true });
    expect(await store.importBundle(bundle())).toEqual({ experiments: 1, runs: 4, newRuns: 1 });
    expect((await store.trial(fourth))?.state).toBe("failed");
  });
});
