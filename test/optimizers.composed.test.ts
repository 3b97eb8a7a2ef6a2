import { describe, expect, test } from "vitest";
import { adagrad, type MakeOptimizer } from "#optim";
import { slot } from "../src/optim/optimizer.ts";
import { devices } from "./devices.ts";
import { parametersOf, tinyTrainer, train } from "./tinyTrainer.ts";

/** Adagrad from the instructions that ops have, without one of its own: v ← v + g², p ← p − rate · g / (√v + ε). */
const composed: MakeOptimizer = (graph) => {
  const [learningRate, back, epsilon] = [
    graph.cell("learningRate", 0.05),
    graph.cell("- learningRate", -0.05),
    graph.cell("epsilon", 1e-10),
  ];
  return {
    slots: ["square"],
    learningRate,
    fed: [learningRate, back],
    feed: () => [0.05, -0.05],
    emit(emission, { parameter, gradient, length, ...slice }) {
      const square = slot({ parameter, gradient, length, ...slice }, "square");
      const [squares, root, more, ratio, step] = Array.from({ length: 5 }, () => emission.scratch(length));
      if (!squares || !root || !more || !ratio || !step) return;
      emission.emit("unaryForward", { x: gradient, y: squares, kind: "square", length });
      emission.emit("accumulate", { sum: square, x: squares, length });
      emission.emit("unaryForward", { x: square, y: root, kind: "squareRoot", length });
      emission.emit("shiftForward", { x: root, y: more, amount: emission.cell(epsilon), length });
      emission.emit("binaryForward", { a: gradient, b: more, y: ratio, kind: "divide", length });
      emission.emit("scaleForward", { x: ratio, y: step, factor: emission.cell(back), length });
      emission.emit("accumulate", { sum: parameter, x: step, length });
    },
  };
};

describe("an optimizer needs no instruction of its own where those of ops make it", () => {
  test.each(devices)("on $name", async ({ device }) => {
    const made = [composed, adagrad({ learningRate: 0.05 })].map((optimizer) => tinyTrainer({ optimizer, device }));
    const [ours, own] = await Promise.all(
      made.map(async (trainer) => {
        await train(trainer, 25);
        return parametersOf(trainer);
      }),
    );
    for (const [name, values] of Object.entries(own ?? {}))
      for (const [i, value] of values.entries()) expect(ours?.[name]?.[i]).toBeCloseTo(value, 4);
  });
});
