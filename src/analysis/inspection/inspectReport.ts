import type { ImageDataset } from "#data";
import { parameterCount } from "#engine";
import type { Run } from "#experiment";
import { buildNet } from "#nn";
import { recordedMethods, scoreOf, type TrialConfig } from "#train";
import type {
  ExampleCounts,
  ExperimentReport,
  GreyImage,
  InspectedConfiguration,
  InspectOptions,
  ReportConfiguration,
} from "../experimentReport.ts";
import { dataOfRun, specOf } from "./dataOfRun.ts";
import { inspectTrial } from "./inspection.ts";
import { compareOnSharedImages } from "./sharedImages.ts";

/** How many nets are looked into. */
const MOST_INSPECTED = 6;

/**
 * Looks into the net of the median run of the baseline, the best configuration, and some more from the whole order. Where the data or the
 * weights are missing the report says so and goes without.
 */
export async function inspectReport(report: ExperimentReport, options: InspectOptions): Promise<ExperimentReport> {
  const { weights, load, device } = options;
  const inspected: InspectedConfiguration[] = [];
  const examples = new Map<string, ExampleCounts>();
  let inspectionNote: string | null = null;
  for (const configuration of chosenOf(report)) {
    const run = medianRun(configuration);
    const kept = run && (await weights(run.record.id));
    if (!run || !kept) continue;
    try {
      const data = dataOfRun(run.record, load, specOf(configuration));
      const { heldOut, train, test } = data;
      examples.set(run.record.dataHash ?? "", { trained: train.count - heldOut, heldOut, test: test.count });
      const inspection = await inspectTrial(run.record.config, data, device, kept);
      inspected.push({ configuration, run, inspection, mistakeImages: imagesOf(data, inspection.mistakes) });
    } catch (error) {
      inspectionNote = cannot(error);
    }
  }
  if (!inspected.length && !inspectionNote) inspectionNote = "No net could be looked into: no finished run has its weights in the store.";
  let sharedImages: ExperimentReport["sharedImages"] = null;
  try {
    if (!inspectionNote) sharedImages = await compareOnSharedImages(report, options);
  } catch (error) {
    inspectionNote = cannot(error);
  }
  return { ...report, inspected, examples, inspectionNote, sharedImages };
}

const cannot = (error: unknown): string => `Not every net could be looked into: ${(error as Error).message}.`;

/** The baseline, the best, and others evenly from all, in that order. */
function chosenOf({ configurations, baseline }: ExperimentReport): ReportConfiguration[] {
  const finished = configurations.filter(({ sample }) => sample.n > 0);
  const best = finished.find(({ rank }) => rank === 1);
  const every = Math.max(1, Math.ceil(finished.length / (MOST_INSPECTED - 2)));
  const some = finished.filter((_, index) => index % every === every - 1);
  return [...new Set([...(baseline.sample.n ? [baseline] : []), ...(best ? [best] : []), ...some])].slice(0, MOST_INSPECTED);
}

/** Of an even number of runs the lower one of the middle. */
function medianRun({ runs }: ReportConfiguration): Run | undefined {
  const finished = runs.filter(({ record }) => record.result && scoreOf(record.result) !== null);
  const accuracy = ({ record }: Run) => record.result?.accuracy ?? 0;
  return finished.toSorted((a, b) => accuracy(a) - accuracy(b))[Math.floor((finished.length - 1) / 2)];
}

/** Grey images only, of which the data's scale makes 1 of what is white. */
function imagesOf({ test, shape, scale }: ImageDataset, mistakes: readonly { readonly index: number }[]): GreyImage[] {
  const { images, features } = test;
  const [channels, height = 0, width = 0] = shape;
  if (shape.length !== 3 || channels !== 1 || !(images instanceof Uint8Array)) return [];
  const grey = (value: number) => Math.min(255, Math.round(255 * scale * value));
  return mistakes.map(({ index }) => ({ pixels: images.slice(index * features, (index + 1) * features).map(grey), width, height }));
}

/** The number of learned parameters; undefined for a model that leaves its input to the data. */
export function parameterTotal(config: TrialConfig): number | undefined {
  try {
    const { dropoutKind } = recordedMethods(config);
    return parameterCount(buildNet(config.model, { dropoutKind }).graph);
  } catch {
    return undefined;
  }
}
