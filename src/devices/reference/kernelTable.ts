import type { InstructionName, Operands } from "#engine";
import * as activation from "./activation.ts";
import * as batchNorm from "./batchNorm.ts";
import * as constraints from "./constraints.ts";
import * as convolution from "./convolution.ts";
import * as dense from "./dense.ts";
import * as elementwise from "./elementwise.ts";
import * as gathering from "./gather.ts";
import * as loss from "./loss.ts";
import type { Machine } from "./machine.ts";
import * as optimizer from "./optimizer.ts";
import * as penalties from "./penalties.ts";
import * as pooling from "./pooling.ts";
import * as reductions from "./reductions.ts";

/** One obvious, slow loop for each instruction. An instruction without one does not compile. */
export const kernelTable: { readonly [K in InstructionName]: (machine: Machine, operands: Operands<K>) => void } = {
  gather: gathering.gather,
  gatherLabels: gathering.gatherLabels,
  pad2d: convolution.pad2d,
  crop2d: convolution.crop2d,
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
  averagePool2dForward: pooling.averagePool2dForward,
  averagePool2dInputGradient: pooling.averagePool2dInputGradient,
  batchNormTrain: batchNorm.batchNormTrain,
  batchNormEvaluate: batchNorm.batchNormEvaluate,
  batchNormGradient: batchNorm.batchNormGradient,
  dropoutForward: activation.dropoutForward,
  dropoutInputGradient: activation.dropoutInputGradient,
  dropoutExpectation: activation.dropoutExpectation,
  reluDropoutForward: activation.reluDropoutForward,
  reluDropoutInputGradient: activation.reluDropoutInputGradient,
  reluPoolDropoutForward: pooling.reluPoolDropoutForward,
  reluPoolDropoutInputGradient: pooling.reluPoolDropoutInputGradient,
  copy: elementwise.copy,
  clear: elementwise.clear,
  accumulate: elementwise.accumulate,
  unaryForward: elementwise.unaryForward,
  unaryInputGradient: elementwise.unaryInputGradient,
  binaryForward: elementwise.binaryForward,
  binaryInputGradient: elementwise.binaryInputGradient,
  scaleForward: elementwise.scaleForward,
  shiftForward: elementwise.shiftForward,
  sumForward: reductions.sumForward,
  sumInputGradient: reductions.sumInputGradient,
  batchMeanForward: reductions.batchMeanForward,
  batchMeanInputGradient: reductions.batchMeanInputGradient,
  addToLoss: reductions.addToLoss,
  addToLossGradient: reductions.addToLossGradient,
  softmaxCrossEntropy: loss.softmaxCrossEntropy,
  oneHot: loss.oneHot,
  meanSquaredError: loss.meanSquaredError,
  watchLoss: loss.watchLoss,
  tally: loss.tally,
  adam: optimizer.adam,
  sgd: optimizer.sgd,
  rmsProp: optimizer.rmsProp,
  adagrad: optimizer.adagrad,
  l1Penalty: penalties.l1Penalty,
  l2Penalty: penalties.l2Penalty,
  mixturePenalty: penalties.mixturePenalty,
  clipNorm: constraints.clipNorm,
  weightDecay: optimizer.weightDecay,
  atLeast: constraints.atLeast,
  maxNorm: constraints.maxNorm,
};
