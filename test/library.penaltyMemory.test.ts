import { describe, expect, test } from "vitest";
import { binaryKinds, unaryKinds } from "#engine";
import { Learner, mlp, type Penalty } from "../src/library/index.ts";
import { data } from "./twoClasses.ts";

type Of = Penalty["of"];
/** max(x, 0) by other operations. */
const half: Of = (x, ops) => ops.scale(ops.add(x, ops.absolute(x)), 0.5);

describe.each(["native", "wasm", "reference"] as const)("13.18: a relu of what has no examples, on %s", (device) => {
  const trained = async (on: NonNullable<Penalty["on"]>, of: Of, rectified: Of) => {
    const penalties: Penalty[] = [{ name: "own", strength: 0.3, on, of: (x, ops) => ops.sum(rectified(of(x, ops), ops)) }];
    const learner = new Learner({ model: mlp([5, 3]), data, batch: 7, device, penalties });
    const loss = await learner.train(6);
    return [loss, await learner.evaluate(), (await learner.weights()).flatMap(({ values }) => [...values])];
  };
  const numbers = (found: unknown) =>
    JSON.parse(JSON.stringify(found))
      .flat(3)
      .flatMap((one: unknown) => (typeof one === "number" ? one : Object.values(one as object)));
  const cases: readonly (readonly [string, NonNullable<Penalty["on"]>, Of])[] = [
    ["kernels", "kernels", (w) => w],
    ["kernels less a number", "kernels", (w, ops) => ops.shift(w, -0.1)],
    ["mean activations", "activations", (a, ops) => ops.shift(ops.batchMean(a), -0.2)],
  ];

  test.each(cases)("%s: is (x + |x|) / 2", async (_, on, of) => {
    const [ours, other] = [await trained(on, of, (x, ops) => ops.relu(x)), await trained(on, of, half)].map(numbers);
    expect(ours).toHaveLength(other.length);
    for (const [i, value] of other.entries()) expect(ours[i]).toBeCloseTo(value, 5);
  });
});

test("13.18: values for each example and one for all are refused with the penalty's name", () => {
  const of: Of = (a, ops) => ops.sum(ops.square(ops.subtract(a, ops.batchMean(a))));
  expect(() => new Learner({ model: mlp([5]), data, penalties: [{ name: "variance", strength: 1, on: "activations", of }] })).toThrow(
    /^penalty variance: subtract: \S+ has values for each example, and \S+ has one for all; take batchMean of the first$/,
  );
});

test("13.15: what a tensor is stays, whatever a penalty does to it, and one of another net is refused", () => {
  const other = new Learner({ model: mlp([2]), data }).net.graph.parameters[0] as never;
  const refused: readonly (readonly [Of, string])[] = [
    [(w, ops) => ops.sum(Object.assign(w, { shape: [1] })), "penalty own: Cannot assign to read only property 'shape'"],
    [(w, ops) => ops.sum((w.shape as number[]).fill(1000) as never), "penalty own: Cannot assign to read only property '0'"],
    [() => other, "penalty own: it gives a tensor of another net; compose one of what it is given"],
  ];
  for (const [of, text] of refused)
    expect(() => new Learner({ model: mlp([5]), data, penalties: [{ name: "own", strength: 1, of }] })).toThrow(text);
});

describe.each(["native", "wasm", "reference"] as const)("13.18: no operation of a penalty writes over other memory, on %s", (device) => {
  const inputs: readonly (readonly [string, NonNullable<Penalty["on"]>, Of])[] = [
    ["kernels", "kernels", (w) => w],
    ["activations", "activations", (a) => a],
    ["means of activations", "activations", (a, ops) => ops.batchMean(a)],
  ];
  const functions: Readonly<Record<string, Of>> = {
    ...Object.fromEntries(unaryKinds.map((kind): [string, Of] => [kind, (x, ops) => ops[kind](x)])),
    ...Object.fromEntries(binaryKinds.map((kind): [string, Of] => [kind, (x, ops) => ops[kind](x, ops.shift(ops.square(x), 1))])),
    scale: (x, ops) => ops.scale(x, 2),
    shift: (x, ops) => ops.shift(x, 2),
  };

  test.each(inputs)("%s: what is all but nothing changes nothing", async (_, on, from) => {
    const end = async (penalties: readonly Penalty[]) => {
      const learner = new Learner({ model: mlp([5, 3]), data, batch: 7, device, penalties });
      await learner.train(4);
      return [await learner.evaluate(), await learner.predict(data.test.images.subarray(0, 8)), await learner.weights()];
    };
    const plain = await end([]);
    for (const [name, of] of Object.entries(functions)) {
      // of an example each a mean over the step's, of all features a sum
      const value: Of = (x, ops) => {
        const made = of(ops.shift(ops.square(from(x, ops)), 1), ops);
        return ops.sum(on === "activations" && from.length < 2 ? ops.batchMean(made) : made);
      };
      expect(await end([{ name, strength: 1e-37, on, of: value }]), name).toEqual(plain);
    }
  });
});
