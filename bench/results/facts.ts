import { accuracyInterval, summarizeSample } from "#analysis";
import type { ExperimentKey } from "./experiments.ts";

/** One run, as the pages need it; accuracies in [0, 1]. */
export interface RunFact {
  readonly repetition: number;
  readonly seed: number;
  /** The id in the store; null where it was not kept. */
  readonly trial: string | null;
  readonly state: "done" | "diverged" | "failed" | "pruned" | "open";
  /** On the test images, at the chosen iteration; null unless done. */
  readonly accuracy: number | null;
  /** The chosen one. */
  readonly iteration: number | null;
  readonly lostClasses: readonly number[];
  /** Classes that were lost at an evaluation before the chosen one and are not at the chosen one, each with the iteration it was back at. */
  readonly cameBack: readonly { readonly label: number; readonly at: number }[];
  /** Of the last evaluation, on the images that choose; null where it was not kept. */
  readonly lastAccuracy: number | null;
  /** Of the chosen evaluation, on the images that choose; null where it was not kept. */
  readonly selectionAccuracy: number | null;
  /** What the chosen net makes of training images with wrong labels; null where there are none. */
  readonly memorized: { readonly examples: number; readonly asLabelled: number; readonly asTrue: number } | null;
  /** Absent where it was not measured. */
  readonly robustness?: RobustnessFact;
}

/** What the chosen net of a run is without some of its hidden units; accuracies in [0, 1], means over the draws, by share removed. */
export interface RobustnessFact {
  readonly units: readonly number[];
  readonly images: number;
  readonly draws: number;
  readonly shares: readonly number[];
  readonly asIs: readonly number[];
  readonly rescaled: readonly number[];
}

/** The runs of one configuration. */
export interface RowFact {
  readonly varied: Readonly<Record<string, number>>;
  readonly runs: readonly RunFact[];
  /** The norms of units' incoming weights in the kept nets; null where they were not looked at. */
  readonly unitNorms: {
    readonly largest: number;
    readonly units: number;
    /** Units whose norm is the row's max-norm, over the nets. */
    readonly atLimit: { readonly least: number; readonly most: number } | null;
  } | null;
  /** Over all evaluations of all runs; null where it was not kept. */
  readonly largestKernelNorm: number | null;
}

/** What made runs. */
export interface Maker {
  readonly version: string;
  readonly numerics: string;
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  readonly device: string;
}

/** One experiment of a page. */
export interface ExperimentFact {
  readonly command: string;
  readonly experiment: string | null;
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly reps: number;
  readonly seed: number;
  /** Learned parameters of the net, and how many images train it, choose, and test. */
  readonly net: { readonly parameters: number; readonly trained: number; readonly heldOut: number; readonly test: number };
  /** The share of the training labels that are wrong. */
  readonly noise: number;
  readonly started: string | null;
  readonly finished: string | null;
  readonly workSeconds: number | null;
  readonly madeBy: readonly Maker[];
  readonly rows: readonly RowFact[];
}

/** The facts behind the pages, by experiment; null is one that was not begun, or is another page's. */
export type Facts = { readonly [key in ExperimentKey]: ExperimentFact | null };

export const doneRuns = ({ runs }: RowFact): readonly RunFact[] => runs.filter(({ state }) => state === "done");

/** Accuracies of the finished runs, in percent. */
export const percents = (row: RowFact): number[] => doneRuns(row).map(({ accuracy }) => 100 * (accuracy as number));

/** Of the mean the interval of an accuracy, which stays within 0 and 100. */
export function sampleOf(row: RowFact) {
  const values = percents(row);
  return { ...summarizeSample(values), interval: accuracyInterval(values) };
}

/** Runs that lost a class, and those that lost none, among the finished ones. */
export const lostIn = (row: RowFact): readonly RunFact[] => doneRuns(row).filter(({ lostClasses }) => lostClasses.length > 0);
export const wholeIn = (row: RowFact): readonly RunFact[] => doneRuns(row).filter(({ lostClasses }) => lostClasses.length === 0);

/** A value of the row, 0 where it does not vary. */
export const fieldOf = ({ varied }: RowFact, name: string): number => varied[name] ?? 0;

/** `dropout 0.4`, `max-norm 5`, `dropout 0.4, max-norm 25`, `no regularizer`. */
export function nameOf(row: RowFact): string {
  const given = Object.entries({ dropout: fieldOf(row, "dropout"), "max-norm": fieldOf(row, "maxNorm") }).filter(([, value]) => value);
  return given.map(([name, value]) => `${name} ${value}`).join(", ") || "no regularizer";
}

/** The row with these values of dropout and max-norm. */
export const rowWith = ({ rows }: ExperimentFact, dropout: number, maxNorm: number): RowFact | undefined =>
  rows.find((row) => fieldOf(row, "dropout") === dropout && fieldOf(row, "maxNorm") === maxNorm);

/** Whether every run of a row is finished. */
export const isWhole = (row: RowFact): boolean => row.runs.length > 0 && row.runs.every(({ state }) => state === "done");

export const settledRuns = ({ rows }: ExperimentFact): number =>
  rows.reduce((sum, { runs }) => sum + runs.filter(({ state }) => state !== "open").length, 0);

export const plannedRuns = ({ rows }: ExperimentFact): number => rows.reduce((sum, { runs }) => sum + runs.length, 0);

/** The numerical versions that made the runs. */
export const numericalVersions = (experiments: readonly ExperimentFact[]): number[] =>
  [...new Set(experiments.flatMap(({ madeBy }) => madeBy.map(({ numerics }) => Number.parseInt(numerics, 10))))].sort((a, b) => a - b);
