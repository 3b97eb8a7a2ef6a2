import { afterAll, describe, expect, test } from "vitest";
import type { BundledRecord, StoreReader } from "#experiment";
import { implementations, offered, offerOwed, planOf, result, silence, takeOne } from "./laboratories.ts";

const snapshot = (iteration: number, first = iteration) => ({ iteration, floats: Float32Array.of(first, 0.1, Number.NaN) });
const kept = async (store: StoreReader, id: string) => {
  const all: [number, number[]][] = [];
  for await (const { iteration, floats } of store.snapshots(id)) all.push([iteration, [...floats]]);
  return all;
};
const row = (iteration: number, first = iteration) => [iteration, [first, Math.fround(0.1), Number.NaN]];

describe.each(implementations)("17: snapshots in a store (%s)", async (_, make) => {
  const implementation = await make();
  const open = implementation.open;
  afterAll(() => implementation.end());

  test("are kept by iteration, of the owner alone, and stay when another goes on", async () => {
    const [paused, other] = [open(), open()];
    const plan = await offered(paused, planOf(1));
    const old = await takeOne(paused, plan);
    const { store } = other;
    for (const iteration of [20, 10]) expect(await paused.store.addSnapshot(old, snapshot(iteration))).toBe(true);
    await paused.store.addSnapshot(old, snapshot(20, 7));
    await silence(implementation, other, plan);
    await offerOwed(other, plan);
    const claim = await takeOne(other, plan);
    expect(await paused.store.addSnapshot(old, snapshot(30))).toBe(false);
    expect(await kept(store, old.id)).toEqual([row(10), row(20, 7)]);
    const { mark } = await other.store.changes();
    expect(await other.store.addSnapshot(claim, snapshot(40))).toBe(true);
    expect((await other.store.changes(mark)).runs).toEqual([claim.id]);
    await other.store.finish(claim, result, 1, null);
    expect(await other.store.addSnapshot(claim, snapshot(50))).toBe(false);
    expect(await kept(store, old.id)).toEqual([row(10), row(20, 7), row(40)]);
    expect((await other.store.check()).damages).toEqual([]);
    await other.store.reset([claim]);
    expect(await kept(store, old.id)).toEqual([]);
  });

  test("are forty at most", async () => {
    const laboratory = open();
    const claim = await takeOne(laboratory, await offered(laboratory, planOf(1)));
    for (let iteration = 1; iteration <= 41; iteration++) expect(await laboratory.store.addSnapshot(claim, snapshot(iteration))).toBe(true);
    await laboratory.store.addSnapshot(claim, snapshot(40, 7));
    expect((await kept(laboratory.store, claim.id)).slice(-2)).toEqual([row(39), row(40, 7)]);
  });

  test("come with a run that is imported", async () => {
    const laboratory = open();
    const { store } = laboratory;
    const claim = await takeOne(laboratory, await offered(laboratory, planOf(1)));
    await store.finish(claim, result, 1, null);
    const { attempt, failures, losses, ...run } = (await store.trial(claim.id)) ?? ({} as never);
    await store.removeTrial(claim.id);
    async function* records(): AsyncGenerator<BundledRecord> {
      const snapshots = [{ iteration: 10, floats: Buffer.from(snapshot(10).floats.buffer).toString("base64") }];
      yield { kind: "run", run: { ...run, evaluations: result.evaluations, snapshots, weights: null } };
    }
    await store.importBundle(records());
    expect(await kept(store, claim.id)).toEqual([row(10)]);
  });
});
