import { describe, expect, test } from "vitest";
import { countSignificant, lostClassAdvice } from "#analysis";
import type { ConfigurationResults } from "#experiment";
import { type LayerSpec, type ModelSpec, namedModel } from "#nn";
import { recordedMethods, type TrialConfig } from "#train";
import { countCauses, differingFields, netsOf, type Setup, setupOf } from "../src/analysis/setup.ts";
import { Learner, type MethodOptions } from "../src/library/index.ts";
import { base, compared, plus, series, setup } from "./madeUpSeries.ts";

// what is the same nets under two names is one comparison

const fields = (changes: Readonly<Record<string, string>> = {}) => ({ layers: "[]", learningRate: "0.01", ...changes });
const baseline = series("slow", base, { setup: setup("a1,a2", { fields: fields({ learningRate: "0.001" }) }) });
const better = plus((i) => 0.3 + 0.01 * i);

describe("13.26: Holm counts each comparison of nets once", () => {
  test("of a configuration in two experiments with other numbers of runs", () => {
    const six = series("fast", better.slice(0, 6), { setup: setup("b1,b2", { fields: fields() }) });
    const eight = series("fast again", better.slice(0, 6), { setup: setup("b1,b2,b3", { fields: fields() }) });
    const { comparisons, warnings } = compared([baseline, six, eight]);
    expect(comparisons.map(({ adjustedP, comparisons: family }) => [adjustedP, family])).toEqual([
      [2 / 64, 1],
      [2 / 64, 1],
    ]);
    expect(warnings).not.toContain("the best of");
  });

  test("and what is shown is counted as Holm counts: other nets with the same accuracies are two comparisons", () => {
    const worse = series(
      "max-norm 0",
      plus((i) => -0.4 - i / 100),
    );
    const [none, less] = [
      series("none", base),
      series(
        "less",
        plus((i) => (i < 7 ? 0.01 * (-1) ** i : 0)),
      ),
    ];
    const { comparisons, warnings } = compared([none, less, worse, { ...worse, name: "max-norm 50" }]);
    expect(comparisons.map(({ verdict, place }) => [verdict, place])).toEqual([
      ["open", 0],
      ["worse", 1],
      ["worse", 2],
    ]);
    expect(countSignificant(comparisons)).toBe(2);
    expect(warnings).not.toContain("only if");
  });

  test("of nets that differ in how many thinned ones are asked", () => {
    const mc = (name: string, samples: string, values: readonly number[], learningRate: string) =>
      series(name, values, { setup: setup(name, { fields: fields({ mc: samples, learningRate }) }) });
    const { comparisons } = compared([
      baseline,
      mc("slow, mc 5", "5", base, "0.001"),
      mc("fast, mc 5", "5", better, "0.01"),
      mc("fast, mc 10", "10", better, "0.01"),
    ]);
    expect(comparisons.map(({ verdict, comparisons: family }) => [verdict, family])).toEqual([
      ["identical", 1],
      ["better", 1],
      ["better", 1],
    ]);
  });

  test("that thinned nets leave accuracies as they are is said of what differs in them alone", () => {
    const asked = (more: Readonly<Record<string, string>>) =>
      series("asked", base, { setup: setup("m", { fields: fields({ learningRate: "0.001", mc: "5", ...more }) }) });
    expect(compared([baseline, asked({})]).warnings).toContain("thinned nets (mc) leave the accuracy of a run as it is");
    expect(compared([baseline, asked({ l2: "0.02" })]).warnings).not.toContain("thinned nets (mc)");
  });

  test("of nets whose rates of dropout are given as one or as a list", () => {
    const one = series("0.2", better, { setup: setup("b", { fields: fields({ dropout: "0.2" }), net: "[0.2,0.2]" }) });
    const list = series("0.2, 0.2", better, { setup: setup("c", { fields: fields({ dropoutRates: "[0.2,0.2]" }), net: "[0.2,0.2]" }) });
    const other = series("0.3, 0.2", better, { setup: setup("d", { fields: fields({ dropoutRates: "[0.3,0.2]" }), net: "[0.3,0.2]" }) });
    expect(compared([baseline, one, list]).comparisons.map(({ comparisons }) => comparisons)).toEqual([1, 1]);
    expect(compared([baseline, one, other]).comparisons.map(({ comparisons }) => comparisons)).toEqual([2, 2]);
  });

  test("but other pairs, and other nets, are others", () => {
    const few = series("fast", better.slice(0, 6), { setup: setup("b1,b2", { fields: fields() }) });
    const more = series("fast again", better, { setup: setup("b1,b2,b3", { fields: fields() }) });
    const other = series("faster", better, { setup: setup("c1", { fields: fields({ learningRate: "0.02" }) }) });
    expect(compared([baseline, few, more]).comparisons[0]?.comparisons).toBe(2);
    expect(compared([baseline, more, other]).comparisons[0]?.comparisons).toBe(2);
  });
});

