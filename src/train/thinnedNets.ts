import { type Calibration, calibrationOf, predictedClass } from "./calibration.ts";
import type { Trainer } from "./trainer.ts";

/** What thinned nets say together and one by one; accuracies in [0, 1]. */
export interface ThinnedNets {
  readonly samples: number;
  /** Of the averaged predictions. */
  readonly accuracy: number;
  /** Of the averaged predictions; null where the loss is not the cross-entropy, absent in what was stored before it was recorded. */
  readonly calibration?: Calibration | null;
  /**
   * Of single draws of masks, those of units new for each example, those of weights the same for all: the mean, and the sample standard
   * deviation over the draws, which is not a number for one. With masks of units it is mostly that of a share of so many examples.
   */
  readonly singleMean: number;
  readonly singleDeviation: number;
  /**
   * Mean over examples of the standard deviation, over the nets, of the probability of the class that they choose together; where the loss
   * is not the cross-entropy, of its output.
   */
  readonly spread: number;
}

/**
 * The mean and the variance (divisor `samples`) over thinned nets of each prediction, [example][class], and the logarithm of the mean where
 * predictions are probabilities. From the differences to the first net's, so that nets that agree have exactly their prediction and no
 * variance.
 */
async function samplePredictions(
  trainer: Trainer,
  examples: number,
  indices: Int32Array,
  samples: number,
  each: (p: Float64Array) => void,
) {
  const { classes, hasProbabilities } = trainer.net;
  let first: Float64Array | undefined;
  const logSums = new Float64Array(indices.length * classes).fill(Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(indices.length * classes);
  const squares = new Float64Array(sums.length);
  for (let net = 0; net < samples; net++) {
    const logits = await trainer.sampledLogits(examples, indices, net);
    const logarithms = hasProbabilities ? logSoftmaxRows(logits, classes) : undefined;
    const predictions = logarithms ? logarithms.map(Math.exp) : logits;
    each(predictions);
    first ??= predictions;
    for (const [i, p] of predictions.entries()) {
      if (logarithms) logSums[i] = logOfSum(logSums[i] as number, logarithms[i] as number);
      const difference = p - (first[i] as number);
      (sums[i] as number) += difference / samples;
      (squares[i] as number) += difference ** 2 / samples;
    }
  }
  const mean = sums.map((sum, i) => (first?.[i] as number) + sum);
  const logMean = logSums.map((sum) => sum - Math.log(samples));
  return { mean, logMean, variance: squares.map((square, i) => Math.max(0, square - (sums[i] as number) ** 2)) };
}

/** log(eᵃ + eᵇ) */
function logOfSum(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}

/** Monte-Carlo dropout (Srivastava et al. 2014, section 7.5): averages the predictions of thinned nets. */
export async function averageThinnedNets(
  trainer: Trainer,
  examples: number,
  labels: Uint8Array,
  indices: Int32Array,
  samples: number,
): Promise<ThinnedNets> {
  if (!(Number.isInteger(samples) && samples >= 1 && samples <= 10000))
    throw new RangeError(`samples: ${samples} is not a whole number from 1 to 10000`);
  const { classes, hasProbabilities } = trainer.net;
  const bestOf = (rows: Float64Array, i: number) => predictedClass(rows.subarray(i * classes, (i + 1) * classes));
  const correct = (predictions: Float64Array) =>
    indices.reduce((count, index, i) => count + Number(bestOf(predictions, i) === labels[index]), 0) / indices.length;
  const single: number[] = [];
  const { mean, logMean, variance } = await samplePredictions(trainer, examples, indices, samples, (p) => single.push(correct(p)));
  const [firstSingle = 0] = single;
  const singleMean = firstSingle + single.reduce((sum, accuracy) => sum + (accuracy - firstSingle), 0) / samples;
  const deviations = single.reduce((sum, accuracy) => sum + (accuracy - singleMean) ** 2, 0);
  let spread = 0;
  for (let i = 0; i < indices.length; i++) {
    const best = bestOf(mean, i);
    spread += best < 0 ? Number.NaN : Math.sqrt(variance[i * classes + best] as number) / indices.length;
  }
  const calibration = hasProbabilities ? calibrationOf(logMean, classes, (i) => labels[indices[i] as number] as number) : null;
  return { samples, accuracy: correct(mean), calibration, singleMean, singleDeviation: Math.sqrt(deviations / (samples - 1)), spread };
}

/** log softmax of each row of [example][class]: logit − log Σ exp(logits), also where the probability itself is too small for a number. */
export function logSoftmaxRows(logits: Float64Array, classes: number): Float64Array {
  const result = new Float64Array(logits.length);
  for (let first = 0; first < logits.length; first += classes) {
    const row = logits.subarray(first, first + classes);
    const highest = Math.max(...row);
    const total = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
    result.set(
      row.map((logit) => logit - highest - total),
      first,
    );
  }
  return result;
}

/** The softmax of each row of [example][class]. */
export const softmaxRows = (logits: Float64Array, classes: number): Float64Array => logSoftmaxRows(logits, classes).map(Math.exp);
