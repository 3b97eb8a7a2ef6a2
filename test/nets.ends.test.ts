import { describe, expect, test } from "vitest";
import { buildNet, dropoutLayerKinds, type LayerSpec } from "#nn";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { everyExample, parametersOf, tinyTrainer, train } from "./tinyTrainer.ts";

const dropout: LayerSpec = { layer: "dropout", rate: 0.5 };
const dense = (units: number): LayerSpec => ({ layer: "dense", units });
const conv: LayerSpec = { layer: "conv2d", filters: 2, size: 3, padding: 1 };

describe.each(devices)("13.11: a net may end in a dropout layer, on $name", ({ device }) => {
  test.each(dropoutLayerKinds.filter((kind) => kind !== "dropConnect" && kind !== "spatial"))("%s", async (kind) => {
    for (const before of [[dense(3)], [dense(3), { layer: "relu" }]] as LayerSpec[][]) {
      const layers: LayerSpec[] = [{ layer: "flatten" }, ...before];
      const dropping = tinyTrainer({ device, layers: [...layers, { ...dropout, kind }] });
      await train(dropping, 3);
      const plain = tinyTrainer({ device, layers });
      for (const [i, parameter] of plain.net.graph.parameters.entries())
        await plain.write(parameter, Object.values(await parametersOf(dropping))[i] as Float64Array);
      const [ours, theirs] = await inOrder([dropping, plain], (trainer) => trainer.evaluate(0, everyExample));
      // classic dropout scales the logits, and so leaves their order
      expect(ours?.accuracy).toBe(theirs?.accuracy);
      if (kind !== "classic") expect(ours).toEqual(theirs);
      const untrained = tinyTrainer({ device, layers });
      await train(untrained, 3);
      expect(await parametersOf(untrained)).not.toEqual(await parametersOf(dropping));
    }
  });
});

describe("13.1: what the logits have passed is seen behind layers that make no new numbers", () => {
  const net = (...layers: LayerSpec[]) => buildNet({ name: "net", input: [2, 4, 4], layers });

  test.each<[string, LayerSpec[]]>([
    ["nothing", [{ layer: "flatten" }, dense(3), { layer: "relu" }]],
    ["dropout", [{ layer: "flatten" }, dense(3), { layer: "relu" }, dropout]],
    ["pooling and flattening", [conv, { layer: "relu" }, { layer: "averagePool2d", size: 4 }, { layer: "flatten" }]],
  ])("a ReLU and %s", (_, layers) => {
    expect(net(...layers).reluLogits).toBe(true);
    expect(net(...layers).activations).toEqual([]);
  });

  test("no ReLU, or one before other weights", () => {
    const hidden = net({ layer: "flatten" }, dense(5), { layer: "relu" }, dense(3), dropout);
    expect(hidden.reluLogits).toBe(false);
    expect(hidden.activations).toHaveLength(1);
    expect(net({ layer: "flatten" }, dense(3), { layer: "tanh" }, dropout).reluLogits).toBe(false);
  });
});

describe("13.2: dropConnect drops weights that lie behind it on the same way, or is refused", () => {
  const dropConnect: LayerSpec = { ...dropout, kind: "dropConnect" };
  const net = (...layers: LayerSpec[]) => buildNet({ name: "net", input: [2, 4, 4], layers: [...layers, { layer: "flatten" }, dense(3)] });
  const dropped = (...layers: LayerSpec[]) =>
    net(...layers).graph.nodes.flatMap(({ op, inputs }) => (op === "dropout" ? [inputs.x.name] : []));

  test("of its own way through a residual block, first or last", () => {
    expect(dropped({ layer: "residual", layers: [dropConnect, conv], shortcut: [conv] })).toEqual(["conv2d2.weight"]);
    expect(dropped({ layer: "residual", layers: [conv], shortcut: [dropConnect, conv] })).toEqual(["conv2d1.weight"]);
    expect(dropped({ layer: "residual", layers: [conv] }, dropConnect)).toEqual(["dense1.weight"]);
  });

  test.each<[string, LayerSpec[], string]>([
    ["at a block's end", [{ layer: "residual", layers: [conv, dropConnect] }], "layer residual1: .*behind it in the block's layers"],
    ["at a shortcut's end", [{ layer: "residual", layers: [conv], shortcut: [conv, dropConnect] }], "behind it in the block's shortcut"],
    ["alone in a shortcut", [{ layer: "residual", layers: [conv], shortcut: [dropConnect] }], "behind it in the block's shortcut"],
    ["before a block", [dropConnect, { layer: "residual", layers: [conv], shortcut: [conv] }], "its weights lie on two ways"],
  ])("%s it has none", (_, layers, what) => {
    expect(() => net(...layers)).toThrow(new RegExp(what));
  });
});
