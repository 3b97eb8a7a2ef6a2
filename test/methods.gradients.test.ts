import { describe, expect, test } from "vitest";
import { size } from "#engine";
import type { ActivationName, LayerSpec } from "#nn";
import { sgd } from "#optim";
import { reference } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import type { Options } from "./methodExamples.ts";
import { tinyTrainer, train } from "./tinyTrainer.ts";

const layersWith = (activation: ActivationName): LayerSpec[] => [
  { layer: "dropout", rate: "input" },
  { layer: "conv2d", filters: 3, size: 2 },
  { layer: activation },
  { layer: "dropout" },
  { layer: "flatten" },
  { layer: "dense", units: 7 },
  { layer: activation },
  { layer: "dense", units: 3 },
];

const cases: readonly (readonly [ActivationName, Options])[] = [
  ["relu", {}],
  ["relu", { l1: 0.05 }],
  ["relu", { l2: 0.05 }],
  ["relu", { softSharing: 0.02, softSharingComponents: 3 }],
  ["sigmoid", { softSharing: 0.02 }],
  ["relu", { activitySparsity: 0.3, sparsityTarget: 0.2 }],
  ["sigmoid", { activitySparsity: 0.3 }],
  ["softplus", { activitySparsity: 0.3 }],
  ["relu", { labelSmoothing: 0.2 }],
  ...(["inverted", "classic", "gaussian", "spatial", "dropConnect"] as const).map(
    (dropoutKind) => ["relu", { dropout: 0.4, dropoutKind }] as const,
  ),
  [
    "sigmoid",
    { dropout: 0.4, dropoutKind: "dropConnect", l1: 0.01, l2: 0.02, softSharing: 0.01, activitySparsity: 0.2, labelSmoothing: 0.1 },
  ],
];

describe("gradients of the whole loss, penalties included, are its central differences", () => {
  test.each(cases)("%s %j", async (activation, methods) => {
    const trainer = tinyTrainer({ layers: layersWith(activation), methods, optimizer: sgd({ learningRate: 0 }), device: reference });
    const loss = async () => {
      await train(trainer, 1);
      return trainer.lastLoss();
    };
    // away from the kink of the ReLU, on which a bias of 0 lies where the whole input is dropped
    for (const each of trainer.net.graph.parameters)
      if (each.role === "bias")
        await trainer.write(
          each,
          (await trainer.read(each)).map((_, i) => 0.05 + 0.01 * i),
        );
    await loss();
    const { parameters } = trainer.net.graph;
    const gradients = await inOrder(parameters, async (parameter) => {
      const at = trainer.memory.layout.gradients.get(parameter)?.offset as number;
      return (await trainer.session).read(at, size(parameter.shape));
    });
    const h = 1e-6;
    for (const [i, parameter] of parameters.entries()) {
      const values = await trainer.read(parameter);
      for (let k = 0; k < values.length; k += 1 + Math.floor(values.length / 12)) {
        const [up, down] = (await inOrder([h, -h], async (change) => {
          await trainer.write(
            parameter,
            values.map((value, j) => (j === k ? value + change : value)),
          );
          return loss();
        })) as [number, number];
        await trainer.write(parameter, values);
        expect(Math.abs((up - down) / (2 * h) - (gradients[i]?.[k] as number)), `${parameter.name}[${k}]`).toBeLessThan(2e-8);
      }
    }
  });

  test("each penalty adds to the loss what its formula says", async () => {
    const lossOf = async (methods: Options) => {
      const trainer = tinyTrainer({ layers: layersWith("sigmoid"), methods, optimizer: sgd({ learningRate: 0 }), device: reference });
      await train(trainer, 1);
      return { loss: await trainer.lastLoss(), sum: await trainer.takeLoss(), trainer };
    };
    const plain = await lossOf({});
    const kernels = plain.trainer.net.graph.parameters.filter(({ role }) => role === "kernel");
    const weights = (await inOrder(kernels, async (kernel) => [...(await plain.trainer.read(kernel))])).flat();
    const total = (value: (w: number) => number) => weights.reduce((sum, w) => sum + value(w), 0);
    // softWeightSharing starts with means -0.25, 0, 0.25, deviations 0.125 and equal proportions
    const density = (w: number) =>
      [-0.25, 0, 0.25].reduce((sum, mean) => sum + Math.exp(-(((w - mean) / 0.125) ** 2) / 2) / (3 * 0.125 * Math.sqrt(2 * Math.PI)), 0);
    const penalties: [Options, number][] = [
      [{ l1: 0.3 }, 0.3 * total(Math.abs)],
      [{ l2: 0.3 }, 0.3 * total((w) => w * w)],
      [{ softSharing: 0.3, softSharingComponents: 3 }, -0.3 * total((w) => Math.log(density(w)))],
    ];
    for (const [methods, penalty] of penalties) {
      const { loss, sum } = await lossOf(methods);
      const tolerance = "softSharing" in methods ? 1e-5 : 1e-11; // the mixture's start is float32
      expect(Math.abs(loss - plain.loss - penalty)).toBeLessThan(tolerance);
      expect(Math.abs((sum - plain.sum) / 17 - penalty)).toBeLessThan(tolerance);
    }
  });
});
