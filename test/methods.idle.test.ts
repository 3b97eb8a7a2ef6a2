import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DropoutLayerKind, dropoutLayerKinds, type LayerSpec } from "#nn";
import { actingOptions, drops, type GivenOptions, idleOptions, methodValues, type OptionValue } from "#regularize";
import type { Trainer } from "#train";
import type { LossName } from "../src/nn/model.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { everyExample, tinyTrainer, train } from "./tinyTrainer.ts";

const { device } = devices[0] as (typeof devices)[number];

interface Case {
  readonly layers: readonly LayerSpec[];
  readonly loss?: LossName;
}

/** A trainer takes what a run refuses, so that it can be seen that it changes nothing. */
async function trained({ layers, loss }: Case, methods: GivenOptions, dev = device): Promise<Trainer> {
  const trainer = tinyTrainer({ input: [2, 4, 5], layers, methods, device: dev, ...(loss && { model: { loss } }) });
  await train(trainer, 5);
  return trainer;
}

/** All that a net has learned and that it says, alone and as a thinned net; without the parameters of a mixture. */
const outcome = async (trainer: Trainer) => [
  ...(await inOrder(
    trainer.net.graph.parameters.filter(({ role }) => role !== "mixture"),
    (parameter) => trainer.read(parameter),
  )),
  await trainer.logits(0, everyExample),
  await trainer.sampledLogits(0, everyExample, 1),
];

const idleIn = async (one: Case, given: GivenOptions) => idleOptions(given, { net: (await trained(one, given)).net });

const flatten: LayerSpec = { layer: "flatten" };
const dense = (units: number): LayerSpec => ({ layer: "dense", units });
const drop = (more: { rate?: number | "input"; kind?: DropoutLayerKind } = {}): LayerSpec => ({ layer: "dropout", ...more });
const relu: LayerSpec = { layer: "relu" };
const net = (...middle: LayerSpec[]): Case => ({ layers: [flatten, dense(6), relu, ...middle, dense(3)] });
const mapped: Case = { layers: [{ layer: "conv2d", filters: 3, size: 2 }, relu, drop(), flatten, dense(3)] };

const free = net(drop());
const none = net();
const fixed = net(drop({ rate: 0.5 }));
const ownKind = net(drop({ kind: "inverted" }));
const ownKindFixed = net(drop({ kind: "gaussian", rate: 0.5 }));
const inputOnly: Case = { layers: [drop({ rate: "input" }), flatten, dense(6), relu, dense(3)] };
const bare: Case = { layers: [flatten, dense(3)] };
const noKernel: Case = { layers: [{ layer: "averagePool2d", size: 2 }, flatten, { layer: "batchNorm" }] };
const squared: Case = { ...none, loss: "meanSquaredError" };

