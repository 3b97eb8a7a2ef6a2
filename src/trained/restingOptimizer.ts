import type { MakeOptimizer } from "#optim";

/** Has the memory of an optimizer and makes no steps: that of a net which is loaded only to predict. */
export const restingOptimizer =
  (slots: readonly string[]): MakeOptimizer =>
  (graph) => {
    const learningRate = graph.cell("learningRate", 0);
    return { slots, learningRate, fed: [learningRate], feed: () => [0], emit() {} };
  };
