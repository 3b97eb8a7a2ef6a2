import { describe, expect, test } from "vitest";
import { lenet } from "#nn";
import { asKept, defaultView, readAddress, writeAddress } from "../src/web/playground/settings/address.ts";
import { problemsOf } from "../src/web/playground/settings/settingFields.ts";
import { defaultSettings, needsNewNets, type Settings } from "../src/web/playground/settings/settings.ts";
import { changed, latest, type Timeline } from "../src/web/playground/settings/timeline.ts";
import { differences } from "../src/web/playground/settings/twinDifferences.ts";

const { shared, a, b } = defaultSettings;
const other: Settings = {
  shared: {
    ...shared,
    seed: 7,
    model: "mlp(100,50)",
    logits: "relu",
    learningRate: 0.002,
    batch: 50,
    trainExamples: 500,
    labelNoise: 0.25,
  },
  a: { ...a, l1: 1e-6, maxNorm: 3.5, maxNormScope: "kernel" },
  b: { ...b, dropout: 0.25, dropoutKind: "gaussian", l2: 1e-4 },
};

describe("an address", () => {
  test.each<[string, Timeline]>([
    ["as usual", { start: defaultSettings, changes: [] }],
    ["with everything else", { start: other, changes: [] }],
    [
      "with a model as data",
      { start: { ...defaultSettings, shared: { ...shared, model: lenet({ logits: "linear", classes: 10 }) } }, changes: [] },
    ],
    [
      "with changes on the way",
      {
        start: other,
        changes: [
          { step: 120, settings: { ...other, b: { ...other.b, dropout: 0.5 } } },
          { step: 300, settings: { ...other, shared: { ...other.shared, learningRate: 1e-4 }, a: { ...other.a, maxNorm: 0 } } },
        ],
      },
    ],
  ])("holds the whole state: %s", (_, timeline) => {
    const view = {
      image: 31,
      taken: 50,
      draw: 3,
      byHand: [
        [0, 17],
        [1, 2],
      ] as const,
    };
    const address = { timeline, step: 1234, view, numerics: "2 wasm relaxed" };
    expect(readAddress(`#${writeAddress(address)}`)).toEqual({ address, problems: [] });
  });

  test.each([
    ["seed=1&seed=2", ["seed: it is given 2 times; the last one counts."], "seed=2"],
    ["step=50&step=100", ["step: it is given 2 times; the last one counts."], "step=100"],
    ["then=60+b.dropout%3D0.2", ["The address changes settings after step 60, but ends at step 0: the change is left out."], ""],
    ["&&&==&", ["an empty name: there is no such setting."], ""],
    ["train-examples=55000", [], "train-examples=55000"],
  ])("what it cannot mean is said: %s", (text, problems, left) => {
    const read = readAddress(text);
    expect(read.problems).toEqual(problems);
    expect(writeAddress(read.address)).toBe(left);
  });

  test("holds a drawing, in sixteen greys", () => {
    const drawn = asKept(Uint8Array.from({ length: 784 }, (_, i) => (31 * i) % 256));
    const address = { timeline: { start: defaultSettings, changes: [] }, step: 0, view: { ...defaultView, drawn } };
    expect(readAddress(writeAddress(address)).address).toEqual(address);
  });

  test("is short, and empty where all is as usual", () => {
    expect(writeAddress({ timeline: { start: defaultSettings, changes: [] }, step: 0, view: defaultView })).toBe("");
    const start = { ...defaultSettings, b: { ...b, dropout: 0.2 } };
    expect(writeAddress({ timeline: { start, changes: [] }, step: 200, view: defaultView, numerics: "2 wasm relaxed" })).toBe(
      "b.dropout=0.2&step=200&bits=2+wasm+relaxed",
    );
  });

  test.each([
    ["b.dropout=1.5", "b.dropout: 1.5 is not a rate in [0, 1)."],
    ["b.dropout=", 'b.dropout: "" is not a rate in [0, 1).'],
    ["seed=-1", "seed: -1 is not a whole number from 0 to 9007199254740991."],
    ["model=resnet50", /model: "resnet50" is not lenet/],
    ["model=%7B%22layers%22%3A3%7D", /model/],
    ["model=mlp(5000,5000)", /more than the 6,000,000 that a page trains twice/],
    ["logits=tanh", 'logits: "tanh" is not linear or relu.'],
    ["colour=red", "colour: there is no such setting."],
    ["step=many", "step: many is not a whole number from 0 to 10000000."],
    ["image=10000", "image: 10000 is not a whole number from 0 to 9999."],
    ["taken=95", "taken: 95 is not a whole number from 0 to 90."],
    ["gone=x", "gone: x is no unit."],
    ["drawn=xyz", "drawn: it is no drawing."],
    ["then=0+b.dropout%3D0.1", "The address changes settings after step 0, which is no later step: it is left out."],
    ["then=10+b.dropout%3D7", "b.dropout: 7 is not a rate in [0, 1)."],
    ["then=5+seed%3D3", "The address changes the seed after step 5, which needs new nets: it is left out."],
    ["__proto__=1&constructor=2", "__proto__: there is no such setting."],
  ])("that says %s is told in a sentence, and left as usual", (text, sentence) => {
    const { address, problems } = readAddress(`#${text}`);
    expect(problems[0]).toMatch(sentence);
    expect(address.timeline.start).toEqual(defaultSettings);
  });
});

describe("a timeline", () => {
  const begun: Timeline = { start: defaultSettings, changes: [] };
  const lower: Settings = { ...defaultSettings, b: { ...b, dropout: 0.1 } };

  test("keeps what was changed while the twins trained, and forgets what was changed back", () => {
    const once = changed(begun, 100, lower);
    expect(once).toEqual({ start: defaultSettings, changes: [{ step: 100, settings: lower }] });
    expect(latest(once)).toBe(lower);
    expect(changed(once, 100, defaultSettings)).toEqual(begun);
    expect(changed(once, 200, lower)).toEqual(once);
    expect(changed(begun, 0, lower)).toEqual({ start: lower, changes: [] });
  });

  test("begins again with new nets", () => {
    const reseeded = { ...lower, shared: { ...shared, seed: 2 } };
    expect(changed(changed(begun, 100, lower), 200, reseeded)).toEqual({ start: reseeded, changes: [] });
    expect(needsNewNets(shared, { ...shared, logits: "relu", batch: 10 })).toEqual(["logits"]);
  });
});

test("what differs between the twins is what acts", () => {
  expect(differences(defaultSettings)).toEqual(["dropout"]);
  expect(differences({ ...defaultSettings, b: { ...b, dropoutKind: "gaussian", maxNormScope: "kernel" } })).toEqual(["dropout"]);
  expect(differences({ ...defaultSettings, a: b })).toEqual([]);
});

test("settings that cannot be trained are told", () => {
  expect(problemsOf(other)).toEqual([]);
  expect(problemsOf({ ...other, shared: { ...other.shared, batch: 0 } })).toEqual(["batch: 0 is not a whole number from 1 to 8192."]);
});
