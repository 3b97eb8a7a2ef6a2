import type { Shape } from "#engine";

/** One layer of a model, as plain data. `rate` names the hyperparameter cell of a dropout layer. */
export type LayerSpec =
  | { readonly layer: "conv2d"; readonly filters: number; readonly size: number }
  | { readonly layer: "dense"; readonly units: number }
  | { readonly layer: "relu" }
  | { readonly layer: "maxPool2d"; readonly size: number }
  | { readonly layer: "flatten" }
  | { readonly layer: "dropout"; readonly rate: string };

/** A net as plain data (JSON): the shape of an example, then its layers; the last gives the logits. */
export interface ModelSpec {
  readonly name: string;
  /** channels × height × width */
  readonly input: Shape;
  readonly layers: readonly LayerSpec[];
}
