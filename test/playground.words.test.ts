import { expect, test } from "vitest";
import { commandOf, differsSentence, ownWords } from "../src/web/playground/page/words.ts";
import { defaultSettings, type Settings, type TwinSettings } from "../src/web/playground/settings/settings.ts";

const { shared, a, b } = defaultSettings;
const of = (first: Partial<TwinSettings>, second: Partial<TwinSettings>): Settings => ({
  shared,
  a: { ...a, ...first },
  b: { ...a, ...second },
});

test.each<[Settings, string]>([
  [defaultSettings, "Only B loses half of its hidden units and 20% of the pixels at every step."],
  [
    of({ dropout: 0.2 }, { dropout: 0.5 }),
    "A loses 20% of its hidden units and of the pixels at every step, B loses half of its hidden units and 20% of the pixels.",
  ],
  [of({}, { dropout: 0.004 }), "Only B loses 0.4% of its hidden units and of the pixels at every step."],
  [
    of({ dropout: 0.2, dropoutKind: "gaussian" }, { dropout: 0.5, dropoutKind: "gaussian" }),
    "A has the pixels and its hidden units multiplied by noise as strong as dropout 0.2 at every step, B has the pixels and its hidden units multiplied by noise as strong as dropout 0.2 and 0.5.",
  ],
  [
    of({ dropout: 0.3, dropoutKind: "dropConnect" }, { dropoutKind: "dropConnect" }),
    "Only A loses 20% to 30% of its weights at every step.",
  ],
  [of({ maxNorm: 3 }, { maxNorm: 3, maxNormScope: "kernel" }), "A is trained with max-norm 3, B with max-norm 3 of whole kernels."],
  [of({}, { l2: 1e-4, maxNorm: 2 }), "They differ in 2 things, so no one of these is shown to be the cause."],
  [of({ dropoutKind: "gaussian" }, {}), "They are trained alike, so they stay the same to the last digit."],
])("what differs is said as it acts", (settings, sentence) => {
  expect(differsSentence(settings)).toBe(sentence);
});

test("twins that differed before do not stay the same", () => {
  expect(differsSentence(of({}, {}), undefined, true)).toBe(
    "From here on they are trained alike: what differs between them is from before.",
  );
});

test("a rate that acts on no layer of the model is said to change nothing", () => {
  expect(differsSentence(defaultSettings, [])).toBe(
    "They are trained alike, since this model has no dropout layer, so they stay the same to the last digit.",
  );
  expect(ownWords(b, [])).toBe("without dropout");
  const own = [{ rate: 0.3 }];
  expect(differsSentence(defaultSettings, own)).toContain("since the dropout layers of this model have rates of their own");
  expect([ownWords(a, own), ownWords(b, own)]).toEqual(["with the model's own dropout", "with the model's own dropout"]);
  expect(commandOf(defaultSettings, own)).toBe("npx droplab run --protocol sound --seed 1");
});

test.each([
  [[{ rate: "input" }], "Only B loses 20% of the pixels at every step.", "with dropout 0.2"],
  [[{ rate: "hidden", on: "scores" }], "Only B loses half of its class scores at every step.", "with dropout 0.5"],
  [
    [{ rate: "hidden", kind: "gaussian" }],
    "Only B has its hidden units multiplied by noise as strong as dropout 0.5 at every step.",
    "with dropout 0.5",
  ],
  [[{ rate: "hidden", kind: "dropConnect" }], "Only B loses half of its weights at every step.", "with dropout 0.5"],
  [
    [{ rate: "input" }, { rate: 0.4 }],
    "A loses 40% of its hidden units at every step, B loses 40% of its hidden units and 20% of the pixels.",
    "with the model's own dropout, dropout 0.2",
  ],
] as const)("dropout layers of a model are said as they act: %j", (sites, sentence, ofB) => {
  expect(differsSentence(defaultSettings, sites)).toBe(sentence);
  expect(ownWords(b, sites)).toBe(ofB);
});

test("the command is that of twin B", () => {
  expect(commandOf(defaultSettings)).toBe("npx droplab run --protocol sound --dropout 0.5 --seed 1");
  const other: Settings = {
    shared: { ...shared, model: "mlp(64)", logits: "relu", batch: 50, trainExamples: 500, labelNoise: 0.4, seed: 3 },
    ...{ a, b: { ...b, maxNorm: 3, l2: 1e-4, dropoutKind: "gaussian" } },
  };
  expect(commandOf(other)).toBe(
    "npx droplab run --protocol post-held-out --model 'mlp(64)' --dropout 0.5 --dropout-kind gaussian --max-norm 3 --max-norm-scope unit --l2 0.0001 --batch-size 50 --train-examples 500 --label-noise 0.4 --seed 3",
  );
});
