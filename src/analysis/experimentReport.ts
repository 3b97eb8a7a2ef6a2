import type { DataLoader } from "#data";
import type { Device, Numbers } from "#engine";
import type { ConfigurationFields, ConfigurationResults, ExperimentRecord, Owner, PublishedRow, Run, TrialRecord } from "#experiment";
import type { Comparison } from "./comparison.ts";
import type { ConfigurationSummary } from "./configurationSummary.ts";
import type { Inspection } from "./inspection/inspection.ts";
import type { Series } from "./series.ts";
import type { SampleSummary } from "./statistics/sample.ts";

/** Over the runs of a configuration, at one iteration. Accuracies in percent, on the images that choose the iteration. */
export interface CurvePoint {
  readonly iteration: number;
  readonly runs: number;
  readonly accuracy: { readonly mean: number; readonly low: number; readonly high: number };
  /** Mean Frobenius norm of each kernel, in the order of the layers. */
  readonly kernelNorms: readonly number[];
}

export interface ReportConfiguration extends ConfigurationResults {
  readonly summary: ConfigurationSummary;
  /** Of the finished runs that did not diverge, in percent; its interval stays within 0 and 100. */
  readonly sample: SampleSummary;
  readonly series: Series;
  /** With the baseline; null of the baseline itself. */
  readonly comparison: Comparison | null;
  /** By the mean, from 1; no number without finished runs, or where some diverged. */
  readonly rank: number;
  readonly published: PublishedRow | null;
  /** The command that repeats its runs. */
  readonly command: string;
}

/** Everything that a report says about an experiment, before it is laid out. */
export interface ExperimentReport {
  readonly experiment: ExperimentRecord;
  readonly title: string;
  readonly configurations: readonly ReportConfiguration[];
  /** The configurations that figures show: all, or the baseline and the best ones. */
  readonly featured: readonly ReportConfiguration[];
  readonly baseline: ReportConfiguration;
  readonly warnings: readonly string[];
  /** Configurations of which no run is in the store any more. */
  readonly removed: readonly string[];
  /** Whether the runs are as many and as long as the published ones. */
  readonly publishedComparable: boolean;
  /** Of the featured configurations, by index. */
  readonly curves: ReadonlyMap<number, readonly CurvePoint[]>;
  readonly inspected: readonly InspectedConfiguration[];
  /** Of the data that were looked into, by their hash. */
  readonly examples: ReadonlyMap<string, ExampleCounts>;
  /** The best configuration against the baseline, image by image, of some of the pairs; null where it was not looked into. */
  readonly sharedImages: { readonly best: ReportConfiguration; readonly pairs: readonly SharedImages[]; readonly of: number } | null;
  /** Why nothing, or not all, could be looked into. */
  readonly inspectionNote: string | null;
  /** The processes that ran the trials, without those that differ in nothing that matters. */
  readonly owners: readonly Owner[];
  /** Seconds of work in all trials together. */
  readonly seconds: number;
}

/** Of data that were looked into. */
export interface ExampleCounts {
  readonly trained: number;
  readonly heldOut: number;
  readonly test: number;
}

/** Two nets of one seed on the same test examples. */
export interface SharedImages {
  readonly repetition: number;
  /** Images that only the net of the best configuration gets right, and only that of the baseline. */
  readonly onlyBest: number;
  readonly onlyBaseline: number;
  /** McNemar's exact test, two-sided. */
  readonly p: number;
}

/** What looking into nets needs. */
export interface InspectOptions {
  readonly weights: (trial: string) => Promise<Numbers | undefined>;
  readonly load: DataLoader;
  readonly device: Device;
}

/** A grey image: bytes from 0, black, to 255, white, [height][width]. */
export interface GreyImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The look into one net of a configuration: that of its median run. */
export interface InspectedConfiguration {
  readonly configuration: ReportConfiguration;
  readonly run: Run;
  readonly inspection: Inspection;
  /** The images of `inspection.mistakes`; none for data that are no grey images. */
  readonly mistakeImages: readonly GreyImage[];
}

export interface ReportOptions {
  /** A part of the name of the configuration to compare with; the first unless given. */
  readonly baseline?: string;
  readonly margin?: number;
  /** Whether evaluations are read for learning curves, which takes long where runs are many; true unless given. */
  readonly withCurves?: boolean;
  /** The command that repeats a configuration's runs, of which one is given. */
  readonly commandFor: (fields: ConfigurationFields, run: TrialRecord) => string;
}

/** The comparisons of all that have one, in the order of the configurations. */
export const comparisonsOf = ({ configurations }: Pick<ExperimentReport, "configurations">): Comparison[] =>
  configurations.flatMap(({ comparison }) => comparison ?? []);
