import type { Cell, Emission, Graph, Memory } from "#engine";

/** How gradients become steps. All numbers are cells of the arena; those that change with the iteration are fed. */
export interface Optimizer {
  /** Names of its memory, each as long as all parameters. */
  readonly slots: readonly string[];
  /** The cells that `feed` fills for each step. */
  readonly fed: readonly Cell[];
  /** The values of the fed cells at an iteration, counted from 1. */
  feed(iteration: number): number[];
  /** Emits the update of all parameters. */
  emit(emission: Emission, memory: Memory): void;
}

export type MakeOptimizer = (graph: Graph) => Optimizer;
