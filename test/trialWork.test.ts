import { expect, test } from "vitest";
import { loadDataset } from "#data/files";
import { type ConfigurationFields, resolveTrial } from "#experiment";
import { trialWork } from "../src/lab/trialWork.ts";

const data = loadDataset("mnist", {});
const workOf = (fields: ConfigurationFields) => {
  const { config } = resolveTrial(fields, data);
  return trialWork({ ...config, seed: 1 }, data);
};

test("15.13: what a run has to do counts its evaluations, its net, its batch, and the thinned nets that read the test examples", () => {
  const [lenet, small] = [workOf({ iterations: 1000 }), workOf({ iterations: 1000, model: "mlp(16)" })];
  expect(lenet.after(1000) / small.after(1000)).toBeGreaterThan(5);
  // an evaluation reads 10,000 images once, ten steps of 100 images pass them three times
  const [before, after] = [lenet.after(99), lenet.after(100)];
  expect((after - before) / (lenet.after(99) - lenet.after(98))).toBeCloseTo(1 + 10_000 / 300, -1);
  const thinned = workOf({ iterations: 1000, dropout: 0.5, mc: 200 });
  expect(thinned.end / lenet.end).toBeCloseTo(101, 0);
  expect(thinned.end).toBeGreaterThan(2 * thinned.after(1000));
});
