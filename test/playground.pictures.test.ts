import { expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { talliedVotes } from "../src/web/playground/parts/answer.tsx";
import { centred } from "../src/web/playground/parts/centred.ts";
import { lostSince } from "../src/web/playground/parts/classes.tsx";
import { differencesOf, lowAccuracy, thinned } from "../src/web/playground/parts/curves.tsx";
import { framesOf } from "../src/web/playground/parts/filters.tsx";
import { apart, roundSteps } from "../src/web/playground/parts/lineChart.tsx";
import { upTo } from "../src/web/playground/parts/takeAway.tsx";
import { wallPlaces } from "../src/web/playground/parts/wallDrawing.ts";
import { edgesOfNet, strongestEdges } from "../src/web/playground/twin/edges.ts";
import type { Score, StageFace } from "../src/web/playground/twin/seen.ts";

/** Numbers that look random and are the same each time. */
const numbers = (length: number, seed = 1) => Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + seed) * seed) * 2);

test("the edges that are drawn are those of the largest products, and none leads to a silent unit", () => {
  const [units, inputs] = [30, 40];
  const kernel = numbers(units * inputs);
  const values = numbers(inputs, 3).map((value) => Math.max(0, value));
  const outputs = numbers(units, 5).map((value) => Math.max(0, value));
  const all = Array.from(kernel, (weight, place) => ({ place, product: weight * (values[place % inputs] ?? 0) }));
  const largest = all
    .filter(({ place, product }) => product > 0 && (outputs[Math.floor(place / inputs)] ?? 0) > 0)
    .sort((one, other) => other.product - one.product)
    .slice(0, 25)
    .reverse();
  const edges = strongestEdges(kernel, values, outputs, 25);
  expect([...edges.sources]).toEqual(largest.map(({ place }) => place % inputs));
  expect([...edges.targets]).toEqual(largest.map(({ place }) => Math.floor(place / inputs)));
  expect(edges.strengths.at(-1)).toBe(1);
  expect(strongestEdges(kernel, new Float32Array(inputs), outputs, 25).sources).toHaveLength(0);
  expect(strongestEdges(kernel, values, outputs, 0).sources).toHaveLength(0);
});

const score = (step: number, accuracy: number, highestLogits: readonly number[] = []): Score => ({
  step,
  accuracy,
  loss: 0,
  images: 2000,
  highestLogits,
});

test("a class is lost since the first of the steps at which it was never above 0, up to now", () => {
  const scores = [score(0, 0, [1, 0]), score(100, 0, [0, 2]), score(200, 0, [0, 1]), score(300, 0, [0, 0.1])];
  expect(lostSince(scores, 0)).toBe(100);
  expect(lostSince(scores, 1)).toBeNull();
  expect(lostSince([], 0)).toBeNull();
});

test("the difference is B minus A in points, where both were tested", () => {
  const points = differencesOf({ a: [score(0, 0.1), score(100, 0.9)], b: [score(0, 0.1), score(50, 0.4), score(100, 0.875)] });
  expect(points).toEqual([
    [0, 0],
    [100, expect.closeTo(-2.5, 10)],
  ]);
});

test("an axis of accuracies begins below all but the first fifth, and one of steps ends at a round number", () => {
  const at = (...values: readonly number[]) => values.map((value, i) => [100 * i, value] as const);
  expect(lowAccuracy(at(10, 80, 93, 95, 96, 97, 98))).toBe(90);
  expect(lowAccuracy(at(10))).toBe(0);
  expect(lowAccuracy([])).toBe(99);
  expect([0, 100, 101, 950, 1000, 6001].map(roundSteps)).toEqual([100, 100, 200, 1000, 1000, 7500]);
  expect(thinned(Array.from({ length: 1001 }, (_, i) => [i, i] as const)).at(-1)).toEqual([1000, 1000]);
  expect(apart([10, 12], 15)).toEqual([3.5, 18.5]);
});

test("a film shows the first and the last, and between them what happens early", () => {
  const steps = [0, 50, 100, 150, 200, 400, 600, 800, 1000, 2000, 4000, 8000].map((step) => ({ step }));
  const chosen = framesOf(steps).map(({ step }) => step);
  expect(chosen).toHaveLength(6);
  expect([chosen[0], chosen[1], chosen.at(-1)]).toEqual([0, 50, 8000]);
  expect(framesOf([{ step: 0 }])).toEqual([{ step: 0 }]);
  expect(framesOf([])).toEqual([]);
});

test("a curve ends where one has dragged to, between two points too", () => {
  const points = [0, 0.1, 0.2].map((share) => ({ share, mean: 1 - share, low: 0, high: 1 }));
  expect(upTo(points, 0.15).map(({ share, mean }) => [share, mean])).toEqual([
    [0, 1],
    [0.1, 0.9],
    [0.15, expect.closeTo(0.85, 10)],
  ]);
  expect(upTo(points, 0)).toHaveLength(1);
  expect(upTo(points, 0.9)).toHaveLength(3);
  expect(upTo([], 0.5)).toEqual([]);
});

