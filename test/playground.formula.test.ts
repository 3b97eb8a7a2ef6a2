import { expect, test } from "vitest";
import { openDevice } from "#devices";
import { formulaOf } from "../src/web/playground/parts/formula.ts";
import type { Look } from "../src/web/playground/parts/look.ts";
import { areMaps, unitsOf } from "../src/web/playground/parts/netWords.ts";
import { defaultSettings, type TwinSettings } from "../src/web/playground/settings/settings.ts";
import { Digits } from "../src/web/playground/twin/digits.ts";
import type { NetFace, Sight } from "../src/web/playground/twin/seen.ts";
import { sightOf, unitWeightsOf } from "../src/web/playground/twin/sights.ts";
import { Twin } from "../src/web/playground/twin/twin.ts";

const noDigits = new Digits({ train: new Uint8Array(55_000), test: new Uint8Array(10_000) });
const pixels = Uint8Array.from({ length: 784 }, (_, i) => Math.max(0, Math.round(255 * Math.sin(i / 9) * Math.cos(i / 117))));

const block = {
  layer: "residual" as const,
  layers: [{ layer: "conv2d" as const, filters: 6, size: 3, padding: 1, stride: 2 }, { layer: "relu" as const }],
  shortcut: [{ layer: "conv2d" as const, filters: 6, size: 1, stride: 2 }],
};
const strided = {
  name: "strided",
  layers: [
    { layer: "conv2d" as const, filters: 4, size: 5, padding: 2 },
    { layer: "tanh" as const },
    block,
    { layer: "averagePool2d" as const, size: 2 },
    { layer: "dropout" as const },
    { layer: "flatten" as const },
    { layer: "dense" as const, units: 10 },
  ],
};

async function twinOf(model: typeof strided | string, own: Partial<TwinSettings>) {
  const { shared, a } = defaultSettings;
  return new Twin(await openDevice("wasm"), noDigits, { shared: { ...shared, model }, own: { ...a, ...own } });
}
const lookOf = (face: NetFace, sight: Sight, showsMasks: boolean): Look => ({
  face,
  sight,
  removed: face.removable.map(() => []),
  showsMasks,
});
const textOf = (lines: ReturnType<typeof formulaOf>["lines"]) => lines.map((line) => line.map(({ text }) => text).join("")).join("\n");

test.each([
  ["lenet", "lenet", { dropout: 0.5 }],
  ["lenet, classic", "lenet", { dropout: 0.5, dropoutKind: "classic" as const }],
  ["lenet, Gaussian", "lenet", { dropout: 0.5, dropoutKind: "gaussian" as const }],
  ["lenet, whole maps", "lenet", { dropout: 0.5, dropoutKind: "spatial" as const }],
  ["an MLP", "mlp(20,12)", { dropout: 0.3 }],
  ["strides and padding", strided, { dropout: 0.4 }],
])("the formula of every layer ends in what the net gives: %s", async (_, model, own) => {
  const twin = await twinOf(model, own);
  const face = twin.face();
  const sight = await sightOf(
    twin,
    { pixels },
    face.removable.map(() => []),
  );
  for (const showsMasks of [false, true])
    for (const [stage, one] of face.stages.entries())
      for (const unit of [0, unitsOf(one) - 1]) {
        const formula = formulaOf(lookOf(face, sight, showsMasks), { stage, unit }, await unitWeightsOf(twin, stage, unit));
        const text = textOf(formula.lines);
        // a sum of a residual block is no layer of its own
        const isSum = model === strided && one.kind === "maps" && one.from[0] === 1;
        if (!isSum) expect(text, `${one.name} ${unit} ${showsMasks}`).not.toContain("another layer stands between");
        const result = formula.lines.flat().find(({ as }) => as === "result");
        const all = (showsMasks && sight.thinned ? sight.thinned : sight.whole).values[stage] as Float32Array;
        const length = all.length / unitsOf(one);
        const most = Math.max(...all.subarray(unit * length, (unit + 1) * length));
        expect(Number(result?.text.replace("−", "-")), `${one.name}: ${text}`).toBeCloseTo(most, 1);
        if (one.kernel?.length === 4 && areMaps(one))
          expect(formula.patch?.inputs.length).toBe(one.kernel.slice(1).reduce((n, m) => n * m, 1));
      }
});

