import type { DropoutKind } from "./dropoutKinds.ts";
import type { BinaryKind, UnaryKind } from "./elementwise.ts";

/** The fixed settings of each op: what cannot change without compiling again. Every op of droplab is a key here. */
export interface OpAttributes {
  gather: { readonly layer?: number };
  gatherLabels: Record<never, never>;
  pad2d: { readonly padding: number };
  conv2d: { readonly filters: number; readonly size: number; readonly stride: number };
  dense: { readonly outputs: number };
  relu: Record<never, never>;
  maxPool2d: { readonly size: number; readonly stride: number };
  averagePool2d: { readonly size: number; readonly stride: number };
  batchNorm: Record<never, never>;
  /** `layer` numbers what is dropped in a net: each draws its own masks. `perMap`: one decision for each feature map. */
  dropout: { readonly layer: number; readonly kind?: DropoutKind; readonly perMap?: boolean };
  flatten: Record<never, never>;
  unary: { readonly kind: UnaryKind };
  binary: { readonly kind: BinaryKind };
  scale: Record<never, never>;
  shift: Record<never, never>;
  sum: Record<never, never>;
  batchMean: Record<never, never>;
  addToLoss: Record<never, never>;
  softmaxCrossEntropy: Record<never, never>;
  oneHot: { readonly classes: number };
  meanSquaredError: Record<never, never>;
  /** Made by `fuse`, never by hand. */
  reluDropout: { readonly layer: number };
  reluPoolDropout: { readonly layer: number; readonly size: number };
}

export type OpName = keyof OpAttributes;
