import { expect, test } from "vitest";
import type { LayerSpec } from "#nn";
import { everyExample, tinyTrainer, train } from "./tinyTrainer.ts";

test("what two ways through a block read is computed in evaluation too, where one of them drops and pools it", async () => {
  const layersWith = (...dropout: LayerSpec[]): readonly LayerSpec[] => [
    { layer: "conv2d", filters: 2, size: 2 },
    { layer: "relu" },
    { layer: "residual", layers: [...dropout, { layer: "maxPool2d", size: 1 }] },
    { layer: "flatten" },
    { layer: "dense", units: 3 },
  ];
  const [plain, dropping] = [tinyTrainer({ layers: layersWith() }), tinyTrainer({ layers: layersWith({ layer: "dropout" }) })];
  expect(plain.net.graph.nodes.length + 1).toBe(dropping.net.graph.nodes.length);
  for (const trainer of [plain, dropping]) await train(trainer, 3);
  expect(await dropping.logits(0, everyExample)).toEqual(await plain.logits(0, everyExample));
});
