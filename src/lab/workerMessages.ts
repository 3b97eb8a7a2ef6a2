import type { ImageDataset } from "#data";
import type { DeviceName } from "#devices";
import type { Snapshot } from "#experiment";
import type { Progress, TrialCheckpoint, TrialConfig, TrialEnd } from "#train";

/** What the first element of `control` tells the running trial; it looks about twenty times a second. */
export const commands = { go: 0, stop: 1, drop: 2 } as const;

export interface WorkerStart {
  readonly device: DeviceName | "auto";
  readonly simd: string | undefined;
  readonly checkpointEvery: number | undefined;
  /** Shared with the thread that started this one. */
  readonly control: Int32Array;
}

export interface WorkerTask {
  readonly config: TrialConfig;
  readonly data: ImageDataset;
  readonly resume: TrialCheckpoint | undefined;
  /** How often it gives its first kernel; never unless given. */
  readonly snapshots?: number | undefined;
}

export type WorkerReport =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "checkpoint"; readonly checkpoint: TrialCheckpoint }
  | ({ readonly kind: "done" } & TrialEnd)
  | { readonly kind: "failed"; readonly message: string; readonly stack: string }
  | { readonly kind: "stopped" };
