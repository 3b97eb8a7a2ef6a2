/** How well the probabilities of a classifier say how often it is right. */
export interface Calibration {
  /** Mean over the examples of −log p(label), in nats. */
  readonly negativeLogLikelihood: number;
  /** Mean over the examples, bin by bin, of |accuracy − confidence|; in [0, 1]. */
  readonly expectedCalibrationError: number;
  /** Bins of equal width of the confidence, which is the highest probability. */
  readonly bins: number;
}

const BINS = 15;
/** What a confidence may be off by rounding, in widths of a bin. */
const AT_LIMIT = 1e-6;

/**
 * Negative log-likelihood, and the expected calibration error of Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural
 * networks", equation 3: Σ n_b / n · |accuracy_b − confidence_b| over 15 bins (b / 15, (b + 1) / 15] of the confidence. From the
 * logarithms of the probabilities [example][class], of which the smallest are none in float64, and the label of example i. Not numbers
 * where a probability is none.
 */
export function calibrationOf(logProbabilities: Float64Array, classes: number, labelOf: (example: number) => number): Calibration {
  const count = logProbabilities.length / classes;
  const [right, confidence] = [new Float64Array(BINS), new Float64Array(BINS)];
  let likelihood = 0;
  for (let i = 0; i < count; i++) {
    const row = logProbabilities.subarray(i * classes, (i + 1) * classes);
    const best = predictedClass(row);
    likelihood += row[labelOf(i)] as number;
    const highest = best < 0 ? Number.NaN : Math.exp(row[best] as number);
    const bin = binOf(highest);
    (confidence[bin] as number) += highest;
    if (best === labelOf(i)) (right[bin] as number)++;
  }
  const error = right.reduce((sum, hits, bin) => sum + Math.abs(hits - (confidence[bin] as number)), 0) / count;
  return { negativeLogLikelihood: -likelihood / count, expectedCalibrationError: error, bins: BINS };
}

/** A calibration that is one of numbers: an example whose logits are none has none, and in a file it stands as null. */
export const isCalibrated = (calibration: Calibration | null | undefined): calibration is Calibration =>
  [calibration?.negativeLogLikelihood, calibration?.expectedCalibrationError].every(Number.isFinite);

/** A confidence at a limit belongs to the bin below, as 1/3, which comes out of logarithms a little higher than it is. */
function binOf(confidence: number): number {
  const place = confidence * BINS;
  const limit = Math.round(place);
  const bin = Math.abs(place - limit) < AT_LIMIT ? limit - 1 : Math.floor(place);
  return Math.min(BINS - 1, Math.max(0, bin)) || 0;
}

/** The first class with the highest score; −1, which is never right, where that is infinite or a score is no number. */
export function predictedClass(scores: Float64Array): number {
  let best = 0;
  for (const [c, score] of scores.entries()) {
    if (Number.isNaN(score)) return -1;
    if (score > (scores[best] as number)) best = c;
  }
  return Number.isFinite(scores[best]) ? best : -1;
}