test("13.30: the advice against lost classes is one that can be followed", () => {
  const warningsOf = (...advised: ("protocol" | "model")[]) =>
    compared([...advised.map((lostClassAdvice, i) => series(`a${i}`, base, { withDeadClasses: 2, lostClassAdvice })), series("base", base)])
      .warnings;
  expect(warningsOf("protocol")).toContain("or use linear logits (--protocol sound)");
  expect(warningsOf("model")).toContain("or take the activation of the logits out of the model");
  expect(warningsOf("model", "protocol")).toContain(
    "or use linear logits (--protocol sound), and take the activation of the logits out of the model where it is from a file",
  );
  // a model of a name takes its logits from the protocol, one of a file has its own, whatever it is called
  for (const name of ["lenet", "mlp(16)", "residual"]) {
    const model = namedModel(name, { logits: "relu" }) as ModelSpec;
    expect([lostClassAdvice({ model, protocol: "post" }), lostClassAdvice({ model, protocol: "sound" })]).toEqual(["protocol", "model"]);
    expect(lostClassAdvice({ model: { ...model, name: "of a file" }, protocol: "post" })).toBe("model");
    expect(lostClassAdvice({ model: { name, layers: [{ layer: "dense", units: 16 }, ...model.layers.slice(-2)] }, protocol: "post" })).toBe(
      "model",
    );
  }
});

