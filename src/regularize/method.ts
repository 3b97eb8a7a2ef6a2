import type { Cell, Graph, Parameter } from "#engine";
import type { Net } from "#nn";
import type { MethodValues, NumberOption, OptionName } from "./methodOptions.ts";
import type { Transform } from "./transform.ts";

interface Named {
  /** The name in an experiment: `maxNorm`. */
  readonly name: OptionName;
  /** As commander takes it: `-d, --dropout <rate>`. */
  readonly flags: string;
  readonly help: string;
  /** The allowed values in words: `a rate in [0, 1)`. */
  readonly range: string;
  /** Where the default depends on other settings, the defaults in words: `0; 0.01 with adamW`. */
  readonly defaultText?: string;
  /** Whether the net is built with it, so that it cannot change while a net trains. */
  readonly builtIn?: true;
  /** Whether devices have its numbers as float32, so that those of one rounding are one. */
  readonly inFloat32?: true;
}

/** Something that a method takes, as a command-line flag and a field of an experiment. */
export type MethodOption =
  | (Named & { readonly kind: "number"; readonly default: number; readonly allows: (value: number) => boolean })
  | (Named & { readonly kind: "choice"; readonly default: string; readonly choices: readonly string[] })
  | (Named & { readonly kind: "numbers"; readonly default: readonly number[]; readonly allows: (value: number) => boolean });

export type OptionValue = MethodOption["default"];

/** Where a method would act: a net, and as much as is known of how it is trained. */
export interface Place {
  readonly net: Net;
  /** How many evaluations a run has. */
  readonly evaluations?: number;
  /** The highest learning rate of a run. */
  readonly learningRate?: number;
}

/** Why an option changes nothing in a place, or not what it says: a clause with the next step. */
export interface Idle {
  readonly reason: string;
  /** The value that does the same; the option's default unless given. */
  readonly actsAs?: OptionValue;
}

/** What a method has in a net that it is attached to; whatever it needs of cells and parameters is closed over. */
export interface Attached {
  /** Its cells with their values under these options: all of it that changes while the net trains. */
  cells?(values: MethodValues): CellValues;
  /** What it does between the gradients and the new parameters. */
  readonly transforms?: readonly Transform[];
}

export type CellValues = readonly (readonly [cell: Cell, value: number])[];

/** One regularizer: what it is, its options, and how it enters training. One method is one file. */
export interface Method {
  readonly name: string;
  readonly formula: string;
  readonly paper: string;
  /** Where it acts, in a word for the reader. */
  readonly actsOn: "activations" | "weights" | "loss" | "gradients" | "update" | "parameters" | "training" | "predictions";
  /** The first option turns it on. */
  readonly options: readonly MethodOption[];
  /** What to know before using it, in sentences. */
  readonly notes?: string;
  /** Whether these options turn it on, or, where a net is given, the net does by itself. */
  isOn(values: MethodValues, net?: Net): boolean;
  /** Why one of its options changes nothing there; undefined where it acts. Asked where the method is on. */
  idle?(option: string, values: MethodValues, place: Place): Idle | undefined;
  /** Throws a sentence where these options and the net cannot do what they say. */
  check?(values: MethodValues, net: Net): void;
  /**
   * Adds to a net, before it is laid out, what it needs there, also where it is off: it may be turned on while the net trains. Throws a
   * sentence where it cannot act. A method without it acts on whole runs, not on nets.
   */
  attach?(net: Net, values: MethodValues): Attached;
  /** Whether a net has what it needs (ops, parameters, instructions) only where it was made with it on: it cannot be turned on later. */
  readonly isBuiltIn?: true;
  /** Of a method that acts on whole runs: what to do instead where one trains step by step. */
  readonly stepByStep?: string;
}

/** The weights of layers, without biases. */
export const kernelsOf = ({ parameters }: Graph): Parameter[] => parameters.filter(({ role }) => role === "kernel");

/**
 * Beyond these a strength or a limit changes nothing that a float32 can hold: a penalty's gradient is lost beside that of the loss, whose
 * last bit is some 1e-8 of it, and no norm of a net that learns is as long.
 */
const [LEAST_STRENGTH, MOST_STRENGTH] = [1e-8, 1e8];

/** A number that is 0 when the method is off. */
export const strengthOption = (name: NumberOption, flags: string, help: string): MethodOption => ({
  kind: "number",
  name,
  flags,
  help: `${help}; 0 is off`,
  default: 0,
  range: "0 (off) or a number from 1e-8 to 1e8",
  allows: (strength) => strength === 0 || (strength >= LEAST_STRENGTH && strength <= MOST_STRENGTH),
  inFloat32: true,
});

/** Why what acts on kernels changes nothing in a net. */
export function idleOnKernels({ net }: Place): Idle | undefined {
  if (kernelsOf(net.graph).length) return undefined;
  return { reason: "this net has no layer with a kernel, dense or conv2d; add one, or leave it out" };
}
