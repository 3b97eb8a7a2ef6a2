import { describe, expect, test } from "vitest";
import { openDevice } from "#devices";
import { defaultSettings } from "../src/web/playground/settings/settings.ts";
import { liesOf } from "../src/web/playground/twin/lies.ts";
import { rawLogitsOf, sightUnderMask } from "../src/web/playground/twin/rawLogits.ts";
import { TEST, Twin } from "../src/web/playground/twin/twin.ts";
import { mnistDigits } from "./playgroundDigits.ts";

const device = await openDevice("wasm");
const digits = mnistDigits();
const { shared, a } = defaultSettings;
const relu = { ...shared, model: "mlp(32,16)", logits: "relu" } as const;
const places = Int32Array.from({ length: 40 }, (_, i) => i);

async function trained(twin: Twin, steps: number): Promise<Twin> {
  while (twin.step < steps) await twin.train(Math.min(twin.untilRecord(), steps - twin.step));
  return twin;
}

describe("logits before the ReLU", () => {
  test("are what the net gives where they are positive, and below zero where it gives 0", async () => {
    const twin = await trained(new Twin(device, digits, { shared: relu, own: a }), 60);
    const before = await twin.place();
    const { whole, masked } = await rawLogitsOf(twin, places, { rate: 0.5, first: 0 });
    const given = await twin.aside(() => twin.trainer.logits(TEST, places));
    for (const [i, logit] of whole.entries()) expect(Math.max(0, logit)).toBeCloseTo(given[i] as number, 4);
    expect(whole.some((logit) => logit < 0)).toBe(true);
    expect(masked).not.toEqual(whole);
    expect(await rawLogitsOf(twin, places, { rate: 0.5, first: 0 })).toEqual({ step: 60, whole, masked });
    expect((await twin.place()).state).toEqual(before.state);
  });

  test("under a mask are those of the net that is shown under it", async () => {
    const twin = await trained(new Twin(device, digits, { shared: relu, own: a }), 60);
    const { masked } = await rawLogitsOf(twin, places, { rate: 0.5, first: 7 });
    const sight = await sightUnderMask(twin, { test: 3 }, { rate: 0.5, first: 10 });
    for (const [k, logit] of (sight.thinned?.logits ?? []).entries())
      expect(logit).toBeCloseTo(Math.max(0, masked[10 * 3 + k] as number), 4);
    const [kept, values] = [sight.kept[1] as Uint8Array, sight.thinned?.values[1] as Float32Array];
    const dropped = kept.filter((keeps) => keeps === 0).length;
    expect(dropped).toBeGreaterThan(6);
    for (const [i, keeps] of kept.entries()) if (!keeps) expect(values[i]).toBe(0);
  });
});

describe("wrong labels", () => {
  test("are learned by heart by a net that has room for them, and those that are shown are wrong", async () => {
    const few = { ...shared, model: "mlp(64)", trainExamples: 200, labelNoise: 0.4 };
    const twin = new Twin(device, digits, { shared: few, own: a });
    const first = await liesOf(twin, 30);
    expect(first).toMatchObject({ images: 80, step: 0 });
    expect(first?.byHeart).toBeLessThan(0.3);
    const last = await liesOf(await trained(twin, 600), 30);
    expect(last?.byHeart).toBeGreaterThan(0.9);
    expect([last?.labels.length, last?.answers.length, last?.pixels.length]).toEqual([30, 30, 30 * 784]);
    expect(last?.answers.filter((answer, i) => answer === last.labels[i]).length).toBeLessThan(5);
    expect(await liesOf(new Twin(device, digits, { shared: { ...few, labelNoise: 0 }, own: a }), 30)).toBeNull();
  });
});
