import { binary } from "./binary.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { gather, gatherLabels } from "./gather.ts";
import { maxPool2d } from "./maxPool2d.ts";
import type { OpAttributes, OpName } from "./opAttributes.ts";
import type { OpRule } from "./opRule.ts";
import { addToLoss, batchMean, sum } from "./reductions.ts";
import { relu } from "./relu.ts";
import { reluDropout } from "./reluDropout.ts";
import { reluPoolDropout } from "./reluPoolDropout.ts";
import { scale } from "./scale.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";
import { unary } from "./unary.ts";

/** Every op with its shape rule, forward and gradient. A name in OpAttributes without an entry here does not compile. */
export const opTable: { readonly [K in OpName]: OpRule<OpAttributes[K]> } = {
  gather,
  gatherLabels,
  conv2d,
  dense,
  relu,
  maxPool2d,
  dropout,
  flatten,
  unary,
  binary,
  scale,
  sum,
  batchMean,
  addToLoss,
  softmaxCrossEntropy,
  reluDropout,
  reluPoolDropout,
};
