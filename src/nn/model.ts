import { dropoutKinds, type Shape } from "#engine";
import type { InitializerSpec } from "./initializers.ts";

export const activationNames = ["relu", "leakyRelu", "elu", "gelu", "silu", "tanh", "sigmoid", "softplus"] as const;
export type ActivationName = (typeof activationNames)[number];

/** The engine's; `spatial`: inverted, whole feature maps; `dropConnect`: the weights of the next layer instead of its inputs. */
export const dropoutLayerKinds = [...dropoutKinds, "spatial", "dropConnect"] as const;
export type DropoutLayerKind = (typeof dropoutLayerKinds)[number];

/** One layer of a model, as plain data. */
export type LayerSpec =
  | {
      readonly layer: "conv2d";
      readonly filters: number;
      /** Of the square window. */
      readonly size: number;
      /** 1 unless given. */
      readonly stride?: number;
      /** Zeros on each side; 0 unless given. */
      readonly padding?: number;
      readonly initializer?: InitializerSpec;
    }
  /** `"classes"`: one unit for each class of the data. */
  | { readonly layer: "dense"; readonly units: number | "classes"; readonly initializer?: InitializerSpec }
  /** The stride is the size unless given: windows side by side. */
  | { readonly layer: "maxPool2d" | "averagePool2d"; readonly size: number; readonly stride?: number }
  | { readonly layer: "flatten" }
  /** `momentum` of the running statistics, 0.1 unless given; `epsilon` 1e-5. */
  | { readonly layer: "batchNorm"; readonly momentum?: number; readonly epsilon?: number }
  | { readonly layer: ActivationName }
  /**
   * `rate`: a number stays; `"input"` is the run's rate, but at most 0.2; the run's rate unless given. The kind is the run's unless
   * given.
   */
  | { readonly layer: "dropout"; readonly rate?: number | "input"; readonly kind?: DropoutLayerKind }
  /** x + layers(x), or shortcut(x) + layers(x). */
  | { readonly layer: "residual"; readonly layers: readonly LayerSpec[]; readonly shortcut?: readonly LayerSpec[] };

export const lossNames = ["softmaxCrossEntropy", "meanSquaredError"] as const;
export type LossName = (typeof lossNames)[number];

/** What a model has unless it says otherwise; of pooling the stride is the size. */
export const modelDefaults = {
  loss: "softmaxCrossEntropy",
  initializer: "glorotUniform",
  conv2d: { stride: 1, padding: 0 },
  batchNorm: { momentum: 0.1, epsilon: 1e-5 },
} as const;

/** A net as plain data (JSON): its layers, of which the last gives a number for each class. */
export interface ModelSpec {
  readonly name: string;
  /** The shape of an example, [channels, height, width] or [features]; that of the data unless given. */
  readonly input?: Shape;
  readonly layers: readonly LayerSpec[];
  /** softmaxCrossEntropy unless given; meanSquaredError is against 1 for the label's class and 0 for the others. */
  readonly loss?: LossName;
  /** Of all kernels without one of their own; glorotUniform unless given. Biases start at 0. */
  readonly initializer?: InitializerSpec;
}