describe("13.2: what acts on nothing in a net is known, trains as without to the last bit, and is written as without:", () => {
  test.each<[string, Case, GivenOptions, string, GivenOptions]>([
    ["dropout without dropout layers", none, { dropout: 0.5 }, "dropout", {}],
    ["dropout where all rates are fixed", fixed, { dropout: 0.4 }, "dropout", {}],
    ["a rate that is drawn as 0", free, { dropout: 7e-6 }, "dropout", {}],
    ["noise that no float32 shows", free, { dropout: 1e-18, dropoutKind: "gaussian" }, "dropout dropoutKind", {}],
    ["more than 0.2 on the input alone", inputOnly, { dropout: 0.9 }, "dropout", { dropout: 0.2 }],
    ["dropout beside rates", free, { dropout: 0.4, dropoutRates: [0.3] }, "dropout", { dropoutRates: [0.3] }],
    ["dropout beside rates of 0", free, { dropout: 0.4, dropoutRates: [0] }, "dropout", {}],
    ["rates without dropout layers", none, { dropoutRates: [0.4] }, "dropoutRates", {}],
    ["rates where all are fixed", fixed, { dropoutRates: [0.4] }, "dropoutRates", {}],
    ["a kind without dropout layers", none, { dropout: 0.5, dropoutKind: "gaussian" }, "dropout dropoutKind", {}],
    ["a kind where all have their own", ownKind, { dropout: 0.5, dropoutKind: "gaussian" }, "dropoutKind", { dropout: 0.5 }],
    ["a kind where all have their own, at fixed rates", ownKindFixed, { dropoutKind: "classic" }, "dropoutKind", {}],
    ["the usual kind where the model says another", ownKindFixed, { dropoutKind: "inverted" }, "dropoutKind", {}],
    ["a kind while nothing is dropped", free, { dropoutKind: "gaussian" }, "dropoutKind", {}],
    ["spatial without maps", free, { dropout: 0.5, dropoutKind: "spatial" }, "dropoutKind", { dropout: 0.5 }],
    ["spatial without maps, at a fixed rate", fixed, { dropoutKind: "spatial" }, "dropoutKind", {}],
    ["thinned nets where nothing is dropped", free, { mc: 5 }, "mc", {}],
    ["thinned nets where rates are 0", free, { mc: 5, dropoutRates: [0] }, "mc", {}],
    ["thinned nets of a fixed rate 0", net(drop({ rate: 0 })), { mc: 5 }, "mc", {}],
    ["thinned nets without dropout layers", none, { mc: 5, dropout: 0.5 }, "dropout mc", {}],
    ["smoothing without cross-entropy", squared, { labelSmoothing: 0.2 }, "labelSmoothing", {}],
    ["sparsity without hidden activations", bare, { activitySparsity: 1, sparsityTarget: 0.2 }, "activitySparsity sparsityTarget", {}],
    ["the target of no sparsity", none, { sparsityTarget: 0.2 }, "sparsityTarget", {}],
    ["the components of no sharing", none, { softSharingComponents: 3 }, "softSharingComponents", {}],
    ["the scope of no max-norm", none, { maxNormScope: "kernel" }, "maxNormScope", {}],
    ["max-norm without kernels", noKernel, { maxNorm: 0.01, maxNormScope: "kernel" }, "maxNorm maxNormScope", {}],
    ["L1, L2 and decay without kernels", noKernel, { l1: 1, l2: 1, weightDecay: 1 }, "l1 l2 weightDecay", { weightDecay: 0 }],
  ])("%s", async (_, one, given, names, acting) => {
    const idle = await idleIn(one, given);
    expect(idle.map(({ option }) => option).join(" ")).toBe(names);
    for (const { reason } of idle) expect(reason).toMatch(/^[^.\n]*(\d\.\d[^.\n]*)*; (give|add|take|leave|use)[^\n]*$/);
    expect(actingOptions(given, idle)).toEqual(acting);
    const { mc: _mc, ...training } = given;
    expect(await outcome(await trained(one, training))).toEqual(await outcome(await trained(one, acting)));
  });

  test.each<[string, Case, GivenOptions]>([
    ["dropout", free, { dropout: 0.5 }],
    ["the lowest rate that is drawn", free, { dropout: 7.7e-6 }],
    ["little noise", free, { dropout: 1e-6, dropoutKind: "gaussian" }],
    ["rates", free, { dropoutRates: [0.5] }],
    ["a kind", free, { dropout: 0.5, dropoutKind: "classic" }],
    ["a kind for fixed rates", fixed, { dropoutKind: "gaussian" }],
    ["spatial with maps", mapped, { dropout: 0.5, dropoutKind: "spatial" }],
    ["at most 0.2 on the input", inputOnly, { dropout: 0.2 }],
    ["thinned nets of fixed rates", fixed, { mc: 5 }],
    ["thinned nets", free, { mc: 5, dropout: 0.3 }],
    ["what is off", none, { dropout: 0, maxNorm: 0, l1: 0, weightDecay: 0, dropoutRates: [], mc: 0, labelSmoothing: 0, earlyStopping: 0 }],
    ["options at their defaults", none, { dropoutKind: "inverted", sparsityTarget: 0.05, softSharingComponents: 8 }],
  ])("but not of %s", async (_, one, given) => {
    expect(await idleIn(one, given)).toEqual([]);
  });
});

test("13.2: a rate is drawn as 0 below half a step of 1 / 65536, and from there on masks are drawn", async () => {
  for (const kind of ["inverted", "classic", "dropConnect"] as const)
    for (const rate of [1e-9, 0.49 / 65536, 0.51 / 65536, 1 / 65536]) {
      // enough units and steps to drop some, at one in 65536
      const trainer = tinyTrainer({ input: [600], layers: [drop({ kind, rate }), dense(30), drop({ rate: 0 }), dense(3)], device });
      const whole = await trainer.logits(0, everyExample);
      const thinned = await inOrder(Array(20).keys(), async (one) => String(await trainer.sampledLogits(0, everyExample, one)));
      const differs = thinned.some((logits) => logits !== String(whole));
      expect(drops(methodValues(), trainer.net), `${kind} ${rate}`).toBe(rate > 0.5 / 65536);
      expect(differs, `${kind} ${rate}`).toBe(rate > 0.5 / 65536);
    }
});

