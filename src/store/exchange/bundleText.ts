import type { BundledExperiment, BundledReading, BundledRun, ExperimentRecord, Owner, StoreReader } from "#experiment";
import { base64Of } from "./base64.ts";
import { bundleRecords } from "./bundleRecords.ts";
import { FORMAT } from "./format.ts";
import { recordSum, weightsSum } from "./recordSum.ts";

export interface BundleOptions {
  /** Whether it says on which host, by which command and where in its files everything was made. */
  readonly withMachine: boolean;
}

/** Experiments with all that is kept of their runs as a JSON text, piece by piece: a record in a line. Throws StoreError. */
export async function* bundleText(
  store: StoreReader,
  experiments: readonly ExperimentRecord[],
  options: BundleOptions,
): AsyncGenerator<string> {
  yield `{"format":${JSON.stringify(FORMAT)},"experiments":[`;
  const readings: BundledReading[] = [];
  let separator = "\n";
  let areRuns = false;
  for await (const record of bundleRecords(store, experiments, "export")) {
    if (record.kind === "reading") readings.push(record.reading);
    if (record.kind === "experiment") yield `${separator}${experimentText(record.experiment, options)}`;
    if (record.kind === "run") {
      yield areRuns ? ",\n" : '\n],"trials":[\n';
      yield* runText(record.run, options);
      areRuns = true;
    }
    separator = ",\n";
  }
  yield areRuns ? '\n],"readings":[' : '\n],"trials":[\n],"readings":[';
  yield readings.map((reading, i) => `${i ? ",\n" : "\n"}${JSON.stringify(reading)}`).join("");
  yield "\n]}\n";
}

function experimentText({ command, members, ...experiment }: BundledExperiment, { withMachine }: BundleOptions): string {
  const written: Partial<BundledExperiment> = { ...experiment, ...(withMachine && { command }), members };
  const text = JSON.stringify(written);
  return `${text.slice(0, -1)},"sum":"${recordSum(JSON.parse(text))}"}`;
}

async function* runText(
  { owner, stack, evaluations, weights, ...kept }: BundledRun,
  { withMachine }: BundleOptions,
): AsyncGenerator<string> {
  const place = { stack: withMachine ? stack : null, owner: owner && (withMachine ? owner : withoutPlace(owner)) };
  const text = JSON.stringify({ ...kept, ...place, evaluations });
  yield `${text.slice(0, -1)},"weights":${weights ? '"' : "null"}`;
  let sum = 0;
  for await (const piece of weights ? base64Of(weights) : []) {
    sum = weightsSum(piece, sum);
    yield piece;
  }
  yield `${weights ? '"' : ""},"sum":"${recordSum(JSON.parse(text), sum)}"}`;
}

/** What computed, without who and where. */
const withoutPlace = ({ machine, version }: Owner): Pick<Owner, "machine" | "version"> => ({ machine, version });
