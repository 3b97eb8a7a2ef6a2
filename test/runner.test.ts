import { expect } from "vitest";
import type { Laboratory, Store } from "#experiment";
import { workRuns } from "#lab";
import { idsOf, offerOwed, silence, takeOne } from "./laboratories.ts";
import { data, endless, events, planOf, running, statesOf, until, withEach } from "./sweeps.ts";
import { TestClock } from "./testClock.ts";

withEach("two sweeps of one experiment run every trial once, and both end with all", async (implementation) => {
  const laboratories = [implementation.open(), implementation.open()];
  const plan = planOf({ iterations: 200, reps: 4, grid: { dropout: [0, 0.5] } });
  const ends = laboratories.map((laboratory) => running(laboratory, plan).ended);
  expect(await Promise.all(ends)).toEqual([true, true]);
  for (const id of idsOf(plan)) expect(await events(laboratories[0] as Laboratory, id)).toEqual(["started", "done"]);
});

withEach("a run that was lost is dropped, which is said, and the process goes on with another", async (implementation) => {
  const [own, other] = [implementation.open(), implementation.open()];
  const plan = planOf({ ...endless, reps: 2 });
  const [first, second] = idsOf(plan) as [string, string];
  const lost: unknown[] = [];
  const { stop, clock, ended } = running(own, plan, { onLost: (id, record) => lost.push([id, record?.state, record?.attempt]) });
  await until(async () => (await own.store.checkpoint(first)) !== undefined);
  // the process was stopped: it has not beaten while the other looked
  await silence(implementation, other, plan);
  await offerOwed(other, plan);
  const claim = await takeOne(other, plan);
  expect(claim.id).toBe(first);
  await until(async () => (await statesOf(other, plan))[1] === "running"); // its next checkpoint was refused
  expect(lost).toEqual([[first, "running", claim.attempt]]);
  await clock.pass(5000);
  expect(await other.queue.beat([claim])).toEqual(["owner"]);
  stop.abort();
  expect(await ended).toBe(false);
  expect(await statesOf(other, plan)).toEqual(["running", "interrupted"]);
  expect(await events(other, first)).toEqual([
    "started",
    expect.stringMatching(/^process \d+ on .* is no more$/),
    expect.stringMatching(/^continued/),
  ]);
  expect((await own.store.trial(second))?.attempt).toBeGreaterThan(claim.attempt);
});

withEach(
  "a wish that the experiment stops reaches the process with its next beat, and the same command goes on",
  async (implementation) => {
    const [own, page] = [implementation.open(), implementation.open()];
    const plan = planOf(endless);
    const { clock, ended } = running(own, plan);
    await until(async () => (await own.store.checkpoint(plan.trials[0]?.id ?? "")) !== undefined);
    await page.store.wish(plan.id, { stopped: true });
    await clock.pass(5000);
    expect(await ended).toBe(false);
    expect(await statesOf(page, plan)).toEqual(["interrupted"]);
    expect(await events(page, plan.trials[0]?.id ?? "")).toEqual(["started", "interrupted"]);
  },
);

withEach("a run that is given up or removed while it runs is dropped", async (implementation) => {
  const [own, other] = [implementation.open(), implementation.open()];
  const plan = planOf({ ...endless, reps: 2 });
  const [first, second] = idsOf(plan) as [string, string];
  const lost: unknown[] = [];
  const { clock, ended } = running(own, plan, { workers: 2, onLost: (id, record) => lost.push([id, record?.state]) });
  await until(async () => (await statesOf(own, plan)).every((state) => state === "running"));
  await other.store.prune(plan.id, [first], "behind");
  await clock.pass(5000);
  await until(() => lost.length === 1);
  await other.store.removeExperiment(plan.id);
  await clock.pass(5000);
  expect(await ended).toBe(false);
  expect(lost).toEqual([
    [first, "pruned"],
    [second, undefined],
  ]);
});

withEach("nets are not kept where that is not wanted", async (implementation) => {
  const own = implementation.open();
  const plan = planOf({ iterations: 300, reps: 1 });
  expect(await running(own, plan, { keepsNets: false }).ended).toBe(true);
  const [id] = idsOf(plan) as [string];
  expect([(await own.store.trial(id))?.state, await own.store.weights(id), await own.store.checkpoint(id)]).toEqual([
    "done",
    undefined,
    undefined,
  ]);
});

/** A store of which one method does something else. */
function withMethod<Name extends keyof Store>(store: Store, name: Name, method: Store[Name]): Store {
  const get = (target: Store, asked: keyof Store) => {
    const value = asked === name ? method : target[asked];
    return typeof value === "function" ? value.bind(target) : value;
  };
  return new Proxy(store, { get: (target, asked) => get(target, asked as keyof Store) });
}

