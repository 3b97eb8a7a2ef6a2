import { afterAll, describe, expect, test } from "vitest";
import type { BundledRecord } from "#experiment";
import type { Robustness } from "#train";
import { implementations, keptOf, offered, partsFrom, planOf, result, takeOne } from "./laboratories.ts";

const robustness: Robustness = {
  kind: "units",
  units: [3],
  images: 2,
  shares: [0, 0.5],
  right: [
    [2, 2],
    [1, 0],
  ],
  rightRescaled: [
    [2, 2],
    [1, 1],
  ],
};

describe.each(implementations)("17: robustness in a store (%s)", async (_, make) => {
  const implementation = await make();
  const open = implementation.open;
  afterAll(() => implementation.end());

  test("is added to a run that is done, under its attempt alone, once, and seen as a change", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const plan = await offered(laboratory, planOf(1));
    const claim = await takeOne(laboratory, plan);
    expect(await store.addRobustness(claim, robustness)).toBe(false); // it still runs
    await store.finish(claim, result, 1, partsFrom(1));
    const before = await keptOf(laboratory, claim.id);
    const { mark } = await store.changes();
    expect(await store.addRobustness({ ...claim, attempt: claim.attempt + 1 }, robustness)).toBe(false);
    expect(await store.addRobustness({ ...claim, id: "nothing" }, robustness)).toBe(false);
    expect([await keptOf(laboratory, claim.id), (await store.changes(mark)).runs]).toEqual([before, []]);
    expect(await store.addRobustness(claim, robustness)).toBe(true);
    const { evaluations: __, ...kept } = result;
    expect(await store.trial(claim.id)).toMatchObject({
      state: "done",
      result: { ...kept, robustness },
      attempt: claim.attempt,
      seconds: 1,
    });
    expect((await store.changes(mark)).runs).toEqual([claim.id]);
    expect((await store.logOf(claim.id)).at(-1)?.text).toBe("robustness measured");
    expect(await store.addRobustness(claim, { ...robustness, images: 1 })).toBe(false);
    expect((await store.trial(claim.id))?.result?.robustness).toEqual(robustness);
    expect((await store.check()).damages).toEqual([]);
    await store.reset([claim]);
    expect((await store.trial(claim.id))?.result).toBeNull();
  });

  test("comes with a run that is imported", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const plan = await offered(laboratory, planOf(1));
    const claim = await takeOne(laboratory, plan);
    await store.finish(claim, result, 1, null);
    await store.addRobustness(claim, robustness);
    const { attempt, failures, losses, ...run } = (await store.trial(claim.id)) ?? ({} as never);
    await store.removeTrial(claim.id);
    async function* records(): AsyncGenerator<BundledRecord> {
      yield { kind: "run", run: { ...run, evaluations: result.evaluations, weights: null } };
    }
    await store.importBundle(records());
    expect((await store.trial(claim.id))?.result?.robustness).toEqual(robustness);
  });
});
