import { describe, expect, test } from "vitest";
import {
  defineExperiment,
  type Experiment,
  Learner,
  type LearnerOptions,
  type MethodOptions,
  methodOptions,
  mlp,
  type TrialConfig,
} from "../src/library/index.ts";
import { dropoutLayerKinds } from "../src/nn/model.ts";
import { optionKinds } from "../src/regularize/methodOptions.ts";

const data = undefined as unknown as LearnerOptions["data"];
const config = {} as TrialConfig;
/** Compiled, never called: a line that should not compile and does is an error of the compiler. */
const neverCalled = async (learner: Learner): Promise<readonly unknown[]> => [
  new Learner({
    model: mlp([4]),
    data,
    methods: { dropout: 0.5, dropoutKind: "gaussian", dropoutRates: [0.1], maxNormScope: "unit", mc: 3 },
  }),
  // @ts-expect-error: a rate is a number
  new Learner({ model: mlp([4]), data, methods: { dropout: "yes" } }),
  // @ts-expect-error: there is no such option
  new Learner({ model: mlp([4]), data, methods: { nonsense: 3 } }),
  // @ts-expect-error: there is no such kind
  new Learner({ model: mlp([4]), data, methods: { dropoutKind: "bernoulli" } }),
  // @ts-expect-error: rates are numbers
  new Learner({ model: mlp([4]), data, methods: { dropoutRates: ["0.1"] } }),
  // @ts-expect-error: there is no such option
  await learner.set({ dropuot: 0.5 }),
  await learner.set({ dropout: undefined, maxNorm: 3 }),
  { ...config, methods: { l2: 0.1 } } satisfies TrialConfig,
  // @ts-expect-error: a strength is a number
  { ...config, methods: { l2: "0.1" } } satisfies TrialConfig,
  { dropout: 0.5, grid: { maxNorm: [0, 3], model: ["lenet"] }, list: [{ l1: 1e-5 }] } satisfies Experiment,
  // @ts-expect-error: there is no such option
  { nonsense: 0.5 } satisfies Experiment,
  // @ts-expect-error: a grid has lists
  { grid: { dropout: 0.5 } } satisfies Experiment,
  // @ts-expect-error: of values that the option takes
  { grid: { dropout: ["yes"] } } satisfies Experiment,
  // @ts-expect-error: there is no such option
  { list: [{ nonsense: 1 }] } satisfies Experiment,
  // @ts-expect-error: there is no such scale
  await learner.predict([1], { scale: "byte" }),
  // @ts-expect-error: there is no such part
  await learner.evaluate("validation"),
  // @ts-expect-error: seeds of streams have names
  { ...config, streamSeeds: { noise: 1 } } satisfies TrialConfig,
];

describe("13.18: types come from the catalog", () => {
  test("what each option takes is what the catalog says", () => {
    const kinds = methodOptions.map((option) => [option.name, option.kind === "choice" ? option.choices : option.kind]);
    expect(Object.fromEntries(kinds)).toEqual(optionKinds);
    const kind: MethodOptions["dropoutKind"] = dropoutLayerKinds[0];
    expect(kind).toBe("inverted");
    expect(neverCalled).toBeTypeOf("function");
  });

  test("an experiment in a TypeScript file is checked where it is written", () => {
    expect(defineExperiment({ dropout: 0.5, grid: { maxNorm: [0, 3] } })).toEqual({ dropout: 0.5, grid: { maxNorm: [0, 3] } });
    expect(() => defineExperiment({ grid: { dropout: [0, 1.4] } })).toThrow("grid.dropout[1]: 1.4 is not a rate in [0, 1)");
    expect(() => defineExperiment({ nonsense: 1 } as never)).toThrow('there is no field "nonsense"');
  });
});
