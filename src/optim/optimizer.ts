import type { Buffer, Cell, Emission, Graph } from "#engine";
import type { Schedule } from "./schedule.ts";

/** A stretch of parameters with its gradients and the optimizer's memory for it, all of one length and order. */
export interface ParameterSlice {
  readonly parameter: Buffer;
  readonly gradient: Buffer;
  readonly slots: ReadonlyMap<string, Buffer>;
  readonly length: number;
}

/** How gradients become steps. All numbers are cells of the arena; those that change with the iteration are fed. */
export interface Optimizer {
  /** What saved nets know it by; another name says that the same memory means something else. */
  readonly name?: string;
  /** Names of its memory, each as long as all parameters. */
  readonly slots: readonly string[];
  /** The cell of the learning rate; it is fed. */
  readonly learningRate: Cell;
  /** The cells that `feed` fills for each step. */
  readonly fed: readonly Cell[];
  /** The values of the fed cells at an iteration, counted from 1. */
  feed(iteration: number): number[];
  /** Emits the update of a stretch of parameters. */
  emit(emission: Emission, slice: ParameterSlice): void;
}

/** Makes an optimizer for the parameters of a graph. */
export interface MakeOptimizer {
  (graph: Graph): Optimizer;
  /** The decoupled weight decay that goes with it: it is the strength of the method weightDecay, which acts on kernels. */
  readonly decay?: {
    readonly strength: number;
    /** Whether it was asked for; else it is the optimizer's default, and gives way to what is. */
    readonly given: boolean;
  };
  /** The learning rate, where it is one number for all steps. */
  readonly rate?: number;
}

/** The same with its learning rate written on it, where that is one number. */
export const withRate = (learningRate: number | Schedule, make: MakeOptimizer): MakeOptimizer =>
  typeof learningRate === "number" ? Object.assign(make, { rate: learningRate }) : make;

/** An optimizer as it is named on the command line and in experiments. */
export interface NamedOptimizer {
  /** The learning rate where none is given, in the library too. */
  readonly learningRate: number;
  /** The strength of the method weightDecay where none is given. */
  readonly weightDecay: number;
  /** The optimizer that it is but for its weight decay, under whose name a run is known: adam of adamW. */
  readonly updatesAs?: string;
  /** Whether it has a momentum of its own. */
  readonly takesMomentum: boolean;
  make(learningRate: Schedule, momentum: Schedule): MakeOptimizer;
}

/** The memory of this name; an optimizer names it in `slots`. */
export function slot({ slots }: ParameterSlice, name: string): Buffer {
  return slots.get(name) as Buffer;
}
