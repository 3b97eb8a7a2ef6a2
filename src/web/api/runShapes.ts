import type { RunDot } from "./dots.ts";
import type { ExperimentState } from "./listShapes.ts";

export interface RunView {
  readonly id: string;
  readonly experiment: {
    readonly id: string;
    readonly title: string;
    readonly configurations: number;
    /** That are there or wished. */
    readonly repetitions: number;
    readonly state: ExperimentState;
  } | null;
  readonly configuration: string;
  /** Of the configuration in the experiment; −1 without one. */
  readonly index: number;
  readonly repetition: number;
  readonly seed: number;
  readonly state: string;
  readonly iteration: number;
  readonly iterations: number;
  readonly seconds: number;
  readonly secondsLeft: number | null;
  readonly owner: string | null;
  readonly device: string | null;
  readonly numerics: string;
  /** Of the chosen net; empty where it was not recorded. */
  readonly calibration: string;
  readonly sentence: string;
  readonly cautions: readonly string[];
  readonly facts: readonly string[];
  readonly error: string | null;
  readonly stack: string | null;
  readonly siblings: readonly RunDot[];
  readonly curve: RunCurve;
  /** How its net does without some of its hidden units; null where that was not measured. */
  readonly robustness: RobustnessView | null;
  readonly log: readonly { readonly at: string; readonly text: string }[];
  readonly command: string;
  readonly hasNet: boolean;
}

/** Accuracies in percent by the share of hidden units that is removed: the mean of the draws, and the worst and best of them. */
export interface RobustnessView {
  readonly kind: "units" | "maps";
  readonly images: number;
  readonly draws: number;
  readonly shares: readonly number[];
  readonly asIs: readonly Spread[];
  readonly rescaled: readonly Spread[];
}

export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Of the evaluations of a run, thinned so that every peak stays. */
export interface RunCurve {
  readonly iterations: readonly number[];
  /** In percent, of the examples that choose the iteration. */
  readonly error: readonly number[];
  readonly trainLoss: readonly (number | null)[];
  readonly selectedOn: string;
  readonly chosen: number | null;
  readonly kernels: readonly { readonly name: string; readonly norms: readonly number[] }[];
  /** What limits them, where something does. */
  readonly limit: { readonly value: number; readonly of: "unit" | "kernel" } | null;
  /** The largest of the norms that it limits; null where it was not recorded. */
  readonly largest: readonly (number | null)[];
  /** Classes that had no positive logit, by the iteration from which on they have had none; null for those alive at the end. */
  readonly classes: readonly { readonly name: string; readonly lostAt: number | null }[];
  readonly evaluations: number;
}

/** A look into the net of a finished run. */
export interface NetView {
  readonly accuracy: number;
  readonly examples: number;
  readonly classes: readonly string[];
  /** `confusion[label][predicted]` */
  readonly confusion: readonly (readonly number[])[];
  readonly layers: readonly { readonly name: string; readonly units: number; readonly dead: number; readonly zeros: number }[];
  /** Of `of` units some, each [height][width]; `scale` is the largest of their weights. */
  readonly filters: {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly of: number;
    readonly scale: number;
    readonly units: readonly (readonly number[])[];
  } | null;
  /** The filters at iterations while it trained, [snapshot][unit][height, width], where snapshots were kept. */
  readonly snapshots: readonly { readonly iteration: number; readonly units: readonly (readonly number[])[] }[];
  readonly mistakes: readonly ExampleView[];
}

/** A test example; its pixels as a PNG in a `data:` address where it is a grey picture. */
export interface ExampleView {
  readonly index: number;
  readonly label: string;
  readonly predicted: string;
  readonly probability: number | null;
  readonly picture: string | null;
}

/** What a net makes of one test example, layer by layer. */
export interface ActivationsView extends ExampleView {
  /** Of which thinned net, from 0; null of the whole one. */
  readonly mask: number | null;
  /** Whether dropout draws some in this net. */
  readonly hasMasks: boolean;
  /** Of so many. */
  readonly examples: number;
  readonly classes: readonly string[];
  readonly logits: readonly (number | null)[];
  readonly probabilities: readonly (number | null)[] | null;
  /** Of each hidden activation layer some units, each [height][width] or a single number; `largest` is the largest of all its values. */
  readonly layers: readonly {
    readonly name: string;
    readonly units: number;
    readonly width: number;
    readonly height: number;
    readonly largest: number;
    readonly shown: readonly (readonly number[])[];
  }[];
}