test("under dropConnect the sum of all weights is told from what those give that the step left", async () => {
  const twin = await twinOf("mlp(16)", { dropout: 0.5, dropoutKind: "dropConnect" });
  const face = twin.face();
  const sight = await sightOf(twin, { pixels }, [[]]);
  const text = async (showsMasks: boolean) =>
    textOf(formulaOf(lookOf(face, sight, showsMasks), { stage: 1, unit: 3 }, await unitWeightsOf(twin, 1, 3)).lines);
  expect(await text(true)).toContain("with all its weights; this step drops ");
  expect(await text(false)).not.toContain("with all its weights");
});

test.each([
  ["maxPool2d", 3, 2, "the largest of each 3 × 3 pixels, 2 further each time", "max("],
  ["averagePool2d", 2, 1, "the mean of each 2 × 2 pixels, 1 further each time", "mean("],
  ["averagePool2d", 6, 5, "the mean of each 6 × 6 pixels, 5 further each time", "largest here"],
] as const)("windows of a %s of %i that steps by %i are its own", async (layer, size, stride, head, does) => {
  const layers = [{ layer: "conv2d", filters: 3, size: 5 }, { layer: "relu" }, { layer, size, stride }, { layer: "flatten" }] as const;
  const twin = await twinOf({ name: "pools", layers: [...layers, { layer: "dense", units: 10 }] } as unknown as typeof strided, {});
  const sight = await sightOf(twin, { pixels }, [[]]);
  const { lines } = formulaOf(lookOf(twin.face(), sight, false), { stage: 2, unit: 1 }, null);
  expect(textOf(lines)).toContain(head);
  expect(textOf(lines)).toContain(does);
  const numbers = /\((.*)\)/.exec(textOf(lines))?.[1]?.split(", ").map(Number);
  if (!numbers) return;
  expect(numbers).toHaveLength(size * size);
  const expected = layer === "maxPool2d" ? Math.max(...numbers) : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  expect(Number(lines.flat().find(({ as }) => as === "result")?.text)).toBeCloseTo(expected, 1);
});

test("batch norm between the sum and Gaussian noise is said, and no factor is made up", async () => {
  const layers = [{ layer: "flatten" }, { layer: "dense", units: 8 }, { layer: "batchNorm" }, { layer: "relu" }, { layer: "dropout" }];
  const model = { name: "normed", layers: [...layers, { layer: "dense", units: 10 }] } as unknown as typeof strided;
  const twin = await twinOf(model, { dropout: 0.5, dropoutKind: "gaussian" });
  const sight = await sightOf(twin, { pixels }, [[]]);
  const { lines } = formulaOf(lookOf(twin.face(), sight, true), { stage: 1, unit: 3 }, await unitWeightsOf(twin, 1, 3));
  expect(textOf(lines)).toContain("comes out, as another layer stands between: ");
});

test("before an image and weights have arrived it says so", async () => {
  const twin = await twinOf("lenet", {});
  const face = twin.face();
  const empty = { face, sight: null, removed: [[], []], showsMasks: true };
  expect(textOf(formulaOf(empty, { stage: 5, unit: 3 }, null).lines)).toBe("Nothing has gone through the net yet.");
  const sight = await sightOf(twin, { pixels }, [[], []]);
  expect(textOf(formulaOf(lookOf(face, sight, true), { stage: 5, unit: 3 }, null).lines)).toBe("Its weights have not arrived.");
});

test("a unit that was taken away adds nothing to the next layer's sums", async () => {
  const twin = await twinOf("mlp(6,4)", {});
  const face = twin.face();
  const removed = [[0, 2, 3, 5], []];
  const sight = await sightOf(twin, { pixels }, removed);
  for (let unit = 0; unit < 4; unit++) {
    const look = { ...lookOf(face, sight, false), removed };
    const text = textOf(formulaOf(look, { stage: 2, unit }, await unitWeightsOf(twin, 2, unit)).lines);
    expect(text).not.toContain("another layer stands between");
  }
  expect(
    textOf(formulaOf({ ...lookOf(face, sight, false), removed }, { stage: 1, unit: 2 }, await unitWeightsOf(twin, 1, 2)).lines),
  ).toContain("You took it away");
});
