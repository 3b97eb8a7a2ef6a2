import type { DropoutLayerKind } from "#nn";
import type { SharedSettings, TwinSettings } from "../settings/settings.ts";

const kindHints: { readonly [kind in DropoutLayerKind]: string } = {
  inverted: "units go; those that stay count more",
  classic: "units go; after training all count less",
  gaussian: "no unit goes: each is multiplied by a number around 1",
  spatial: "feature maps go as a whole",
  dropConnect: "weights go, not units",
};

/** What each knob of a twin does, in half a sentence. */
export function twinHint(name: keyof TwinSettings, { a, b }: { readonly a: TwinSettings; readonly b: TwinSettings }): string {
  if (name !== "dropoutKind") return twinHints[name];
  return kindHints[b.dropout > 0 || a.dropout === 0 ? b.dropoutKind : a.dropoutKind];
}

const twinHints: { readonly [name in Exclude<keyof TwinSettings, "dropoutKind">]: string } = {
  dropout: "share of units switched off, others at each step",
  maxNorm: "weights longer than c are shortened to it",
  maxNormScope: "whose weights c measures",
  l1: "a price on the size of each weight",
  l2: "a price on their squares: large ones pay most",
};

/** What each knob of both does. */
export const sharedHints: { readonly [name in keyof Required<SharedSettings>]: string } = {
  learningRate: "how far a step moves the weights",
  batch: "images that a step learns from",
  logits: "ReLU makes class scores below zero 0, as the post did",
  trainExamples: "how many there are to learn from",
  labelNoise: "share of them whose label is another digit",
  seed: "the source of all chance: first weights, order of images, drops",
  model: "the net that both are",
};
