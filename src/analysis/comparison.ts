import type { PairedComparison } from "./statistics/paired.ts";
import type { Interval } from "./statistics/sample.ts";

/** One configuration against the baseline, over the seeds that both have. Differences are in points, other − baseline. */
export interface Comparison {
  readonly baseline: string;
  readonly other: string;
  /** What may be said of the two. */
  readonly verdict: Verdict;
  readonly paired: PairedComparison;
  /** Of the mean difference; what it is called stands beside it. */
  readonly bootstrap: Interval & { readonly method: string };
  /**
   * The sign-flip p, and the same after Holm's correction over all comparisons. Not numbers where there are fewer than two pairs, where a
   * sweep with --prune ended them by looking at them, so that as many are no number that was fixed beforehand, where --vary held streams of
   * random numbers, so that they share one draw and are not independent, and where nothing is drawn at all. Nor are those of `paired` and
   * `needed` and `detectable` then.
   */
  readonly p: number;
  readonly adjustedP: number;
  readonly comparisons: number;
  /** Its place among these, from 0: those of the same runs under several names are one. −1 where it is none of them. */
  readonly place: number;
  /** Pairs that differ: only these are evidence of a difference. */
  readonly differing: number;
  /** How many of all comparisons can be shown at most, by how many of their pairs differ. */
  readonly mostShown: number;
  /** Of equivalence within the margin, where one was given, and the same after Holm's correction; and the step in which accuracies come. */
  readonly equivalence: { readonly margin: number; readonly p: number; readonly adjustedP: number; readonly step: number } | null;
  /**
   * The mean difference that so many pairs show with power 0.8 by the sign-flip test after Holm's correction, if it is the only one and
   * each pair differs with the share that was found; infinity where none has that power, however large.
   */
  readonly detectable: number;
  /** Pairs that would show the difference that was found, by the same test with the same power. */
  readonly needed: number;
  /** What the runs of one or both share, where --vary held it. */
  readonly held: string | undefined;
  /** What drew the training examples or the wrong labels of the two, where these are not the same: `data seed 2`, `split seed 5`. */
  readonly draws: { readonly other: string; readonly baseline: string } | undefined;
  /** How often the runs of the two looked at the test examples to choose, where that was not equally often. */
  readonly looks: { readonly other: string; readonly baseline: string } | undefined;
  /** Of which of the two the runs are copies of one net, since nothing is drawn for them: those of both are one pair. */
  readonly copies: readonly string[];
  /** Accuracies of seeds that the other of the two was never to run. */
  readonly unpaired: number;
  /** Runs that have an accuracy, that diverged, and that a sweep gave up, of those that were planned. */
  readonly scored: { readonly other: Share; readonly baseline: Share };
  readonly diverged: { readonly other: Share; readonly baseline: Share };
  readonly pruned: { readonly other: Share; readonly baseline: Share };
  /** Where fewer than two seeds are in common: the two as independent samples. */
  readonly independent: IndependentComparison | null;
  /** Over the seeds of which both have it. */
  readonly calibration: CalibrationComparison | null;
  /** Which of the two have none, as their nets give no probabilities. */
  readonly withoutProbabilities: readonly string[];
}

export interface Share {
  readonly count: number;
  readonly of: number;
}

/** Two samples that are not paired: other − baseline, two-sided. */
export interface IndependentComparison {
  readonly runs: readonly [other: number, baseline: number];
  readonly difference: number;
  /** Not a number where neither varies; as the other where --prune gave up runs of one or some diverged, where they share what --vary held, and of copies of one. */
  readonly welchP: number;
  readonly mannWhitneyP: number;
}

/** Mean differences of calibration, other − baseline, with Student's intervals: in nats, and in points. Lower is better calibrated. */
export interface CalibrationComparison {
  readonly pairs: number;
  readonly bins: number;
  /** Whether those of one or both are of thinned nets together. */
  readonly ofThinned: boolean;
  readonly negativeLogLikelihood: { readonly difference: number; readonly interval: Interval };
  readonly expectedCalibrationError: { readonly difference: number; readonly interval: Interval };
}

/**
 * What may be said of a configuration against the baseline.
 * - `better`, `worse`: p below 5% after Holm's correction
 * - `withheld`: the same, but of the one that would be better some runs diverged: what remains of it says nothing of the whole
 * - `givenUp`: a sweep ended the pairs because one of the two was behind another configuration
 * - `sharedDraw`: the pairs share what --vary held, and say nothing of another draw of it
 * - `otherDraws`: each was trained on examples, or with wrong labels, that another seed drew once, and says nothing of other draws
 * - `unequalLooks`: the runs chose their iteration on the test examples, and not with as many looks: more of them find more
 * - `copies`: nothing is drawn for the runs of either: each is one net, however many runs there are
 * - `equivalent`: the difference is within the margin, p below 5% after Holm's correction
 * - `identical`: no pair differs
 * - `open`: no evidence of a difference
 * - `unpaired`: fewer than two seeds in common
 * - `sameRuns`: both are the same runs; `otherImages`: accuracies of other test examples
 */
export type Verdict =
  | "better"
  | "worse"
  | "withheld"
  | "givenUp"
  | "sharedDraw"
  | "otherDraws"
  | "unequalLooks"
  | "copies"
  | "equivalent"
  | "identical"
  | "open"
  | "unpaired"
  | "sameRuns"
  | "otherImages";
