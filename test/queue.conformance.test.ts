import { afterAll, describe, expect, test } from "vitest";
import type { Claim, Laboratory } from "#experiment";
import { thisProcess } from "../src/store/processes.ts";
import {
  idsOf,
  implementations,
  LEASE,
  offered,
  offerOwed,
  type Place,
  partsFrom,
  planOf,
  requirementsOf,
  result,
  silence,
  takeOne,
} from "./laboratories.ts";

const idsIn = (claims: readonly Claim[]) => claims.map(({ id }) => id);

describe.each(implementations)("a queue (%s)", async (_, make) => {
  const implementation = await make();
  const open = implementation.open;
  afterAll(() => implementation.end());

  test("gives a run to one taker only", async () => {
    const laboratories = Array.from({ length: 6 }, () => open());
    const plan = await offered(laboratories[0] as Laboratory, planOf(60));
    const taken = await Promise.all(
      laboratories.map(async ({ queue }) => {
        const own: string[] = [];
        for (let claims = await queue.take(requirementsOf(plan)); claims.length; claims = await queue.take(requirementsOf(plan)))
          own.push(...idsIn(claims));
        return own;
      }),
    );
    expect(taken.flat().sort()).toEqual(idsOf(plan).sort());
  });

  test("gives runs in the order of the plan, also those that failed, were interrupted or lost", async () => {
    const [a, b] = [open(), open()];
    const plan = await offered(a, planOf(3, [0, 0.5]));
    const first = await a.queue.take(requirementsOf(plan), 3);
    expect(idsIn(first)).toEqual(idsOf(plan).slice(0, 3));
    const [failed, interrupted, lost] = first as [Claim, Claim, Claim];
    await a.store.fail(failed, { message: "boom", stack: "" }, 1, 3);
    await a.store.interrupt(interrupted, 1);
    await a.queue.settle([failed, interrupted]);
    await silence(implementation, b, plan);
    await offerOwed(b, plan);
    expect(idsIn(await b.queue.take(requirementsOf(plan), 6))).toEqual(idsOf(plan));
    const records = await b.store.trials(idsOf(plan));
    expect(records.get(failed.id)).toMatchObject({ failures: 1, losses: 0 });
    expect(records.get(interrupted.id)).toMatchObject({ failures: 0, losses: 0 });
    expect(records.get(lost.id)).toMatchObject({ failures: 0, losses: 1 });
  });

  test("gives no run to a worker that asks for other digits or data", async () => {
    const laboratory = open();
    const plan = await offered(laboratory, planOf(1));
    const [requirement] = requirementsOf(plan) as [string];
    expect(await laboratory.queue.take([`${requirement}x`, requirement.slice(0, -1)])).toEqual([]);
    expect(await laboratory.store.owed({ requirements: [requirement] })).toMatchObject([{ id: idsOf(plan)[0], requirement }]);
  });

  test("asks requirements in their order", async () => {
    const laboratory = open();
    const [first, second] = [await offered(laboratory, planOf(2)), await offered(laboratory, planOf(1))];
    const taken = await laboratory.queue.take([...requirementsOf(second), ...requirementsOf(first)], 2);
    expect(idsIn(taken)).toEqual([idsOf(second)[0], idsOf(first)[0]]);
  });

  test("gets again what it has forgotten, waiting or running, when it is offered again", async () => {
    const [a, b] = [open(), open()];
    const plan = await offered(a, planOf(3));
    const claim = await takeOne(a, plan);
    for (const id of idsOf(plan)) await implementation.forget(id);
    expect(await b.queue.take(requirementsOf(plan))).toEqual([]);
    expect(idsIn((await b.store.owed({ experiment: plan.id })) as never)).toEqual(idsOf(plan).slice(1)); // who works on one keeps it
    await offerOwed(b, plan);
    expect(idsIn(await b.queue.take(requirementsOf(plan), 9))).toEqual(idsOf(plan).slice(1));
    await silence(implementation, b, plan, [b]);
    await offerOwed(b, plan);
    expect(idsIn(await b.queue.take(requirementsOf(plan), 9))).toEqual([claim.id]);
    expect(await a.store.finish(claim, result, 1, partsFrom(1))).toBe(false);
  });

  test("leaves a run that is offered or delivered a second time with its owner, and passes over what is done", async () => {
    const [a, b] = [open(), open()];
    const plan = await offered(a, planOf(1));
    const stale = await a.store.owed({ experiment: plan.id });
    const claim = await takeOne(a, plan);
    await b.queue.offer(stale);
    expect(await b.queue.take(requirementsOf(plan))).toEqual([]);
    expect(await a.queue.beat([claim])).toEqual(["owner"]);
    expect(await a.store.finish(claim, result, 1, null)).toBe(true);
    await a.queue.settle([claim]);
    await a.queue.settle([claim]);
    await b.queue.offer(stale);
    expect(await b.queue.take(requirementsOf(plan))).toEqual([]);
  });

  test(`${implementation.forgetsOffers ? "forgets" : "keeps"} what a worker has offered that closes, and the store still owes it`, async () => {
    const [a, b] = [open(), open()];
    const plan = await offered(a, planOf(2));
    await a.close();
    if (!implementation.forgetsOffers) return expect(await b.queue.take(requirementsOf(plan), 2)).toHaveLength(2);
    expect(await b.queue.take(requirementsOf(plan))).toEqual([]);
    await offerOwed(b, plan);
    expect(await b.queue.take(requirementsOf(plan), 2)).toHaveLength(2);
  });

  test("never gives an attempt again, not even of a run that was removed and planned anew", async () => {
    const laboratory = open();
    const plan = await offered(laboratory, planOf(1));
    const old = await takeOne(laboratory, plan);
    await laboratory.store.removeExperiment(plan.id);
    expect(await laboratory.queue.beat([old])).toEqual(["lost"]);
    await laboratory.queue.settle([old]);
    await offered(laboratory, plan);
    const claim = await takeOne(laboratory, plan);
    expect([claim.id, claim.attempt > old.attempt]).toEqual([old.id, true]);
    expect(await laboratory.store.finish(old, result, 1, null)).toBe(false);
    expect(await laboratory.store.finish(claim, result, 1, null)).toBe(true);
  });

  test("tells owners of a stopped experiment to stop, gives none of its runs, and goes on from the checkpoint when it is resumed", async () => {
    const [a, page] = [open(), open()];
    const plan = await offered(a, planOf(2));
    const claim = await takeOne(a, plan);
    await page.store.wish(plan.id, { stopped: true });
    expect(await a.queue.beat([claim])).toEqual(["stop"]);
    await a.store.saveCheckpoint(claim, { iteration: 40, wordsPerNumber: 1, stateWords: 3 }, partsFrom(4));
    expect(await a.store.interrupt(claim, 1)).toBe(true);
    await a.queue.settle([claim]);
    expect([await a.queue.take(requirementsOf(plan)), await a.store.owed({ experiment: plan.id })]).toEqual([[], []]);
    await page.store.wish(plan.id, { stopped: false });
    await offerOwed(page, plan);
    expect(idsIn(await page.queue.take(requirementsOf(plan), 2))).toEqual(idsOf(plan));
    expect((await page.store.checkpoint(claim.id))?.iteration).toBe(40);
  });

  test("goes on with a run of a stopped experiment that another wants", async () => {
    const laboratory = open();
    const { store, queue } = laboratory;
    const one = await offered(laboratory, planOf(1));
    const two = planOf(1, [0, 0.5], one.trials[0]?.numerics);
    await store.saveExperiment(two, "droplab sweep");
    const claim = await takeOne(laboratory, one);
    await store.wish(one.id, { stopped: true });
    expect(await queue.beat([claim])).toEqual(["owner"]);
    await store.wish(two.id, { stopped: true });
    expect(await queue.beat([claim])).toEqual(["stop"]);
  });

  test("moves what waits by an order that is wished, though nobody offers it anew", async () => {
    const laboratory = open();
    const first = await offered(laboratory, planOf(2));
    const second = await offered(laboratory, planOf(2, [0.5], first.trials[0]?.numerics));
    await open().store.wish(second.id, { order: -1 });
    expect(idsIn(await laboratory.queue.take(requirementsOf(first), 4))).toEqual([...idsOf(second), ...idsOf(first)]);
  });

  if (implementation.hasOwnClock)
    test("loses a worker by the observer's clock alone, and not while the observer was away", async () => {
      const [a, b] = [open(), open()];
      const plan = await offered(a, planOf(1));
      const claim = await takeOne(a, plan);
      const look = async () => {
        await offerOwed(b, plan);
        return idsIn(await b.queue.take(requirementsOf(plan)));
      };
      expect(await look()).toEqual([]);
      await implementation.pass(100 * LEASE); // the observer slept
      expect(await look()).toEqual([]);
      await a.queue.beat([claim]); // which begins the lease anew
      for (let third = 0; third < 3; third++) {
        expect(await look()).toEqual([]);
        await implementation.pass(LEASE / 3);
      }
      expect(await look()).toEqual([claim.id]);
      expect(await a.queue.beat([claim])).toEqual(["lost"]);
    });

  test("loses a worker at once whose process is seen to be dead, and only where its number means something", async () => {
    const here = thisProcess();
    const place = (more: Partial<Place>): Place => ({ ...here, ...more });
    const inContainer = open(place({ pid: 4_000_001, pidNamespace: "pid:[another container]" }));
    const beforeReboot = open(place({ pid: 4_000_002, boot: "another boot" }));
    const [alive, dead, observer] = [open(place({})), open(place({ pid: 4_000_000 })), open(place({}))];
    const plan = await offered(observer, planOf(4));
    for (const laboratory of [alive, inContainer, beforeReboot, dead]) await takeOne(laboratory, plan);
    await offerOwed(observer, plan);
    expect(idsIn(await observer.queue.take(requirementsOf(plan), 4))).toEqual([idsOf(plan)[3]]);
    const [forgotten, gone] = [planOf(1), open(place({ pid: 4_000_003 }))];
    await offered(gone, forgotten); // what it has offered may go with it, so that nobody goes on with it unasked
    expect(await observer.queue.take(requirementsOf(forgotten))).toHaveLength(implementation.forgetsOffers ? 0 : 1);
    const later = await offered(observer, planOf(1));
    await takeOne(open(place({ processStart: "1" })), later); // another process has its number now
    await offerOwed(observer, later);
    expect(idsIn(await observer.queue.take(requirementsOf(later)))).toEqual(idsOf(later));
  });
});
