import { batchNorm } from "./batchNorm.ts";
import { binary } from "./binary.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { gather, gatherLabels } from "./gather.ts";
import { meanSquaredError, oneHot } from "./meanSquaredError.ts";
import type { OpName } from "./opAttributes.ts";
import type { OpRule } from "./opRule.ts";
import { pad2d } from "./pad2d.ts";
import { averagePool2d, maxPool2d } from "./pooling.ts";
import { addToLoss, batchMean, sum } from "./reductions.ts";
import { relu } from "./relu.ts";
import { reluDropout } from "./reluDropout.ts";
import { reluPoolDropout } from "./reluPoolDropout.ts";
import { scale, shift } from "./scaleAndShift.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
import { unary } from "./unary.ts";

/** Every op with its shape rule, forward and gradient. A name in OpAttributes without an entry here does not compile. */
export const opTable: { readonly [K in OpName]: OpRule<K> } = {
  gather,
  gatherLabels,
  pad2d,
  conv2d,
  dense,
  relu,
  maxPool2d,
  averagePool2d,
  batchNorm,
  dropout,
  flatten,
  unary,
  binary,
  scale,
  shift,
  sum,
  batchMean,
  addToLoss,
  softmaxCrossEntropy,
  oneHot,
  meanSquaredError,
  reluDropout,
  reluPoolDropout,
};
