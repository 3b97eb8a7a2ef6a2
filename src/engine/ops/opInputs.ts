import type { Cell, Tensor } from "../tensor.ts";
import type { OpName } from "./opAttributes.ts";

interface Value {
  readonly x: Tensor;
}
interface Layer extends Value {
  readonly weight: Tensor;
  readonly bias: Tensor;
}
interface Loss {
  /** The net's numbers { mean of the last step, running sum over examples, what that lost by rounding }. */
  readonly losses: Tensor;
}

/** What each op reads, by name. */
export interface OpInputs extends Record<OpName, object> {
  /** `rate`: of an input dropout that `fuse` put into it. */
  gather: { readonly images: Tensor; readonly scale: Cell; readonly rate?: Cell };
  gatherLabels: { readonly labels: Tensor };
  pad2d: Value;
  conv2d: Layer;
  dense: Layer;
  relu: Value;
  maxPool2d: Value;
  averagePool2d: Value;
  batchNorm: Value & {
    readonly scale: Tensor;
    readonly shift: Tensor;
    readonly runningMean: Tensor;
    readonly runningVariance: Tensor;
    readonly momentum: Cell;
    readonly epsilon: Cell;
  };
  /** `given`: a mask of ones and zeros like x, instead of one that is drawn. */
  dropout: Value & { readonly rate: Cell; readonly given?: Tensor };
  flatten: Value;
  unary: Value;
  binary: { readonly a: Tensor; readonly b: Tensor };
  scale: Value & { readonly factor: Cell };
  shift: Value & { readonly amount: Cell };
  sum: Value;
  batchMean: Value;
  addToLoss: Value & Loss & { readonly strength: Cell };
  softmaxCrossEntropy: Loss & { readonly logits: Tensor; readonly labels: Tensor; readonly smoothing?: Cell };
  oneHot: { readonly labels: Tensor };
  meanSquaredError: Value & Loss & { readonly target: Tensor };
  reluDropout: Value & { readonly rate: Cell };
  reluPoolDropout: Value & { readonly rate?: Cell };
}
