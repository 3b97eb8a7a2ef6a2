import { expect, test } from "vitest";
import { middleOf, netLayout, unitAt, walked } from "../src/web/playground/parts/netLayout.ts";
import type { NetFace, StageFace } from "../src/web/playground/twin/seen.ts";

const faceOf = (...stages: readonly StageFace[]): NetFace => ({
  ...{ stages, parameters: 0, classes: 10, reluLogits: false, removable: [], sites: [], numerics: "", simd: "" },
});
const stage = (kind: StageFace["kind"], shape: readonly number[], from: number): StageFace => ({
  name: `${kind}${from}`,
  kind,
  shape,
  from: [from],
});
const input: StageFace = { name: "input", kind: "input", shape: [1, 28, 28], from: [] };
const logits = (from: number) => stage("logits", [10], from);

const nets = {
  lenet: faceOf(
    input,
    stage("maps", [6, 24, 24], 0),
    stage("pooled", [6, 12, 12], 1),
    stage("maps", [16, 8, 8], 2),
    stage("pooled", [16, 4, 4], 3),
    stage("units", [120], 4),
    stage("units", [84], 5),
    logits(6),
  ),
  "a wide MLP": faceOf(input, stage("units", [2048], 0), stage("units", [1024], 1), logits(2)),
  "a deep residual net": faceOf(
    input,
    ...Array.from({ length: 5 }, (_, i) => stage("maps", [16, 28, 28], i)),
    ...Array.from({ length: 4 }, (_, i) => stage("maps", [32, 14, 14], 5 + i)),
    stage("pooled", [32, 1, 1], 9),
    logits(10),
  ),
  "no hidden layer": faceOf(input, logits(0)),
};

for (const [name, face] of Object.entries(nets))
  for (const [room, isUpright] of [
    [1192, false],
    [760, false],
    [175, true],
  ] as const)
    test(`${name} in ${room} pixels: its stages lie beside one another, all in the picture, and a unit is found where it is drawn`, () => {
      const layout = netLayout(face, room, isUpright);
      expect(layout.width).toBeGreaterThanOrEqual(room);
      let before = 0;
      for (const [index, block] of layout.blocks.entries()) {
        const [start, end] = isUpright ? [block.y, block.y + block.height] : [block.x, block.x + block.width];
        expect(start).toBeGreaterThanOrEqual(before);
        before = end;
        expect(block.x).toBeGreaterThanOrEqual(0);
        expect(block.x + block.width).toBeLessThanOrEqual(layout.width + 0.01);
        expect(block.y + block.height).toBeLessThanOrEqual(layout.height);
        for (const unit of [0, 1, block.count - 1].filter((each) => each < block.count)) {
          const { x, y } = middleOf(layout, block, unit);
          const inside = block.as === "bars" ? 1 : 0;
          expect(unitAt(layout, x + inside, y + inside)).toEqual({ stage: index, unit });
        }
      }
    });

test("one pixel of a map is as large in every stage, and LeNet is as large as it may be on a desk", () => {
  const { blocks, scale, width } = netLayout(nets.lenet, 1192, false);
  expect(scale).toBeGreaterThan(2.5);
  expect(width).toBe(1192);
  expect(blocks.slice(0, 5).map(({ across }) => across / scale)).toEqual([28, 24, 12, 8, 4].map((side) => expect.closeTo(side, 6)));
});

test("thousands of units are still three pixels each, so that their states can be told apart", () => {
  const { blocks } = netLayout(nets["a wide MLP"], 1192, false);
  expect(blocks[1]).toMatchObject({ as: "dots", count: 2048 });
  expect(blocks[1]?.across).toBeGreaterThanOrEqual(3);
});

test("arrows walk along the net from stage to stage and across it from unit to unit, round its ends", () => {
  const at = { stage: 5, unit: 119 };
  expect(walked(nets.lenet, at, "right", false)).toEqual({ stage: 6, unit: 83 });
  expect(walked(nets.lenet, at, "down", false)).toEqual({ stage: 5, unit: 0 });
  expect(walked(nets.lenet, at, "down", true)).toEqual({ stage: 6, unit: 83 });
  expect(walked(nets.lenet, { stage: 0, unit: 0 }, "left", false)).toEqual({ stage: 0, unit: 0 });
  expect(walked(nets.lenet, { stage: 0, unit: 0 }, "up", false)).toEqual({ stage: 0, unit: 0 });
});
