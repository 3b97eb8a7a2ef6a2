import { describe, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { openDevice } from "#devices";
import { lenet } from "#nn";
import { runTrial, type TrialConfig, type TrialResult } from "#train";
import { trialSeed } from "../src/web/playground/settings/netOf.ts";
import { defaultSettings, type Settings } from "../src/web/playground/settings/settings.ts";
import { FEATURES, TRAINING } from "../src/web/playground/twin/digits.ts";
import { answersOf, sightOf } from "../src/web/playground/twin/sights.ts";
import { Twin } from "../src/web/playground/twin/twin.ts";
import { mnistDigits, trainingFile } from "./playgroundDigits.ts";

const device = await openDevice("wasm");
const digits = mnistDigits();
const { shared, a, b } = defaultSettings;

/** Trains up to a step; gives the recorded losses. */
async function trained(twin: Twin, to: number): Promise<number[]> {
  const losses: number[] = [];
  while (twin.step < to) {
    const record = await twin.train(Math.min(twin.untilRecord(), to - twin.step));
    if (record) losses.push(record.loss);
  }
  return losses;
}

const mlp: Settings["shared"] = { ...shared, model: "mlp(32,16)" };

describe("a twin", () => {
  test("trains with the digits of droplab run, masks and all", async () => {
    const config: TrialConfig = {
      ...{
        protocol: "sound" as const,
        model: lenet({ logits: "linear" }),
        methods: { dropout: 0.5 },
        optimizer: "adam" as const,
        learningRate: 0.001,
      },
      ...{ schedule: { kind: "constant" as const }, momentum: 0, iterations: 200, evaluateEvery: 100, batch: 100, seed: trialSeed(shared) },
    };
    const trial = runTrial(config, loadMnist(), device);
    let step = await trial.next();
    while (!step.done) step = await trial.next();
    const result: TrialResult = step.value.result;
    const twin = new Twin(device, digits, { shared, own: b });
    expect(await trained(twin, 200)).toEqual(result.evaluations.map(({ loss }) => loss));
    const { accuracy } = await twin.score();
    if (result.iteration === 200) expect(accuracy).toBe(result.accuracy);
    expect(accuracy).toBeGreaterThan(0.7);
  });

  test("of fewer images with wrong labels is trained on what --train-examples and --label-noise draw", async () => {
    const { limitTraining } = await import("#data");
    const limits = { trainExamples: 300, labelNoise: 0.4 };
    const config = {
      ...{ protocol: "sound", model: mlpModel(), methods: {}, optimizer: "adam", learningRate: 0.001, schedule: { kind: "constant" } },
      ...{ momentum: 0, iterations: 100, evaluateEvery: 100, batch: 100, seed: trialSeed(shared) },
    } as const;
    const trial = runTrial(config as never, limitTraining(loadMnist(), limits), device);
    let step = await trial.next();
    while (!step.done) step = await trial.next();
    const twin = new Twin(device, digits, { shared: { ...mlp, ...limits }, own: a });
    expect(await trained(twin, 100)).toEqual(step.value.result.evaluations.map(({ loss }) => loss));
  });

  test("looks at images, counts and takes units away beside its training, which does not notice", async () => {
    const [plain, watched] = [0, 1].map(() => new Twin(device, digits, { shared: mlp, own: b })) as [Twin, Twin];
    const expected = await trained(plain, 200);
    const losses: number[] = [];
    for (let step = 0; step < 200; step += 10) {
      losses.push(...(await trained(watched, step + 10)));
      await sightOf(watched, { test: step }, [[1, 2], [3]]);
      await sightOf(watched, { pixels: new Uint8Array(FEATURES).fill(step) }, [[], []]);
      await answersOf(watched, 100, [[...Array(30).keys()], [3]]);
      await watched.score(500);
    }
    expect(losses).toEqual(expected);
    expect((await watched.place()).state).toEqual((await plain.place()).state);
  });

  test("says which units the first image of its last step kept", async () => {
    for (const [model, dropoutKind] of [
      ["lenet", "inverted"],
      ["lenet", "spatial"],
      ["mlp(32,16)", "classic"],
    ] as const) {
      const twin = new Twin(device, digits, { shared: { ...shared, model }, own: { ...b, dropoutKind } });
      await trained(twin, 3);
      const { whole, thinned, kept } = await sightOf(
        twin,
        { test: 7 },
        twin.face().removable.map(() => []),
      );
      const dropped = kept.flatMap((mask, stage) => (mask ? [...mask].flatMap((one, i) => (one ? [] : [[stage, i] as const])) : []));
      expect(dropped.length).toBeGreaterThan(100);
      for (const [stage, i] of dropped) expect(thinned?.values[stage]?.[i]).toBe(0);
      // the input is the same in both passes, so what is kept of it is what was there
      const [input] = kept;
      for (const [i, one] of (input as Uint8Array).entries())
        if (one && whole.values[0]?.[i]) expect(thinned?.values[0]?.[i]).toBeGreaterThan(0);
    }
  });

  test("draws in training what it shows of a step", async () => {
    const twin = new Twin(device, digits, { shared: { ...mlp, batch: 1, learningRate: 1e-30 }, own: b });
    for (let step = 1; step <= 5; step++) {
      await twin.train(1);
      const row = step - 1; // the file is in this seed's order
      const pixels = digits.images.train.subarray(FEATURES * row, FEATURES * (row + 1));
      const { thinned } = await sightOf(twin, { pixels }, [[], []]);
      const label = digits.labels.train[row] as number;
      expect(await twin.trainer.lastLoss()).toBeCloseTo(-Math.log(thinned?.probabilities[label] as number), 5);
    }
  });

  test("takes units away: all of them leaves every image with one answer", async () => {
    const twin = new Twin(device, digits, { shared: mlp, own: a });
    await trained(twin, 100);
    expect(twin.face().removable).toEqual([32, 16]);
    const whole = await answersOf(twin, 200, [[], []]);
    const right = whole.filter((answer, i) => answer === digits.labels.test[i]).length;
    expect(right).toBeGreaterThan(100);
    expect(new Set(await answersOf(twin, 200, [[], [...Array(16).keys()]])).size).toBe(1);
    expect(await answersOf(twin, 200, [[], []])).toEqual(whole);
  });

  test("changes its kind, scope and batch while it trains, and goes on from a place with the same digits", async () => {
    const changes = async (twin: Twin) => {
      await trained(twin, 50);
      expect(await twin.change({ shared: mlp, own: { ...b, dropoutKind: "gaussian", maxNorm: 2 } })).toBe(false);
      await trained(twin, 70);
      await twin.change({
        shared: { ...mlp, batch: 50, learningRate: 0.002 },
        own: { ...b, dropout: 0.2, maxNorm: 2, maxNormScope: "kernel" },
      });
    };
    const [first, second] = [0, 1].map(() => new Twin(device, digits, { shared: mlp, own: b })) as [Twin, Twin];
    await changes(first);
    await changes(second);
    const place = await first.place();
    const [losses] = [await trained(first, 200)];
    await trained(second, 120);
    await second.goTo(place);
    expect(second.step).toBe(70);
    expect(await trained(second, 200)).toEqual(losses);
  });

  test("records the mean loss of the examples since the last record, whatever the batch was", async () => {
    const still = { ...mlp, learningRate: 1e-30 };
    const changing = new Twin(device, digits, { shared: still, own: a });
    await trained(changing, 60);
    await changing.change({ shared: { ...still, batch: 10 }, own: a });
    const place = await changing.place();
    const [loss] = await trained(changing, 100);
    // nothing is learned, so the mean is that of these examples in any batches
    const plain = new Twin(device, digits, { shared: { ...still, batch: 64 }, own: a });
    expect(loss).toBeCloseTo((await trained(plain, 100))[0] as number, 4);
    await changing.goTo(place);
    expect(await trained(changing, 100)).toEqual([loss]);
  });

  test("begins again with a new seed, model or switch of the logits", async () => {
    const twin = new Twin(device, digits, { shared: mlp, own: b });
    await trained(twin, 10);
    expect(await twin.change({ shared: { ...mlp, seed: 2 }, own: b })).toBe(true);
    expect(twin.step).toBe(0);
    const other = new Twin(device, digits, { shared: { ...mlp, seed: 2 }, own: b });
    expect(await trained(twin, 100)).toEqual(await trained(other, 100));
  });
});

test("training begins before all images are there, and waits for those that it needs", async () => {
  const arriving = mnistDigits(false);
  const twin = new Twin(device, arriving, { shared: mlp, own: b });
  const file = trainingFile();
  expect(twin.stepsAtHand(10)).toBe(0);
  await twin.take("train", file.subarray(0, FEATURES * 250 + 10));
  expect(arriving.arrived("train")).toBe(250);
  expect(twin.stepsAtHand(10)).toBe(2);
  await twin.take("train", file.subarray(FEATURES * 250 + 10, FEATURES * 10_000));
  const losses = await trained(twin, 100);
  expect(losses).toEqual(await trained(new Twin(device, digits, { shared: mlp, own: b }), 100));
  const other = new Twin(device, arriving, { shared: { ...mlp, seed: 2 }, own: b });
  expect(other.stepsAtHand(10)).toBe(0);
  await twin.take("train", file.subarray(FEATURES * 10_000));
  expect(arriving.arrived("train")).toBe(TRAINING);
});

function mlpModel() {
  const input = { layer: "dropout", rate: "input" } as const;
  const hidden = (units: number) => [{ layer: "dense", units }, { layer: "relu" }, { layer: "dropout" }] as const;
  return {
    name: "mlp(32,16)",
    layers: [input, { layer: "flatten" }, ...hidden(32), ...hidden(16), { layer: "dense", units: 10 }],
  } as const;
}
