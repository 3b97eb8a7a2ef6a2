import type { InstructionName, Operands } from "../../instructions.ts";
import * as activation from "./activation.ts";
import * as convolution from "./convolution.ts";
import * as dense from "./dense.ts";
import * as elementwise from "./elementwise.ts";
import * as gathering from "./gather.ts";
import * as loss from "./loss.ts";
import type { Machine } from "./machine.ts";
import * as optimizer from "./optimizer.ts";
import * as pooling from "./pooling.ts";
import * as reductions from "./reductions.ts";

/** One obvious, slow loop for each instruction. An instruction without one does not compile. */
export const kernelTable: { readonly [K in InstructionName]: (machine: Machine, operands: Operands<K>) => void } = {
  gather: gathering.gather,
  gatherLabels: gathering.gatherLabels,
  conv2dForward: convolution.conv2dForward,
  conv2dInputGradient: convolution.conv2dInputGradient,
  conv2dWeightGradient: convolution.conv2dWeightGradient,
  denseForward: dense.denseForward,
  denseInputGradient: dense.denseInputGradient,
  denseWeightGradient: dense.denseWeightGradient,
  reluForward: activation.reluForward,
  reluInputGradient: activation.reluInputGradient,
  maxPool2dForward: pooling.maxPool2dForward,
  maxPool2dInputGradient: pooling.maxPool2dInputGradient,
  dropoutForward: activation.dropoutForward,
  dropoutInputGradient: activation.dropoutInputGradient,
  reluDropoutForward: activation.reluDropoutForward,
  reluDropoutInputGradient: activation.reluDropoutInputGradient,
  reluPoolDropoutForward: pooling.reluPoolDropoutForward,
  reluPoolDropoutInputGradient: pooling.reluPoolDropoutInputGradient,
  copy: elementwise.copy,
  accumulate: elementwise.accumulate,
  unaryForward: elementwise.unaryForward,
  unaryInputGradient: elementwise.unaryInputGradient,
  binaryForward: elementwise.binaryForward,
  binaryInputGradient: elementwise.binaryInputGradient,
  scaleForward: elementwise.scaleForward,
  sumForward: reductions.sumForward,
  sumInputGradient: reductions.sumInputGradient,
  batchMeanForward: reductions.batchMeanForward,
  batchMeanInputGradient: reductions.batchMeanInputGradient,
  addToLoss: reductions.addToLoss,
  addToLossGradient: reductions.addToLossGradient,
  softmaxCrossEntropy: loss.softmaxCrossEntropy,
  tally: loss.tally,
  adam: optimizer.adam,
  sgd: optimizer.sgd,
  rmsProp: optimizer.rmsProp,
  adagrad: optimizer.adagrad,
  l1Penalty: optimizer.l1Penalty,
  l2Penalty: optimizer.l2Penalty,
  maxNorm: optimizer.maxNorm,
};