withEach(
  "a store that is slow has the evaluations before a checkpoint of theirs, and of waiting checkpoints the last",
  async (implementation) => {
    const own = implementation.open();
    const every = 5;
    const plan = planOf({ ...endless, evaluateEvery: every, reps: 2 });
    const saved: { id: string; iteration: number; evaluations: number }[] = [];
    const saveCheckpoint: Store["saveCheckpoint"] = async (claim, head, parts) => {
      const { length } = await own.store.evaluations(claim.id);
      saved.push({ id: claim.id, iteration: head.iteration, evaluations: length });
      await new Promise((resolve) => setTimeout(resolve, 100));
      return own.store.saveCheckpoint(claim, head, parts);
    };
    const { queue, close } = own;
    const laboratory = { store: withMethod(own.store, "saveCheckpoint", saveCheckpoint), queue, close };
    const { stop, ended } = running(laboratory, plan, { workers: 2 });
    await until(() => saved.length >= 12);
    stop.abort();
    expect(await ended).toBe(false);
    for (const { iteration, evaluations } of saved)
      expect(evaluations, `at ${iteration}`).toBeGreaterThanOrEqual(Math.floor(iteration / every));
    // they are made a hundred times as fast as they are saved, and do not pile up
    expect(saved.length).toBeLessThan(20);
  },
);

withEach("a run that throws is tried again as often as it may throw, and is failed then", async (implementation) => {
  const laboratory = implementation.open();
  const plan = planOf({ iterations: 100, reps: 1 });
  const unfit = { ...data, shape: [3] };
  const { clock, ended } = running(laboratory, plan, { load: () => unfit, failures: 3 });
  let isOver = false;
  void ended.finally(() => {
    isOver = true;
  });
  for (; !isOver; await clock.pass(1000)) await new Promise((resolve) => setTimeout(resolve, 5));
  expect([await ended, clock.now()]).toEqual([true, expect.toSatisfy((ms: number) => ms >= 15_000)]); // 5 and 10 s
  const [id] = idsOf(plan) as [string];
  expect(await laboratory.store.trial(id)).toMatchObject({ state: "failed", failures: 3, losses: 0 });
  expect((await events(laboratory, id)).filter((text) => text.startsWith("failed: "))).toHaveLength(3);
});

withEach("a worker makes runs of any plan, and goes on where one that it took is removed before it begins", async (implementation) => {
  const [own, other] = [implementation.open(), implementation.open()];
  const plan = planOf({ iterations: 100, reps: 3, grid: { l2: [0, 0.1] } });
  await other.store.saveExperiment(plan, "droplab sweep");
  await other.queue.offer(await other.store.owed({ experiment: plan.id }));
  let removed: string | undefined;
  const store = new Proxy(own.store, {
    get(target, name) {
      if (name !== "trial") return (target[name as keyof Store] as () => unknown).bind(target);
      return async (id: string) => {
        if (removed === undefined) {
          removed = id;
          await other.store.removeTrial(id);
        }
        return await target.trial(id);
      };
    },
  });
  const made = await workRuns({
    laboratory: { ...own, store },
    dataFor: async () => data,
    ...{ device: "auto", workers: 1, stop: new AbortController().signal, untilEmpty: true },
  });
  expect([made, removed]).toEqual([5, idsOf(plan)[0]]);
  expect((await statesOf(other, plan)).toSorted()).toEqual(["done", "done", "done", "done", "done", undefined]);
});

withEach("what throws on one machine is left to others for a while: it fails none of their runs", async (implementation) => {
  const [lacking, other] = [implementation.open(), implementation.open()];
  const plan = planOf({ iterations: 100, reps: 6 });
  const [bad, good] = [
    running(lacking, plan, { load: () => ({ ...data, shape: [3] }), failures: 3 }),
    running(other, plan, { failures: 3, workers: 2 }),
  ];
  for (const { clock, ended } of [bad, good]) {
    let isOver = false;
    void ended.finally(() => {
      isOver = true;
    });
    for (; !isOver; await clock.pass(200)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const records = [...(await other.store.trials(idsOf(plan))).values()];
  expect(records.map(({ state }) => state)).toEqual(Array(6).fill("done"));
  expect(Math.max(...records.map(({ failures }) => failures))).toBeLessThan(3);
});

withEach(
  "who ends when nothing waits stays a while beside others: the runs of one that has just died come to wait",
  async (implementation) => {
    const [own, other] = [implementation.open(), implementation.open()];
    const plan = planOf({ iterations: 100, reps: 2 });
    await other.store.saveExperiment(plan, "droplab sweep");
    await offerOwed(other, plan);
    await takeOne(other, plan);
    const clock = new TestClock();
    let made: number | undefined;
    void workRuns({
      laboratory: own,
      dataFor: async () => data,
      ...{ device: "auto", workers: 1, stop: new AbortController().signal, untilEmpty: true, clock },
    }).then((count) => {
      made = count;
    });
    await until(async () => (await statesOf(own, plan)).includes("done"));
    await silence(implementation, own, plan);
    await until(() => made !== undefined);
    expect([made, await statesOf(own, plan)]).toEqual([2, ["done", "done"]]);
  },
);