describe("13.26: what a configuration is", () => {
  const results = (methods: object, model: object, others: object = {}, reading: object = {}): ConfigurationResults => {
    const config = {
      protocol: "sound",
      model,
      methods,
      optimizer: "adam",
      learningRate: 0.1,
      seed: 1,
      batch: 10,
      ...others,
    } as unknown as TrialConfig;
    const record = { id: "a", data: { dataset: "a.csv", ...reading }, dataHash: null, testHash: "1", numerics: "2", config };
    return { runs: [{ record }], config, methods: recordedMethods(config) } as unknown as ConfigurationResults;
  };
  const named = (model: object) => netsOf(setupOf(results({}, model)));
  const netsWith = (methods: object, layers: readonly LayerSpec[]) => netsOf(setupOf(results(methods, { name: "m", layers })));
  const dense: LayerSpec = { layer: "dense", units: "classes" };
  const own: readonly LayerSpec[] = [{ layer: "dropout", rate: 0.5 }, dense];
  const free: readonly LayerSpec[] = [{ layer: "dropout", rate: "input" }, { layer: "dropout" }, dense];

  test("the kind of dropout is a part of it where the model alone drops", () => {
    expect(netsWith({ dropoutKind: "gaussian" }, own)).not.toBe(netsWith({}, own));
    expect(netsWith({ dropoutKind: "gaussian" }, [{ layer: "residual", layers: own }])).not.toBe(
      netsWith({ dropoutKind: "classic" }, [{ layer: "residual", layers: own }]),
    );
  });

  test("a model is its net, whatever it is called and whichever defaults it spells", () => {
    const plain = named({ name: "a", layers: [{ layer: "conv2d", filters: 2, size: 3 }, { layer: "maxPool2d", size: 2 }, ...free] });
    const spelt = {
      name: "b",
      input: [1, 8, 8],
      loss: "softmaxCrossEntropy",
      initializer: "glorotUniform",
      layers: [
        { layer: "conv2d", filters: 2, size: 3, stride: 1, padding: 0, initializer: "glorotUniform" },
        { layer: "maxPool2d", size: 2, stride: 2 },
        { layer: "dropout", rate: "input", kind: "inverted" },
        { layer: "dropout", kind: "inverted" },
        { ...dense, initializer: "glorotUniform" },
      ],
    };
    expect(named(spelt)).toBe(plain);
    expect(named({ ...spelt, initializer: "heNormal" })).toBe(plain); // of kernels without one of their own, and there are none
    expect(named({ ...spelt, loss: "meanSquaredError" })).not.toBe(plain);
    expect(named({ ...spelt, layers: spelt.layers.slice(1) })).not.toBe(plain);
  });

  test("where an option is not given, its default stands beside another's value", () => {
    const setupWith = (methods: object) => setupOf(results(methods, { name: "m", layers: free }));
    expect(differingFields(setupWith({ dropout: 0.3, dropoutKind: "gaussian" }), setupWith({ dropout: 0.3 }))).toEqual([
      "dropoutKind gaussian and inverted",
    ]);
    expect(differingFields(setupWith({ activitySparsity: 0.1, sparsityTarget: 0.2 }), setupWith({ activitySparsity: 0.1 }))).toEqual([
      "sparsityTarget 0.2 and 0.05",
    ]);
    expect(differingFields(setupWith({ l2: 0.1 }), setupWith({}))).toEqual(["l2 0.1 and none"]);
  });

  test("what follows from another field is no second thing that differs", () => {
    const of = (methods: object, optimizer = "adam") => setupOf(results(methods, { name: "m", layers: free }, { optimizer }));
    const differing = (a: Setup, b: Setup) => [differingFields(a, b), countCauses(a, b)];
    expect(differing(of({ maxNorm: 1 }), of({}))).toEqual([["maxNorm 1 and none"], 1]);
    expect(differing(of({ dropout: 0.3, dropoutKind: "gaussian" }), of({}))).toEqual([["dropout 0.3 and none"], 1]);
    expect(differing(of({ weightDecay: 0.01 }, "adamW"), of({}))).toEqual([["optimizer adamW and adam"], 1]);
    expect(differing(of({ weightDecay: 0.1 }, "adamW"), of({}))).toEqual([["weightDecay 0.1 and none"], 1]);
    expect(differing(of({ weightDecay: 0.1 }, "adamW"), of({}, "rmsProp"))).toEqual([
      ["optimizer adamW and rmsProp", "weightDecay 0.1 and none"],
      2,
    ]);
    expect(netsOf(of({ weightDecay: 0.1 }, "adamW"))).toBe(netsOf(of({ weightDecay: 0.1 })));
    const drawn = (more: object) => setupOf(results({}, { name: "m", layers: free }, {}, more));
    const held = (...streams: string[]) =>
      setupOf(results({}, { name: "m", layers: free }, { streamSeeds: Object.fromEntries(streams.map((stream) => [stream, 1])) }));
    expect(differing(drawn({}), held("order", "dropout"))).toEqual([["vary init,order,dropout and init"], 1]);
    // of dropout masks, which are not drawn, none are held
    expect(differing(drawn({}), held("dropout"))).toEqual([[], 0]);
    expect(netsOf(drawn({}))).toBe(netsOf(held("dropout")));
    expect(netsOf(drawn({}))).not.toBe(netsOf(held("order")));
    expect(differing(drawn({ splitSeed: 2 }), drawn({}))).toEqual([["splitSeed 2 and 1"], 1]);
    expect(differing(drawn({ trainExamples: 50, dataSeed: 3 }), drawn({}))).toEqual([["trainExamples 50 and none"], 1]);
    expect(differing(drawn({ labelNoise: 0.2, dataSeed: 3 }), drawn({ labelNoise: 0.2 }))).toEqual([["dataSeed 3 and 1"], 1]);
    expect(differing(of({ dropout: 0.3, mc: 3 }), of({ dropoutRates: [0.1, 0.3] }))).toEqual([
      ["dropout 0.3 and [0.1,0.3]", "mc 3 and none"],
      1,
    ]);
    expect(differing(of({ dropout: 0.3, l2: 0.1 }), of({ dropout: 0.2 }))).toEqual([["dropout 0.3 and 0.2", "l2 0.1 and none"], 2]);
  });

  test("rates are what they are for each layer", () => {
    expect(netsWith({ dropout: 0.5 }, free)).toBe(netsWith({ dropoutRates: [0.2, 0.5] }, free));
    expect(netsWith({ dropout: 0.5 }, free)).not.toBe(netsWith({ dropoutRates: [0.5, 0.5] }, free));
    expect(netsWith({}, free)).toBe(netsWith({ dropoutRates: [0, 0] }, free));
  });

  const relu: LayerSpec = { layer: "relu" };
  const hidden: LayerSpec = { layer: "dense", units: 8 };
  const flatten: LayerSpec = { layer: "flatten" };

  test("a rate that a layer has is one that the run gives it", () => {
    const behind = (layer: LayerSpec) => [hidden, relu, layer, dense];
    expect(netsWith({}, behind({ layer: "dropout", rate: 0.3 }))).toBe(netsWith({ dropout: 0.3 }, behind({ layer: "dropout" })));
    expect(netsWith({}, behind({ layer: "dropout", rate: 0.3 }))).not.toBe(netsWith({ dropout: 0.2 }, behind({ layer: "dropout" })));
    const block = (one: LayerSpec, two: LayerSpec): LayerSpec[] => [hidden, { layer: "residual", layers: [two], shortcut: [one] }, dense];
    const [a, b]: LayerSpec[] = [
      { layer: "dropout", rate: 0.1 },
      { layer: "dropout", rate: 0.4 },
    ];
    if (a && b)
      expect(netsWith({}, block(a, b))).toBe(netsWith({ dropoutRates: [0.1, 0.4] }, block({ layer: "dropout" }, { layer: "dropout" })));
  });

  test("layers that drop nothing are none, but of those behind them, which draw by their number", () => {
    const none: LayerSpec = { layer: "dropout", rate: 0 };
    expect(netsWith({}, [hidden, relu, { layer: "dropout" }, dense])).toBe(netsWith({}, [hidden, relu, dense]));
    expect(netsWith({}, [hidden, { layer: "dropout", rate: 0.3 }, relu, none, dense])).toBe(
      netsWith({}, [hidden, { layer: "dropout", rate: 0.3 }, relu, dense]),
    );
    expect(netsWith({}, [none, hidden, { layer: "dropout", rate: 0.3 }, dense])).not.toBe(
      netsWith({}, [hidden, { layer: "dropout", rate: 0.3 }, dense]),
    );
  });

  test("to flatten what is flat is nothing", () => {
    expect(netsWith({}, [flatten, hidden, relu, flatten, dense, flatten])).toBe(netsWith({}, [hidden, relu, dense]));
    expect(netsWith({ dropout: 0.2 }, [flatten, { layer: "dropout", rate: "input" }, hidden, dense])).toBe(
      netsWith({ dropout: 0.2 }, [{ layer: "dropout", rate: "input" }, hidden, dense]),
    );
  });

  test("what acts on maps acts otherwise on what is flat", () => {
    const conv: LayerSpec = { layer: "conv2d", filters: 2, size: 3 };
    const spatial: LayerSpec = { layer: "dropout", rate: 0.3, kind: "spatial" };
    expect(netsWith({}, [conv, flatten, spatial, dense])).not.toBe(netsWith({}, [conv, spatial, flatten, dense]));
    const norm: LayerSpec = { layer: "batchNorm" };
    expect(netsWith({}, [conv, flatten, norm, dense])).not.toBe(netsWith({}, [conv, norm, flatten, dense]));
  });

  const conv: LayerSpec = { layer: "conv2d", filters: 3, size: 3 };
  const third: LayerSpec = { layer: "dropout", rate: 0.3 };
  type Pair = [string, MethodOptions, readonly LayerSpec[], MethodOptions, readonly LayerSpec[]];
  test.each<Pair>([
    [
      "a rate of the layer",
      { dropout: 0.3 },
      [flatten, hidden, relu, { layer: "dropout" }, dense],
      {},
      [flatten, hidden, relu, third, dense],
    ],
    ["a layer that drops nothing", {}, [conv, relu, { layer: "dropout" }, flatten, dense], {}, [conv, relu, flatten, dense]],
    ["one behind it", {}, [conv, third, relu, flatten, { layer: "dropout", rate: 0 }, dense], {}, [conv, third, relu, flatten, dense]],
    ["what is flat", {}, [flatten, flatten, hidden, flatten, relu, dense, flatten], {}, [flatten, hidden, relu, dense]],
    ...(["inverted", "gaussian", "classic", "dropConnect"] as const).map((kind): Pair => {
      const drop: LayerSpec = { ...third, kind };
      return [`${kind} before it is flat`, {}, [conv, relu, drop, flatten, dense], {}, [conv, flatten, relu, drop, dense]];
    }),
  ])("%s: nets that count as one train to the same digits", async (_, methods, layers, others, plain) => {
    expect(netsWith(methods, layers)).toBe(netsWith(others, plain));
    const part = (count: number) => ({
      images: Uint8Array.from({ length: 36 * count }, (__, i) => (i * i * 31) % 256),
      labels: Uint8Array.from({ length: count }, (__, n) => (n * n) % 3),
      features: 36,
      count,
    });
    const data = { name: "made up", classes: 3, shape: [1, 6, 6], scale: 1 / 255, train: part(60), test: part(30), heldOut: 10 };
    const trained = async (given: MethodOptions, some: readonly LayerSpec[]) => {
      const learner = new Learner({ model: { name: "m", layers: some }, data, batch: 10, methods: given });
      return [await learner.train(30), await learner.evaluate(), (await learner.weights()).map(({ values }) => values)];
    };
    expect(await trained(methods, layers)).toEqual(await trained(others, plain));
  });
});
