import type { Calibration } from "./calibration.ts";
import type { Memorized } from "./memorized.ts";
import type { Robustness } from "./robustness.ts";
import type { ThinnedNets } from "./thinnedNets.ts";

export interface Evaluation {
  readonly iteration: number;
  /** Mean training loss over the iterations since the last evaluation. */
  readonly loss: number;
  /** In [0, 1], on the images that choose the iteration. */
  readonly accuracy: number;
  /** Mean loss of the same images, without penalties and smoothing; not a number in evaluations stored before it was recorded. */
  readonly selectionLoss: number;
  /** Classes whose logit is positive on none of those images; only where the logits have a ReLU. */
  readonly deadClasses: readonly number[];
  /** Frobenius norm of each kernel, in the order of the layers. */
  readonly kernelNorms: readonly number[];
  /**
   * The largest of the norms that max-norm keeps at or below its limit, of units or of whole kernels; absent without max-norm, where it is
   * no number, and in what was stored before it was recorded.
   */
  readonly largestNorm?: number;
}

export interface TrialResult {
  readonly seed: number;
  /**
   * In [0, 1], on the test images, of the net of the chosen iteration; null, as `iteration`, where the trial diverged before any could be.
   */
  readonly accuracy: number | null;
  readonly iteration: number | null;
  readonly deadClasses: readonly number[];
  /** The accuracy that chose the iteration: the same number where the test images choose. */
  readonly selectionAccuracy: number | null;
  /**
   * Mean loss of the test images by the same net, without penalties, where it is a number and not the cross-entropy, which is in `calibration`;
   * absent, too, in what was stored before it was recorded.
   */
  readonly testLoss?: number;
  /**
   * The first iteration after which the net was no number: its loss was infinite or none, or its update broke the weights. The trial
   * stopped there, and what was chosen before is no score to compare.
   */
  readonly divergedAt: number | null;
  /** Where early stopping ended the trial. */
  readonly stoppedAt: number | null;
  /**
   * On the test images, of the chosen net; null where the loss is not the cross-entropy, absent in what was stored before it was recorded.
   */
  readonly calibration?: Calibration | null;
  /** The test images by thinned nets with the weights of the chosen iteration, where asked for. */
  readonly monteCarlo: ThinnedNets | null;
  /**
   * In [0, 1]: what a net has that always names the class that is most frequent among the test images. Absent in what was stored before it
   * was recorded.
   */
  readonly majorityShare?: number;
  /** How many test images there are; absent in what was stored before it was recorded. */
  readonly testExamples?: number;
  /** How many examples it was trained on; absent in what was stored before it was recorded. */
  readonly trainingExamples?: number;
  /** Of the chosen net; null without wrong labels, absent in what was stored before it was recorded. */
  readonly memorized?: Memorized | null;
  /** Of the weights that the trial began with and over all evaluations, where each has it. */
  readonly largestNorm?: number;
  /** Of the chosen net, with units removed; absent until it is measured, which a run does not do by itself. */
  readonly robustness?: Robustness;
  readonly evaluations: readonly Evaluation[];
}

/** The accuracy that counts: of a trial that diverged none, whatever was chosen before. Divergence is a result, never a score. */
export const scoreOf = ({ accuracy, divergedAt }: Pick<TrialResult, "accuracy" | "divergedAt">): number | null =>
  divergedAt === null ? accuracy : null;

/** The result where it counts: null where there is none yet, and of a trial that diverged, whatever its net was before. */
export const scoredResult = <Result extends Pick<TrialResult, "accuracy" | "divergedAt">>(
  result: Result | null | undefined,
): Result | null => (result && scoreOf(result) !== null ? result : null);
