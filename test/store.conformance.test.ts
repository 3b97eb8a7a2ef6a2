import { afterAll, describe, expect, test } from "vitest";
import { type Claim, PART, TransientStoreError } from "#experiment";
import {
  evaluation,
  idsOf,
  implementations,
  keptOf,
  numbersOf,
  offered,
  offerOwed,
  partsFrom,
  planOf,
  requirementsOf,
  result,
  silence,
  takeOne,
} from "./laboratories.ts";

const head = { iteration: 10, wordsPerNumber: 1, stateWords: 3 } as const;
const failure = { message: "boom", stack: "Error: boom" };

describe.each(implementations)("a store (%s)", async (_, make) => {
  const implementation = await make();
  const open = implementation.open;
  afterAll(() => implementation.end());

  test("refuses every write of a paused owner once another owns the run, and nothing of it is left", async () => {
    const [paused, other] = [open(), open()];
    const plan = await offered(paused, planOf(1));
    const old = await takeOne(paused, plan);
    const { store } = paused;
    expect(await store.record([{ claim: old, iteration: 10, seconds: 1, evaluations: [evaluation(10)] }])).toEqual([]);
    expect(await store.saveCheckpoint(old, head, partsFrom(1, 2))).toBe(true);
    await silence(implementation, other, plan);
    await offerOwed(other, plan);
    const claim = await takeOne(other, plan);
    expect([claim.id, claim.attempt > old.attempt]).toEqual([old.id, true]);
    const before = await keptOf(other, claim.id);
    expect(await store.record([{ claim: old, iteration: 99, seconds: 99, evaluations: [evaluation(99)] }])).toEqual([old]);
    expect(await store.saveCheckpoint(old, { ...head, iteration: 99 }, partsFrom(9))).toBe(false);
    expect(await store.finish(old, result, 99, partsFrom(9))).toBe(false);
    expect(await store.finish(old, result, 99, null)).toBe(false);
    expect(await store.fail(old, failure, 99, 1)).toBe(false);
    expect(await store.interrupt(old, 99)).toBe(false);
    expect(await store.log(old, "late")).toBe(false);
    expect(await store.reset([old])).toEqual([old]);
    expect(await keptOf(other, claim.id)).toEqual(before);
    // what the loser took with it of the checkpoint goes on with the winner
    const { parts, ...kept } = (await other.store.checkpoint(claim.id)) ?? {};
    expect([kept, await numbersOf(parts)]).toEqual([head, [1, 2, 3, 2, 3, 4]]);
    expect(await other.store.finish(claim, result, 2, partsFrom(5))).toBe(true);
    expect(await other.store.trial(claim.id)).toMatchObject({ state: "done", seconds: 3, losses: 1, attempt: claim.attempt });
  });

  test("15.17: keeps how data were read, once for all runs of a kind, until no run has it", async () => {
    const { store } = open();
    const made = planOf(2);
    const configurations = made.configurations.map((one) => ({ ...one, reading: { ...one.reading, name: "read otherwise" } }));
    const plan = { ...made, configurations };
    await store.saveExperiment(plan, "droplab run");
    const records = [...(await store.trials(idsOf(plan))).values()];
    const names = new Set(records.map(({ reading }) => reading));
    const [id = ""] = idsOf(plan);
    expect([names.size, await store.reading(id)]).toEqual([1, plan.configurations[0]?.reading]);
    await store.removeExperiment(plan.id);
    expect(await store.reading(id)).toBeUndefined();
  });

  test("refuses a checkpoint whose owner loses the run between two of its parts", async () => {
    const [paused, other] = [open(), open()];
    const plan = await offered(paused, planOf(1));
    const old = await takeOne(paused, plan);
    await paused.store.saveCheckpoint(old, head, partsFrom(1));
    async function* slow() {
      yield* partsFrom(70);
      await silence(implementation, other, plan);
      await offerOwed(other, plan);
      await takeOne(other, plan);
      yield* partsFrom(80);
    }
    expect(await paused.store.saveCheckpoint(old, { ...head, iteration: 11 }, slow())).toBe(false);
    const { parts, iteration } = (await other.store.checkpoint(old.id)) ?? {};
    expect([iteration, await numbersOf(parts)]).toEqual([10, [1, 2, 3]]);
  });

  test("records progress of several runs at once, refusing those that are lost; twice is the same as once", async () => {
    const laboratory = open();
    const plan = await offered(laboratory, planOf(2));
    const { store } = laboratory;
    const claim = await takeOne(laboratory, plan);
    const stale = { id: idsOf(plan)[1] as string, attempt: claim.attempt + 1000 };
    const news = [
      { claim: stale, iteration: 7, seconds: 2.5, evaluations: [evaluation(7)] },
      { claim, iteration: 7, seconds: 2.5, evaluations: [evaluation(5, Number.NaN), evaluation(7)] },
    ];
    expect(await store.record(news)).toEqual([stale]);
    expect(await store.record(news)).toEqual([stale]);
    expect(await store.trial(claim.id)).toMatchObject({ iteration: 7, seconds: 2.5, state: "running" });
    expect(await store.evaluations(claim.id)).toEqual([evaluation(5, Number.NaN), evaluation(7)]);
    expect(await store.evaluations(claim.id, 5)).toEqual([evaluation(7)]);
    expect(await store.evaluations(stale.id)).toEqual([]);
    await store.record([{ claim, iteration: 7, seconds: 3, evaluations: [evaluation(7, 0.25)] }]);
    expect(await store.evaluations(claim.id, 5)).toEqual([evaluation(7, 0.25)]);
    // as after a server was away
    const late = [8, 9, 10].map((iteration) => ({ claim, iteration, seconds: iteration, evaluations: [evaluation(iteration)] }));
    expect(await store.record(late)).toEqual([]);
    expect(await store.evaluations(claim.id, 7)).toEqual([8, 9, 10].map((iteration) => evaluation(iteration)));
    expect(await store.trial(claim.id)).toMatchObject({ iteration: 10, seconds: 10 });
  });

  test("keeps result, evaluations, weights and completion at once, or none of them", async () => {
    const laboratory = open();
    const plan = await offered(laboratory, planOf(1));
    const { store } = laboratory;
    const claim = await takeOne(laboratory, plan);
    await store.saveCheckpoint(claim, head, partsFrom(8));
    const before = await keptOf(laboratory, claim.id);
    async function* broken() {
      yield* partsFrom(3);
      throw new Error("the disk is gone");
    }
    await expect(store.finish(claim, result, 1, broken())).rejects.toThrow("the disk is gone");
    expect(await keptOf(laboratory, claim.id)).toEqual(before);
    expect(await store.finish(claim, result, 1, partsFrom(1, 4))).toBe(true);
    const { evaluations, ...kept } = result;
    expect(await store.trial(claim.id)).toMatchObject({ state: "done", result: kept, iteration: 10, seconds: 1, error: null });
    expect(await store.evaluations(claim.id)).toEqual(evaluations);
    expect(await numbersOf(await store.weights(claim.id))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await store.checkpoint(claim.id)).toBeUndefined();
  });

  test("refuses to finish a run a second time, and the record tells whose the first was", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const plan = await offered(laboratory, planOf(1));
    const claim = await takeOne(laboratory, plan);
    expect(await store.finish(claim, result, 1, null)).toBe(true);
    const before = await keptOf(laboratory, claim.id);
    expect(await store.finish(claim, { ...result, accuracy: 0.9 }, 5, partsFrom(2))).toBe(false);
    expect(await store.record([{ claim, iteration: 3, seconds: 9, evaluations: [] }])).toEqual([claim]);
    expect(await store.interrupt(claim, 9)).toBe(false);
    expect(await keptOf(laboratory, claim.id)).toEqual(before);
    expect(await store.trial(claim.id)).toMatchObject({ state: "done", attempt: claim.attempt });
    expect(await store.weights(claim.id)).toBeUndefined();
  });

  test("keeps a checkpoint of 100 MB as a whole or not at all, bit for bit", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const plan = await offered(laboratory, planOf(1));
    const claim = await takeOne(laboratory, plan);
    const part = Float32Array.from({ length: PART }, (_, i) => i);
    new Uint32Array(part.buffer)[7] = 0x7fc12345; // no number, and says which
    async function* of(count: number, breaks = false) {
      for (let k = 0; k < count; k++) yield part;
      if (breaks) throw new Error("torn");
    }
    expect(await store.saveCheckpoint(claim, { ...head, iteration: 5 }, of(6))).toBe(true);
    await expect(store.saveCheckpoint(claim, { ...head, iteration: 6 }, of(3, true))).rejects.toThrow("torn");
    const kept = await store.checkpoint(claim.id);
    expect(kept?.iteration).toBe(5);
    let bytes = 0; // however they are cut
    for await (const { buffer, byteOffset, byteLength } of kept?.parts ?? []) {
      const [piece, at] = [Buffer.from(buffer, byteOffset, byteLength), bytes % part.byteLength];
      expect(piece.equals(Buffer.from(part.buffer, at, byteLength))).toBe(true);
      bytes += byteLength;
    }
    expect(bytes).toBe(6 * part.byteLength);
    // a reader learns that what it reads was replaced
    const late = await store.checkpoint(claim.id);
    expect(await store.saveCheckpoint(claim, { ...head, iteration: 7 }, partsFrom(1))).toBe(true);
    await expect(numbersOf(late?.parts)).rejects.toThrow(TransientStoreError);
    expect(await numbersOf((await store.checkpoint(claim.id))?.parts)).toEqual([1, 2, 3]);
  });

  test("owes a run that threw until it has thrown so often", async () => {
    const laboratory = open();
    const { store, queue } = laboratory;
    const plan = await offered(laboratory, planOf(1));
    for (const [failures, state] of [
      [1, "queued"],
      [2, "failed"],
    ] as const) {
      const claim = await takeOne(laboratory, plan);
      expect(await store.fail(claim, failure, 1, 2)).toBe(true);
      await queue.settle([claim]);
      expect(await store.trial(claim.id)).toMatchObject({ state, failures, error: "boom", stack: "Error: boom", seconds: failures });
    }
    expect(await store.owed({ experiment: plan.id })).toEqual([]);
  });

  test("resets a run only as it was seen, and not while it runs", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const plan = await offered(laboratory, planOf(1));
    const first = await takeOne(laboratory, plan);
    await store.record([{ claim: first, iteration: 5, seconds: 1, evaluations: [evaluation(5)] }]);
    expect(await store.reset([first])).toEqual([first]);
    await store.finish(first, result, 1, partsFrom(1));
    expect(await store.reset([{ ...first, attempt: first.attempt - 1 }])).toHaveLength(1);
    expect(await store.reset([first])).toEqual([]);
    expect(await store.trial(first.id)).toMatchObject({ state: "queued", iteration: 0, seconds: 0, result: null, owner: null });
    expect([await store.evaluations(first.id), await store.weights(first.id)]).toEqual([[], undefined]);
    await offerOwed(laboratory, plan);
    const second = await takeOne(laboratory, plan);
    await store.finish(second, result, 1, null);
    expect(await store.reset([first])).toEqual([first]); // who looked before that
    expect((await store.trial(first.id))?.state).toBe("done");
  });

  test("takes a run from its owner that is pruned, or removed by itself or with its experiment", async () => {
    const laboratory = open();
    const { store, queue } = laboratory;
    const plan = await offered(laboratory, planOf(3));
    const claims = await queue.take(requirementsOf(plan), 3);
    const [pruned, removed, last] = claims as [Claim, Claim, Claim];
    await store.prune(plan.id, [pruned.id], "behind");
    await store.removeTrial(removed.id);
    expect(await queue.beat(claims)).toEqual(["lost", "lost", "owner"]);
    expect(await store.finish(pruned, result, 1, null)).toBe(false);
    expect(await store.finish(removed, result, 1, null)).toBe(false);
    expect(await store.trial(pruned.id)).toMatchObject({ state: "pruned", error: "behind" });
    expect(await store.members(plan.id)).toHaveLength(2);
    await store.removeExperiment(plan.id);
    expect(await queue.beat([last])).toEqual(["lost"]);
    expect([await store.trial(last.id), await store.experiments([plan.id])]).toEqual([undefined, []]);
  });

  test("prunes nothing that another experiment wants, unless that prunes, too, or is stopped", async () => {
    const { store } = open();
    const numerics = "shared fused";
    const plan = planOf(2, [0], numerics);
    const [id] = idsOf(plan) as [string];
    const other = { ...planOf(2, [0, 0.5], numerics), id: "0ther00000" };
    const stateAfter = async () => {
      await store.prune(plan.id, [id], "behind");
      return (await store.trial(id))?.state;
    };
    for (const each of [plan, other]) await store.saveExperiment(each, "droplab sweep");
    expect(idsOf(other)).toContain(id);
    expect(await stateAfter()).toBe("queued");
    await store.wish(other.id, { stopped: true });
    expect(await stateAfter()).toBe("pruned");
    await store.reset([{ id, attempt: 0 }]);
    await store.wish(other.id, { stopped: false });
    expect(await stateAfter()).toBe("queued");
    await store.saveExperiment({ ...other, experiment: { ...other.experiment, prune: true } }, "droplab sweep");
    expect(await stateAfter()).toBe("pruned");
  });

  test("13.28: owes of an experiment that prunes what may begin, however often all is offered, and what runs goes on", async () => {
    const laboratory = open();
    const { store, queue } = laboratory;
    const plan = planOf(3);
    const pruning = { ...plan, experiment: { ...plan.experiment, prune: true } };
    const owed = async () => [
      (await store.owed({ experiment: plan.id })).map(({ id }) => id),
      (await store.owed({ requirements: requirementsOf(plan) })).map(({ id }) => id),
    ];
    await store.saveExperiment(pruning, "droplab sweep --prune");
    expect(await owed()).toEqual([[], []]);
    const [first, second, third] = idsOf(plan) as [string, string, string];
    await store.letBegin(plan.id, 1);
    expect(await owed()).toEqual([[first], [first]]);
    await store.letBegin(plan.id, 2);
    await offerOwed(laboratory, plan);
    const claim = await takeOne(laboratory, plan);
    await store.letBegin(plan.id, 0); // another process that has not looked yet
    expect(await queue.beat([claim])).toEqual(["owner"]);
    expect(await owed()).toEqual([[], []]);
    await store.letBegin(plan.id, 2);
    expect((await owed())[0]).toEqual([first, second].filter((id) => id !== claim.id));
    await store.letBegin(plan.id, Number.POSITIVE_INFINITY);
    expect((await owed())[0]).toEqual([first, second, third].filter((id) => id !== claim.id));
    await store.letBegin(plan.id, 1);
    await store.saveExperiment({ ...plan, id: "0ther0000f" }, "droplab run"); // does not prune, and wants them all
    expect((await owed())[1]).toEqual([first, second, third].filter((id) => id !== claim.id));
  });

  test("prunes nothing that has come to its end", async () => {
    const laboratory = open();
    const plan = await offered(laboratory, planOf(1));
    const claim = await takeOne(laboratory, plan);
    await laboratory.store.finish(claim, result, 1, null);
    await laboratory.store.prune(plan.id, [claim.id], "behind");
    expect((await laboratory.store.trial(claim.id))?.state).toBe("done");
  });

  test("tells a worker elsewhere whose clock is behind from one that is no more, by listening to it", async () => {
    const [behind, gone, observer] = [open(), open(), open()];
    const [claim, lost] = [await takeOne(behind, await offered(behind, planOf(1))), await takeOne(gone, await offered(gone, planOf(1)))];
    const aliveOf = (running: readonly { readonly id: string; readonly alive: boolean }[]) =>
      [claim, lost].map(({ id }) => running.find((run) => run.id === id)?.alive);
    expect(aliveOf(await observer.store.running())).toEqual([true, true]);
    await implementation.age(3600);
    expect(aliveOf(await observer.store.running())).toEqual([false, false]);
    const listen = async () => void (await behind.queue.beat([claim]));
    expect(aliveOf(await observer.store.running(listen))).toEqual([true, false]);
  });
});
