import type { DropoutLayerKind, ModelSpec } from "#nn";
import type { MaxNormScope } from "#regularize";

/** What each twin has for itself. */
export interface TwinSettings {
  readonly dropout: number;
  readonly dropoutKind: DropoutLayerKind;
  /** 0 is off. */
  readonly maxNorm: number;
  readonly maxNormScope: MaxNormScope;
  readonly l1: number;
  readonly l2: number;
}

/** What both twins share. */
export interface SharedSettings {
  /** Of the first weights, the order of the images and the masks, as `droplab run --seed`. */
  readonly seed: number;
  /** A name, such as `lenet` or `mlp(100,50)`, or a model as data, as docs/models.md has it. */
  readonly model: string | ModelSpec;
  readonly logits: "linear" | "relu";
  readonly learningRate: number;
  readonly batch: number;
  /** So many training images only, drawn; all unless given. */
  readonly trainExamples?: number;
  /** This share of the training labels is wrong. */
  readonly labelNoise: number;
}

export const twinNames = ["a", "b"] as const;
export type TwinName = (typeof twinNames)[number];

/** Everything that decides the numbers of both twins. */
export interface Settings {
  readonly shared: SharedSettings;
  readonly a: TwinSettings;
  readonly b: TwinSettings;
}

const plainTwin: TwinSettings = { dropout: 0, dropoutKind: "inverted", maxNorm: 0, maxNormScope: "unit", l1: 0, l2: 0 };

export const defaultSettings: Settings = {
  shared: { seed: 1, model: "lenet", logits: "linear", learningRate: 0.001, batch: 100, labelNoise: 0 },
  a: plainTwin,
  b: { ...plainTwin, dropout: 0.5 },
};

/** What makes other nets, which begin again from the seed; all else acts from the next step on. */
const bornWith = ["seed", "model", "logits", "trainExamples", "labelNoise"] as const satisfies readonly (keyof SharedSettings)[];

/** The names of shared settings that differ and that need new nets. */
export const needsNewNets = (before: SharedSettings, after: SharedSettings): (keyof SharedSettings)[] =>
  bornWith.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

/** Shared settings in words. */
export const sharedWords: { readonly [name in keyof SharedSettings]-?: string } = {
  seed: "the seed",
  model: "the model",
  logits: "the logits",
  trainExamples: "the training images",
  labelNoise: "the share of wrong labels",
  learningRate: "the learning rate",
  batch: "the batch size",
};
