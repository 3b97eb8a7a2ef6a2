import type { BinaryKind, UnaryKind } from "./elementwise.ts";

/** The fixed settings of each op: what cannot change without compiling again. Every op of droplab is a key here. */
export interface OpAttributes {
  gather: { readonly layer?: number };
  gatherLabels: Record<never, never>;
  conv2d: { readonly filters: number; readonly size: number };
  dense: { readonly outputs: number };
  relu: Record<never, never>;
  maxPool2d: { readonly size: number };
  /** `layer` numbers the dropout layers of a net: each draws its own masks. */
  dropout: { readonly layer: number };
  flatten: Record<never, never>;
  unary: { readonly kind: UnaryKind };
  binary: { readonly kind: BinaryKind };
  scale: Record<never, never>;
  sum: Record<never, never>;
  batchMean: Record<never, never>;
  addToLoss: Record<never, never>;
  softmaxCrossEntropy: Record<never, never>;
  /** Made by `fuse`, never by hand. */
  reluDropout: { readonly layer: number };
  reluPoolDropout: { readonly layer: number; readonly size: number };
}

export type OpName = keyof OpAttributes;
