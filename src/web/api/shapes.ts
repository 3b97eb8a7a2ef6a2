/** What the dashboard's server answers and its page shows: JSON values. A number that is none is null; accuracies are in percent. */
import type { RunDot } from "./dots.ts";
import type { ExperimentProgress, ExperimentRow } from "./listShapes.ts";

export type * from "./dots.ts";
export type * from "./listShapes.ts";
export type * from "./nowShapes.ts";
export type * from "./runShapes.ts";

export interface Overview {
  readonly droplab: string;
  /** Without passwords. */
  readonly store: string;
  /** What names it in a command that is typed where the server was started; empty where nothing needs to. */
  readonly storeWords: string;
  /** Whether the server refuses whatever changes something, for all. */
  readonly isReadOnly: boolean;
  /** Whether this browser has shown the token: it may start and stop. */
  readonly maySteer: boolean;
  /** New for each start of the server. */
  readonly server: string;
}

/** What was found of a configuration against the baseline. */
export interface Difference {
  /** In points, other − baseline. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly wins: number;
  readonly pairs: number;
  /** After Holm's correction. */
  readonly p: number | null;
  readonly pText: string;
  readonly verdict: string;
  readonly sentence: string;
}

export interface ConfigurationRow {
  readonly index: number;
  readonly name: string;
  /** What varies, as texts, in the order of the view's fields; "off" is what has no place on an axis. */
  readonly values: readonly string[];
  /** The same as numbers for sorting and axes; null for what is none or is off. */
  readonly numbers: readonly (number | null)[];
  readonly runs: readonly RunDot[];
  readonly scored: number;
  readonly planned: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Negative log-likelihood in nats, and expected calibration error in percent. */
  readonly nll: number | null;
  readonly ece: number | null;
  /** By the mean, from 1; null where it has none. */
  readonly rank: number | null;
  /** Which test examples: accuracies of others do not compare. */
  readonly test: string;
  readonly lost: number;
  readonly diverged: number;
  readonly notes: string;
  /** Null of the baseline itself. */
  readonly difference: Difference | null;
  /** The command that repeats its runs. */
  readonly command: string;
}

export interface ExperimentView {
  readonly row: ExperimentRow;
  readonly progress: ExperimentProgress;
  readonly title: string;
  readonly overview: string;
  readonly findings: readonly string[];
  readonly unfinished: string | null;
  readonly warnings: readonly string[];
  /** How the columns of the table are to be read. */
  readonly caption: string;
  readonly deviation: string;
  readonly fields: readonly string[];
  /** Of means and spreads. */
  readonly decimals: number;
  /** Its index; −1 where no run has any. */
  readonly baseline: number;
  readonly configurations: readonly ConfigurationRow[];
  readonly comparisons: number;
  readonly selectedOn: string;
  /** Runs with a score whose robustness was not measured. */
  readonly unmeasured: number;
  readonly repetitions: number;
  /** That somebody wishes and that are not planned yet; 0 without. */
  readonly wished: number;
  readonly seconds: number;
}

/** Error in percent over iterations, of some configurations or of one run. */
export interface CurvesView {
  /** On which examples they are, in words: `test`, `held-out`, or both. */
  readonly examples: string;
  /** What they are of where not all runs come to their end, or are of one data set, in sentences; empty where all do. */
  readonly ofRuns: string;
  readonly curves: readonly Curve[];
}

export interface Curve {
  readonly index: number;
  readonly name: string;
  readonly iterations: readonly number[];
  /** Of how many runs each point is. */
  readonly runs: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A figure with its pictures as SVG text. */
export interface FigureView {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly inFull: readonly string[];
  /** `mark` is SVG for a place of 28 × 14. */
  readonly legend: readonly { readonly mark: string; readonly label: string }[];
  readonly panels: readonly { readonly title: string | null; readonly width: number; readonly height: number; readonly svg: string }[];
}

/** A field of the form that starts an experiment: an option of the command line. */
export interface FormField {
  readonly name: string;
  readonly flag: string;
  readonly group: string;
  readonly help: string;
  readonly range: string;
  readonly usual: string;
  /** The words to choose from, where there are some. */
  readonly choices: readonly string[];
  /** Whether several values, between commas, make a grid. */
  readonly takesSeveral: boolean;
}

/** What changed in the store, as it is streamed. */
export interface Changed {
  /** More changed than can be named: load everything anew. */
  readonly reload: boolean;
  readonly experiments: readonly string[];
  readonly runs: readonly string[];
  readonly removed: readonly string[];
}
