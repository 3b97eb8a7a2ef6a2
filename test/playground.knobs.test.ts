import { expect, test } from "vitest";
import { dropoutLayerKinds } from "#nn";
import {
  differenceWords,
  kindWords,
  limits,
  markOf,
  modelFrom,
  modelText,
  rates,
  seedFrom,
  short,
  stopOf,
  strengths,
} from "../src/web/playground/parts/knobValues.ts";
import { netOf } from "../src/web/playground/settings/netOf.ts";
import { defaultSettings } from "../src/web/playground/settings/settings.ts";

test("rates go from 0 to 0.9 in steps of 0.05, strengths begin with off", () => {
  expect(rates).toHaveLength(19);
  expect([rates[1], rates.at(-1)]).toEqual([0.05, 0.9]);
  expect([strengths[0], limits[0]]).toEqual([0, 0]);
  expect(Object.keys(kindWords).sort()).toEqual([...dropoutLayerKinds].sort());
});

test("a value between two stops is at the nearer one by ratio, and off only where it is off", () => {
  expect(stopOf(strengths, 1e-3)).toBe(strengths.indexOf(1e-3));
  expect(stopOf(strengths, 1e-9)).toBe(1);
  expect(stopOf(limits, 0)).toBe(0);
  expect(stopOf(rates, 0.42)).toBe(rates.indexOf(0.4));
});

test("what differs is said, and a warning given where two things do", () => {
  const { shared, a, b } = defaultSettings;
  expect(differenceWords({ shared, a, b: a })).toEqual({
    text: "Nothing differs: both twins stay the same to the last digit.",
    isWarning: false,
  });
  expect(differenceWords({ shared, a, b }).text).toBe("One thing differs: dropout rate.");
  const two = { shared, a, b: { ...b, maxNorm: 3 } };
  expect(differenceWords(two)).toEqual({
    text: "Two things differ: dropout rate and max-norm c. Change one at a time and you will know what did it.",
    isWarning: true,
  });
  expect([markOf("maxNorm", two), markOf("l1", two)]).toEqual(["≠", "="]);
});

test("seeds are the whole numbers that droplab run takes", () => {
  expect(["0", "17", "4294967296", "9007199254740991"].map(seedFrom)).toEqual([0, 17, 4294967296, 9007199254740991]);
  expect(["", " ", "-1", "1.5", "9007199254740992", "x"].map(seedFrom)).toEqual(new Array(6).fill(undefined));
});

test("a model is a name or data, and what is neither is refused with a sentence", () => {
  expect(modelFrom(" mlp(64) ")).toBe("mlp(64)");
  const data = { name: "own", layers: [{ layer: "flatten" as const }, { layer: "dense" as const, units: 10 }] };
  expect(modelFrom(modelText(data))).toEqual(data);
  expect(() => modelFrom("{ layers: }")).toThrow(/^model: this is no JSON/);
  expect(() => netOf({ model: modelFrom("lenett"), logits: "linear" }, { dropoutKind: "inverted" })).toThrow(/did you mean lenet/);
});

test("small numbers are short", () => {
  expect([0.001, 0.0001, 3e-6].map(short)).toEqual(["0.001", "0.0001", "3e−6"]);
});
