import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { RandomSequence } from "#engine";
import type { OptionValue } from "#regularize";
import { runTrial, type TrialConfig, type TrialResult } from "#train";
import { averageThinnedNets } from "../src/train/thinnedNets.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { everyExample, parametersOf, tinyTrainer, train } from "./tinyTrainer.ts";

const random = new RandomSequence(4, "noise");
/** Three classes that overlap, so that accuracies go up and down. */
const part = (count: number) => {
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 3);
  const images = Uint8Array.from({ length: count * 8 }, (_, i) => (i % 8 === labels[Math.floor(i / 8)] ? 40 : 0) + random.below(100));
  return { images, labels, features: 8, count };
};
const data: ImageDataset = { name: "three", classes: 3, shape: [8], scale: 1 / 255, train: part(150), test: part(60), heldOut: 60 };
const { device } = devices[0] as (typeof devices)[number];

async function resultOf(protocol: TrialConfig["protocol"], methods: Readonly<Record<string, OptionValue>>, seed = 1): Promise<TrialResult> {
  const model = {
    name: "small",
    layers: [
      { layer: "dropout", rate: "input" },
      { layer: "dense", units: 8 },
      { layer: "relu" },
      { layer: "dropout" },
      { layer: "dense", units: 3 },
    ],
  } as const;
  const trial = runTrial(
    {
      protocol,
      model,
      methods,
      optimizer: "adam",
      learningRate: 0.01,
      schedule: { kind: "constant" },
      momentum: 0,
      iterations: 200,
      evaluateEvery: 5,
      batch: 20,
      seed,
    },
    data,
    device,
  );
  for (;;) {
    const { done, value } = await trial.next();
    if (done) return value.result;
  }
}

describe.each(["post", "sound"] as const)("under protocol %s", async (protocol) => {
  const whole = await resultOf(protocol, { dropout: 0.3 });
  /** The best of the first evaluations: of equal accuracies the first on the test examples; the lowest loss, then the last, on held-out ones. */
  const bestOf = (count: number) => {
    const order = whole.evaluations.slice(0, count).toSorted((a, b) => {
      if (a.accuracy !== b.accuracy) return b.accuracy - a.accuracy;
      return protocol === "post" ? a.iteration - b.iteration : a.selectionLoss - b.selectionLoss || b.iteration - a.iteration;
    });
    return order[0] as (typeof order)[number];
  };

  test.each([1, 2, 4, 6])(
    "13.8: early stopping after %d ends a trial where the whole trial first is that far behind its best",
    async (patience) => {
      const stop = whole.evaluations.findIndex((_, i) => i - whole.evaluations.indexOf(bestOf(i + 1)) >= patience);
      const stopped = await resultOf(protocol, { dropout: 0.3, earlyStopping: patience });
      expect(stop).toBeGreaterThan(0);
      expect(stopped.stoppedAt).toBe(5 * (stop + 1));
      expect(stopped.evaluations).toEqual(whole.evaluations.slice(0, stop + 1));
      expect(stopped.selectionAccuracy).toBe(bestOf(stop + 1).accuracy);
      expect(stopped.iteration).toBe(bestOf(stop + 1).iteration);
    },
  );

  test("13.2: early stopping whose patience the evaluations cannot exhaust is refused, and the highest that they can is not", async () => {
    expect(whole.evaluations).toHaveLength(40);
    expect(await resultOf(protocol, { dropout: 0.3, earlyStopping: 38 })).toEqual(whole);
    for (const patience of [39, 1000])
      await expect(() => resultOf(protocol, { dropout: 0.3, earlyStopping: patience })).rejects.toThrow(
        `earlyStopping: a run of 40 evaluations ends before ${patience} of them can have brought nothing better; give at most 38`,
      );
  });

  test("Monte-Carlo dropout stands beside a result that it leaves as it is", async () => {
    const { monteCarlo, ...rest } = await resultOf(protocol, { dropout: 0.3, mc: 7 });
    expect({ ...rest, monteCarlo: null }).toEqual(whole);
    expect(monteCarlo).toMatchObject({ samples: 7 });
  });
});

describe.each(devices)("Monte-Carlo dropout on $name", ({ device }) => {
  const labels = Uint8Array.from({ length: 60 }, (_, i) => (i * i + (i >> 2)) % 3);
  const trained = async (methods: Readonly<Record<string, unknown>>) => {
    const trainer = tinyTrainer({ device, methods });
    await train(trainer, 20);
    return trainer;
  };

  test("averages the probabilities of thinned nets, which it finds again by their numbers", async () => {
    const trainer = await trained({ dropout: 0.4 });
    const found = await averageThinnedNets(trainer, 0, labels, everyExample, 5);
    const nets = await inOrder([0, 1, 2, 3, 4], (net) => trainer.sampledLogits(0, everyExample, net));
    const probability = (logits: Float64Array, example: number, label: number) =>
      1 / [0, 1, 2].reduce((sum, c) => sum + Math.exp((logits[example * 3 + c] as number) - (logits[example * 3 + label] as number)), 0);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    const best = (values: readonly number[]) => values.indexOf(Math.max(...values));
    const each = [...everyExample].map((n) => [0, 1, 2].map((c) => nets.map((logits) => probability(logits, n, c))));
    const chosen = each.map((classes) => best(classes.map(mean)));
    const single = nets.map((_, net) => mean(each.map((classes, n) => Number(best(classes.map((p) => p[net] as number)) === labels[n]))));
    const variance = (values: readonly number[], divisor: number) => values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / divisor;
    expect(found.accuracy).toBe(mean(chosen.map((label, n) => Number(label === labels[n]))));
    expect(found.singleMean).toBeCloseTo(mean(single), 12);
    expect(found.singleDeviation).toBeCloseTo(Math.sqrt(variance(single, 4)), 12);
    expect(found.spread).toBeCloseTo(mean(each.map((classes, n) => Math.sqrt(variance(classes[chosen[n] as number] as number[], 5)))), 7);
    expect(found.spread).toBeGreaterThan(0.001);
    expect(await averageThinnedNets(trainer, 0, labels, everyExample, 5)).toEqual(found);
  });

  test("and reading logits leave no trace in what training goes on from, nor in its loss", async () => {
    const [read, unread] = [await trained({ dropout: 0.4 }), await trained({ dropout: 0.4 })];
    await read.logits(0, everyExample);
    await averageThinnedNets(read, 0, labels, everyExample, 3);
    for (const trainer of [read, unread]) await train(trainer, 4, 21);
    expect(await parametersOf(read)).toEqual(await parametersOf(unread));
    expect(await read.takeLoss()).toBe(await unread.takeLoss());
  });

  test("is the evaluation, without spread, where nothing is dropped", async () => {
    const trainer = await trained({});
    const { accuracy } = await trainer.evaluate(0, everyExample);
    const found = await averageThinnedNets(trainer, 0, labels, everyExample, 4);
    expect(found).toMatchObject({ samples: 4, accuracy, singleDeviation: 0 });
    expect(found.singleMean).toBeCloseTo(accuracy, 12);
    expect(found.spread).toBeLessThan(1e-7);
  });
});
