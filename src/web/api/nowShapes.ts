import type { ExperimentState } from "./listShapes.ts";

export interface NowView {
  readonly at: string;
  /** What of the store cannot be read, and is left out; null where all can. */
  readonly damage: string | null;
  readonly workers: readonly WorkerRow[];
  readonly idle: readonly { readonly host: string; readonly pid: number }[];
  readonly waiting: readonly WaitingRow[];
  readonly lately: readonly LatelyRow[];
  readonly speed: number;
  readonly memory: { readonly used: number; readonly total: number } | null;
  readonly runsToGo: number;
  /** Until all that is open is done, or what runs, on the threads that work now; null where nothing tells. */
  readonly secondsLeft: number | null;
  readonly isOfAll: boolean;
}

export interface WorkerRow {
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  readonly experiment: string | null;
  readonly title: string;
  readonly configuration: string;
  readonly iteration: number;
  readonly iterations: number;
  /** Iterations a second, over all its attempts. */
  readonly speed: number | null;
  readonly secondsLeft: number | null;
  /** Bytes of its process, where it is on this machine. */
  readonly memory: number | null;
  readonly isAlive: boolean;
}

export interface WaitingRow {
  readonly id: string;
  readonly title: string;
  readonly runs: number;
  readonly secondsLeft: number | null;
  readonly order: number;
  readonly state: ExperimentState;
}

export interface LatelyRow {
  readonly run: string;
  readonly experiment: string;
  readonly title: string;
  readonly at: string;
  readonly state: string;
  readonly name: string;
  readonly outcome: string;
}
