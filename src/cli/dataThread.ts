/** A thread that reads data sets, so that the one that says that this process works never waits for it. */
import { parentPort } from "node:worker_threads";
import { DataError, type DataSpec, type Fingerprint, fingerprint, type ImageDataset } from "#data";
import { dataLoader } from "./dataLoader.ts";

export interface DataRequest {
  readonly key: number;
  readonly spec: DataSpec;
}

/** The arrays are in shared memory, so that they are not copied. */
export type DataReply = { readonly key: number } & (
  | { readonly data: ImageDataset; readonly known: Fingerprint }
  | { readonly refusal: string }
  | { readonly error: Error }
);

const load = dataLoader({ quiet: true });

parentPort?.on("message", ({ key, spec }: DataRequest) => parentPort?.postMessage(replyTo(key, spec)));

function replyTo(key: number, spec: DataSpec): DataReply {
  try {
    const data = load(spec);
    return { key, data, known: fingerprint(spec, data) };
  } catch (error) {
    return { key, ...(error instanceof DataError ? { refusal: error.message } : { error: error as Error }) };
  }
}