test("tiles by digit: a row for each, in the order of the images", () => {
  const { x, y, rows } = wallPlaces(Uint8Array.of(3, 0, 3), 300, "digit");
  expect(rows.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(y[0]).toBe(y[2]);
  expect(y[1]).toBeLessThan(y[0] as number);
  expect(x[2]).toBeGreaterThan(x[0] as number);
});

test("votes are counted by what each net is surest of", () => {
  expect(talliedVotes(Float32Array.of(0.2, 0.8, 0.6, 0.4, 0.1, 0.9), 2)).toEqual([1, 2]);
  expect(talliedVotes(new Float32Array())).toEqual(new Array(10).fill(0));
});

/** A rectangle of ink. */
function drawing(width: number, height: number, left: number, top: number, wide: number, tall: number) {
  const ink = new Uint8Array(width * height);
  for (let y = top; y < top + tall; y++) ink.fill(255, y * width + left, y * width + left + wide);
  return { width, height, ink };
}
function boxOf(pixels: Uint8Array) {
  const places = [...pixels].flatMap((value, i) => (value > 0 ? [[i % 28, Math.floor(i / 28)] as const] : []));
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

test("a drawing becomes what MNIST's digits are: its longer side 20 pixels, its proportions kept, its mass in the middle", () => {
  for (const [left, top] of [
    [0, 0],
    [60, 12],
  ] as const) {
    const pixels = centred(drawing(112, 112, left, top, 50, 100)) as Uint8Array;
    const box = boxOf(pixels);
    expect([box.right - box.left + 1, box.bottom - box.top + 1]).toEqual([10, 20]);
    // pixel 14 of 28, from 0, as in MNIST, to half a pixel
    expect(Math.abs((box.left + box.right) / 2 - 14)).toBeLessThanOrEqual(0.5);
    expect(Math.abs((box.top + box.bottom) / 2 - 14)).toBeLessThanOrEqual(0.5);
    expect(Math.max(...pixels)).toBe(255);
  }
});

test("images of MNIST four times as large, anywhere on the pad, become themselves again", () => {
  const { images } = loadMnist().test;
  let [apart, all] = [0, 0];
  for (let image = 0; image < 20; image++) {
    const own = images.subarray(784 * image, 784 * (image + 1));
    const ink = Uint8Array.from({ length: 140 * 140 }, (_, i) => {
      const [x, y] = [Math.floor(((i % 140) - 25) / 4), Math.floor((Math.floor(i / 140) - 3) / 4)];
      return x >= 0 && x < 28 && y >= 0 && y < 28 ? (own[28 * y + x] as number) : 0;
    });
    const again = centred({ width: 140, height: 140, ink }) as Uint8Array;
    for (const [i, value] of own.entries()) {
      apart += Math.abs(value - (again[i] as number));
      all += value;
    }
  }
  expect(apart / all).toBeLessThan(0.15);
});

test("thin lines are grey at their edges, and nothing is made of an empty pad", () => {
  const pixels = centred(drawing(112, 112, 13, 7, 8, 93)) as Uint8Array;
  expect(boxOf(pixels).bottom - boxOf(pixels).top + 1).toBe(20);
  const slanted = {
    width: 112,
    height: 112,
    ink: Uint8Array.from({ length: 112 * 112 }, (_, i) => (Math.abs((i % 112) - Math.floor(i / 112)) < 4 ? 255 : 0)),
  };
  expect((centred(slanted) as Uint8Array).some((value) => value > 20 && value < 235)).toBe(true);
  expect(centred(drawing(112, 112, 0, 0, 0, 0))).toBeNull();
});

test("edges are drawn to dense stages whose weights are known, and to classes that are not positive too", () => {
  const stages: StageFace[] = [
    { name: "input", kind: "input", shape: [1, 1, 2], from: [] },
    { name: "dense1", kind: "units", shape: [2], from: [0], kernel: [2, 2], activation: "relu" },
    { name: "dense2", kind: "logits", shape: [1], from: [1], kernel: [1, 2] },
  ];
  const values = [Float32Array.of(1, 2), Float32Array.of(3, 0), Float32Array.of(0)];
  const found = edgesOfNet(stages, [null, [1, 1, 1, 1], [1, -1]], values);
  expect(found.map(({ from, to, sources, targets }) => [from, to, [...sources], [...targets]])).toEqual([
    [0, 1, [0, 1], [0, 0]],
    [1, 2, [0], [0]],
  ]);
  expect(edgesOfNet(stages, [null, null, null], values)).toEqual([]);
});
