import { expect, test } from "vitest";
import { Learner, mlp } from "../src/library/index.ts";
import { data } from "./twoClasses.ts";

test("13.18: nets that a program made and left give their memory back while it goes on", async () => {
  const model = mlp([1200, 1200]);
  const megabytes = () => process.memoryUsage().rss / 2 ** 20;
  const train = async (seed: number) => expect(await new Learner({ model, data, batch: 10, seed }).train(1)).toBeGreaterThan(0);
  await train(0);
  const before = megabytes();
  for (let seed = 1; seed <= 25; seed++) await train(seed);
  // each has 23 MB at least: its weights and what Adam remembers of them
  expect(megabytes() - before).toBeLessThan(300);
});
