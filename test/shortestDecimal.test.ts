import fc from "fast-check";
import { expect, test } from "vitest";
import { shortestDecimal } from "../src/experiment/shortestDecimal.ts";
import { devices } from "./devices.ts";
import { tinyTrainer, train } from "./tinyTrainer.ts";

test("13.2: the shortest decimal of a float32 is that float32, one for all numbers that round to it", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const shortest = shortestDecimal(value);
      expect(Math.fround(shortest)).toBe(value + 0); // −0 is 0
      const [digits = ""] = /^\d+/.exec(Math.abs(shortest).toExponential().replace(".", "")) ?? [];
      const shorter = Number(value.toPrecision(Math.max(1, digits.length - 1)));
      if (digits.length > 1) expect(Math.fround(shorter)).not.toBe(value);
      // a quarter of the distance to the next is nearer to this one
      const nearby = value * (1 + 2 ** -26);
      if (Math.fround(nearby) === value) expect(shortestDecimal(nearby)).toBe(shortest);
    }),
  );
  for (const value of [0.001, 0.5, 0.1, 0.3, 1e-8, 50]) expect(shortestDecimal(value)).toBe(value);
  expect([0.50000001, 0.49999999, 0.1 + 0.2].map((value) => shortestDecimal(value))).toEqual([0.5, 0.5, 0.3]);
});

test.each(devices.filter(({ name }) => name !== "reference"))("13.2: methods of one float32 train alike on $name", async ({ device }) => {
  const after = async (l2: number, dropout: number) => {
    const trainer = tinyTrainer({ device, methods: { l2, dropout } });
    await train(trainer, 5);
    return trainer.weights();
  };
  expect(await after(0.100000001, 0.500000001)).toEqual(await after(0.1, 0.5));
  expect(await after(0.1000001, 0.5)).not.toEqual(await after(0.1, 0.5));
});

test.each(devices)("13.2: rates of one step of 1 / 65536 drop alike on $name, but as Gaussian noise", async ({ device }) => {
  const after = async (dropout: number, dropoutKind: string) => {
    const trainer = tinyTrainer({ device, methods: { dropout, dropoutKind } });
    await train(trainer, 5);
    return trainer.weights();
  };
  for (const kind of ["inverted", "classic", "spatial", "dropConnect"])
    expect(await after(0.300005, kind), kind).toEqual(await after(0.3, kind));
  expect(await after(0.30002, "inverted")).not.toEqual(await after(0.3, "inverted"));
  expect(await after(0.300005, "gaussian")).not.toEqual(await after(0.3, "gaussian"));
});
