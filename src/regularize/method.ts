import type { Emission, Graph, Memory, Tensor } from "#engine";

/** A number that a method takes, as a command-line flag, a field of an experiment, and a cell of the arena. */
export interface MethodOption {
  /** The name in an experiment: `maxNorm`. */
  readonly name: string;
  /** As commander takes it: `-d, --dropout <rate>`. */
  readonly flags: string;
  readonly help: string;
  readonly default: number;
  /** The allowed range in words: `a rate in [0, 1)`. */
  readonly range: string;
  readonly allows: (value: number) => boolean;
}

/** One regularizer: what it is, its options, and how it enters training. One method is one file. */
export interface Method {
  readonly name: string;
  readonly formula: string;
  readonly paper: string;
  /** Where it acts: see the sockets in docs. */
  readonly actsOn: "activations" | "loss" | "update" | "parameters";
  readonly option: MethodOption;
  /** The values of the net's cells under this option. */
  cells(value: number): Record<string, number>;
  /** Emits what is added to the loss and to the gradients before the optimizer's update, for methods that act there. */
  penalize?(emission: Emission, graph: Graph, memory: Memory, losses: Tensor): void;
  /** Emits what happens after the optimizer's update, for methods that act there. */
  project?(emission: Emission, graph: Graph, memory: Memory, scope: MaxNormScope): void;
}

/** `unit`: each output unit's incoming weights; `kernel`: the whole tensor. */
export type MaxNormScope = "unit" | "kernel";