describe("13.2: rates that cannot be drawn are refused:", () => {
  test.each<[Case, GivenOptions, string]>([
    [free, { dropout: 0.999999 }, "dropout: 0.999999 drops everything, in the steps in which rates are drawn; give at most 0.99998"],
    [free, { dropoutRates: [0.999999] }, "dropoutRates: 0.999999 drops everything"],
    [free, { dropout: 0.99999999, dropoutKind: "gaussian" }, "dropout: 0.99999999 drops everything"],
    [net(drop({ rate: 0.999999 })), {}, "model: dropout1: rate: 0.999999 drops everything"],
    [
      net(drop({ rate: 1e-6 })),
      {},
      "model: dropout1: rate: 0.000001 is 0 in the steps of 1 / 65536 in which rates are drawn; give 0, or at",
    ],
    [net(drop(), drop()), { dropoutRates: [0.5, 1e-6] }, "dropoutRates: 0.000001 is 0 in the steps of 1 / 65536"],
    [net(drop({ kind: "spatial" })), { dropout: 0.5 }, "model: dropout1: spatial drops whole maps, and there are none"],
  ])("%#", async (one, given, sentence) => {
    await expect(() => idleIn(one, given)).rejects.toThrow(sentence);
  });

  test("and rates are counted of the layers that have none of their own", async () => {
    const mixed = net(drop({ rate: 0.5 }), drop());
    await expect(() => idleIn(mixed, { dropoutRates: [0.1, 0.2] })).rejects.toThrow(
      "dropout-rates: 2 rates for a net with 1 dropout layer without a rate of its own; give 1",
    );
    const [given, written] = [
      await trained(mixed, { dropoutRates: [0.25] }),
      await trained(net(drop({ rate: 0.5 }), drop({ rate: 0.25 })), {}),
    ];
    expect(await outcome(given)).toEqual(await outcome(written));
  });
});

const anyLayer = fc.oneof(
  fc.record({ layer: fc.constant("dropout" as const) }),
  fc.record({ layer: fc.constant("dropout" as const), rate: fc.constantFrom(0, 0.3, "input" as const) }),
  fc.record({
    layer: fc.constant("dropout" as const),
    kind: fc.constantFrom("inverted" as const, "classic" as const, "gaussian" as const),
  }),
  fc.record({ layer: fc.constantFrom("relu" as const, "batchNorm" as const) }),
);
const anyNet = fc
  .record({
    before: fc.array(anyLayer, { maxLength: 2 }),
    hidden: fc.boolean(),
    behind: fc.array(anyLayer, { maxLength: 2 }),
    loss: fc.constantFrom<LossName>("softmaxCrossEntropy", "meanSquaredError"),
  })
  .map(({ before, hidden, behind, loss }): Case => {
    const middle: LayerSpec[] = hidden ? [{ layer: "conv2d", filters: 2, size: 2 }, ...(behind as LayerSpec[])] : [];
    return { layers: [...(before as LayerSpec[]), ...middle, flatten, dense(3)], loss };
  });
const maybe = <T extends OptionValue>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const anyOptions = fc
  .record({
    dropout: maybe(0, 1e-6, 0.15, 0.5),
    dropoutKind: maybe(...dropoutLayerKinds),
    labelSmoothing: maybe(0, 1e-5, 0.2),
    activitySparsity: maybe(0, 0.5),
    sparsityTarget: maybe(0.05, 0.3),
    maxNormScope: maybe("unit", "kernel"),
    maxNorm: maybe(0, 0.3),
    weightDecay: maybe(0, 0.1),
    l1: maybe(0, 0.1),
    softSharing: maybe(0, 0.001),
    gradientClip: maybe(0, 0.01),
    dropoutRates: maybe<readonly number[]>([0], [0.3], [0.2, 0.3], [0, 0]),
    l2: maybe(0, 1e-5, 0.1),
  })
  .map((options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as GivenOptions);

test("13.2: in any net, an option changes digits if and only if it is not said to be idle", async () => {
  await fc.assert(
    fc.asyncProperty(anyNet, anyOptions, async (one, given) => {
      let idle: Awaited<ReturnType<typeof idleIn>>;
      try {
        idle = await idleIn(one, given);
      } catch (error) {
        expect((error as Error).message).toMatch(/rates? for a net with|two dropConnect layers stand before/);
        return;
      }
      const acting: Readonly<Record<string, OptionValue | undefined>> = actingOptions(given, idle);
      const whole = await outcome(await trained(one, given));
      expect(whole).toEqual(await outcome(await trained(one, acting)));
      expect(await idleIn(one, acting)).toEqual([]);
      const defaults: Readonly<Record<string, unknown>> = methodValues();
      for (const name of Object.keys(acting)) {
        if (String(acting[name]) === String(defaults[name])) continue;
        const { [name]: _, ...others } = acting;
        expect(await outcome(await trained(one, others)), name).not.toEqual(whole);
      }
    }),
    { numRuns: 300 },
  );
});
