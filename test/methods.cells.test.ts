import { describe, expect, test } from "vitest";
import { type MakeOptimizer, sgd } from "#optim";
import { devices } from "./devices.ts";
import { everyExample, tinyTrainer, train } from "./tinyTrainer.ts";

const everyMethod = {
  ...{ dropout: 0.3, maxNorm: 2, l1: 1e-4, l2: 1e-4, weightDecay: 0.1, labelSmoothing: 0.1 },
  ...{ softSharing: 1e-4, activitySparsity: 1e-3, gradientClip: 1 },
};
const cellsOf = (methods: object) => [...tinyTrainer({ methods: { ...methods } }).memory.layout.cells.keys()].map(({ name }) => name);

test("cells have the places in checkpoints that they have in those of kept runs", () => {
  const before = ["learningRate", "momentum", "pixelScale", "dropout1.rate", "dropout2.rate", "labelSmoothing"];
  const ofMixture = ["softSharing", "leastLogSigma"];
  const ofSparsity = ["activitySparsity", "minusTarget", "targetMinusOne", "floor", "onePlus", "bernoulli", "poisson"];
  const behind = ["maxNorm", "l1", "l2", "weightDecay", "gradientClip"];
  expect(cellsOf({})).toEqual([...before, ...behind]);
  expect(cellsOf(everyMethod)).toEqual([...before, ...ofMixture, ...ofSparsity, ...behind]);
});

describe.each(devices)("on $name", ({ device }) => {
  test.each(["maxNorm", "weightDecay", "l2", "gradientClip", "dropout1.rate"])(
    "a cell %s of an optimizer of one's own is its own, and none of the method's",
    async (name) => {
      const withCell: MakeOptimizer = (graph) => {
        const made = sgd({ learningRate: 0.1 })(graph);
        graph.cell(name, 1e-3);
        return made;
      };
      const start = (optimizer: MakeOptimizer) => tinyTrainer({ methods: everyMethod, device, optimizer });
      const [one, other] = [start(sgd({ learningRate: 0.1 })), start(withCell)];
      for (const trainer of [one, other]) await train(trainer, 4);
      expect(await other.logits(0, everyExample)).toEqual(await one.logits(0, everyExample));
      const own = [...other.memory.layout.cells].findLast(([cell]) => cell.name === name)?.[1] as number;
      expect((await (await other.session).read(own, 1))[0]).toBeCloseTo(1e-3, 9);
    },
  );
});
