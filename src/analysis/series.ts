import type { Calibration } from "#train";
import type { Optimism } from "./optimism.ts";
import type { Setup } from "./setup.ts";

/** The runs of one configuration: its results by seed, in percent, and what became of the others. */
export interface Series {
  readonly name: string;
  /** Of the runs that are done and did not diverge. */
  readonly bySeed: ReadonlyMap<number, number>;
  /** Of the same runs, where it was recorded: of the thinned nets together, where there are some. */
  readonly calibrationBySeed?: ReadonlyMap<number, Calibration> | undefined;
  /** Whether its nets give no probabilities, so that they have no calibration. */
  readonly withoutProbabilities?: boolean;
  /** Of all runs that were planned. */
  readonly seeds: readonly number[];
  readonly planned: number;
  readonly failed: number;
  readonly diverged: number;
  readonly pruned: number;
  readonly withDeadClasses: number;
  /** Where classes are lost, what keeps them: another protocol, or another model. */
  readonly lostClassAdvice?: "protocol" | "model";
  /** The examples that chose the iteration; nothing did where there is one evaluation. */
  readonly selectedOn: "test" | "heldOut" | "nothing";
  /** How often each of its runs looked at the test examples to choose, in words, where these chose. */
  readonly looks?: string | undefined;
  /** What choosing on the test examples is worth, where it was measured. */
  readonly optimism?: Optimism | undefined;
  /** What the digits of its runs are of, each once. */
  readonly numerics: readonly string[];
  readonly setup?: Setup | undefined;
  /** What all its runs share, where --vary held streams of random numbers: then they are no sample of all runs. */
  readonly held?: string | undefined;
  /** The seed that drew the training examples or the wrong labels of all its runs, where some were drawn. */
  readonly dataDraw?: number | undefined;
  /** The seed that drew which rows of a table are trained on, of those that are not tested. */
  readonly split?: number | undefined;
  /**
   * Whether its runs are copies of one net, whatever their seeds, and so one run: `undrawn` where nothing is drawn for them, `converged`
   * where they ended in the same net but for rounding, as those of a convex loss do that was followed to its minimum.
   */
  readonly copies?: "undrawn" | "converged" | undefined;
  /** Whether the loss of its nets is convex: seeds tell only how near training came to its one minimum. */
  readonly hasOneMinimum?: boolean | undefined;
  /** In percent: what naming the most frequent class of the test examples alone is right for, where it was recorded. */
  readonly majority?: number | undefined;
  /** How many test images there are, where it was recorded or the data set is a published one. */
  readonly testRows?: number | undefined;
}
