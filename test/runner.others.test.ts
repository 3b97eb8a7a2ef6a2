import { expect } from "vitest";
import type { Plan } from "#experiment";
import { idsOf, offerOwed, result, takeOne } from "./laboratories.ts";
import { endless, events, planOf, running, statesOf, until, withEach } from "./sweeps.ts";

withEach("a sweep helps with what others have offered, and gives it back when its own runs are through", async (implementation) => {
  const [own, other] = [implementation.open(), implementation.open()];
  const long = planOf({ ...endless, reps: 1 });
  await other.store.saveExperiment(long, "droplab sweep");
  await other.store.wish(long.id, { order: -1 }); // comes first
  await offerOwed(other, long);
  const short = planOf({ iterations: 3000, reps: 2, learningRate: 0.01 });
  expect(await running(own, short, { workers: 2 }).ended).toBe(true);
  expect(await statesOf(own, short)).toEqual(["done", "done"]);
  expect(await statesOf(own, long)).toEqual(["interrupted"]);
  expect(await events(own, long.trials[0]?.id ?? "")).toEqual(["started", "interrupted"]);
  expect((await own.store.checkpoint(long.trials[0]?.id ?? ""))?.iteration).toBeGreaterThan(0);
});

withEach("a sweep whose runs are all made by others takes none of another experiment, and ends with them", async (implementation) => {
  const [own, other] = [implementation.open(), implementation.open()];
  const [short, long] = [planOf({ iterations: 100, reps: 2, learningRate: 0.02 }), planOf(endless)];
  const offer = async (plan: Plan) => {
    await other.store.saveExperiment(plan, "droplab sweep");
    await offerOwed(other, plan);
  };
  await offer(short);
  const claims = [await takeOne(other, short), await takeOne(other, short)];
  await offer(long);
  const settled: string[] = [];
  const { ended } = running(own, short, { onSettled: ({ id }) => settled.push(id) });
  await new Promise((resolve) => setTimeout(resolve, 300)); // in which it would take the other one
  for (const claim of claims) expect(await other.store.finish(claim, result, 1, null)).toBe(true);
  expect(await ended).toBe(true);
  expect(settled).toEqual(idsOf(short));
  expect(await events(own, long.trials[0]?.id ?? "")).toEqual([]);
});

withEach(
  "a sweep that works on a long run of another gives it back when others have made its own, and tells of these",
  async (implementation) => {
    const [own, other] = [implementation.open(), implementation.open()];
    const long = planOf(endless);
    const [id] = idsOf(long) as [string];
    await other.store.saveExperiment(long, "droplab sweep");
    await other.store.wish(long.id, { order: -1 }); // comes first
    await offerOwed(other, long);
    const short = planOf({ iterations: 100, reps: 2, learningRate: 0.03 });
    const settled: string[] = [];
    const { ended, clock } = running(own, short, { onSettled: (trial) => settled.push(trial.id) });
    await until(async () => (await own.store.checkpoint(id)) !== undefined);
    const [first, second] = [await takeOne(other, short), await takeOne(other, short)];
    await other.store.finish(first, result, 1, null);
    await until(async () => {
      await clock.pass(2000);
      return settled.length > 0;
    });
    expect(await statesOf(own, long)).toEqual(["running"]);
    await other.store.finish(second, result, 1, null);
    await until(async () => {
      await clock.pass(2000);
      return (await statesOf(own, long))[0] === "interrupted";
    });
    expect([await ended, settled]).toEqual([true, idsOf(short)]);
    expect((await own.store.checkpoint(id))?.iteration).toBeGreaterThan(0);
  },
);

withEach("a sweep that is to stop gives back the run of another that it works on", async (implementation) => {
  const [own, other] = [implementation.open(), implementation.open()];
  const long = planOf(endless);
  const [id] = idsOf(long) as [string];
  await other.store.saveExperiment(long, "droplab sweep");
  await other.store.wish(long.id, { order: -1 }); // comes first
  await offerOwed(other, long);
  const short = planOf({ iterations: 100, reps: 2, learningRate: 0.04 });
  const { ended, clock } = running(own, short);
  await until(async () => (await own.store.checkpoint(id)) !== undefined);
  await other.store.wish(short.id, { stopped: true });
  await until(async () => {
    await clock.pass(2000);
    return (await statesOf(own, long))[0] === "interrupted";
  });
  expect([await ended, await statesOf(own, short)]).toEqual([false, ["queued", "queued"]]);
});
