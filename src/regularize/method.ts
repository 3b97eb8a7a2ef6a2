import type { Buffer, Emission, Graph, Memory, Parameter } from "#engine";
import type { Net } from "#nn";
import type { ParameterSlice } from "#optim";
import type { MethodValues, NumberOption, OptionName } from "./methodOptions.ts";

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

/** Some rows of a kernel on their way through the update: a tile that fits the cache. */
export interface KernelTile extends ParameterSlice {
  readonly kernel: Parameter;
  /** Axis 0 of the kernel is the unit; a row is one unit's incoming weights. */
  readonly rows: number;
  readonly rowLength: number;
}

/** One regularizer: what it is, its options, and how it enters training. One method is one file. */
export interface Method {
  readonly name: string;
  readonly formula: string;
  readonly paper: string;
  /** Where it acts. */
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
  /** The values of the net's cells under these options. */
  cells?(values: MethodValues, net: Net): Record<string, number>;
  /** Adds to the graph of a net before it is laid out; only where the method is on. Throws a sentence where it cannot. */
  attach?(net: Net, values: MethodValues): void;
  /** Emits, before anything is updated, what needs whole kernels or all gradients; only where the method is on. */
  prepare?(emission: Emission, net: Net, memory: Memory, values: MethodValues): void;
  /** Emits what is added to the loss and to the gradient of a tile, before its update. */
  penalize?(emission: Emission, net: Net, tile: KernelTile): void;
  /** Emits what happens to a tile between its penalties and its update. */
  decay?(emission: Emission, net: Net, tile: KernelTile, learningRate: number): void;
  /** Emits what happens to a tile after its update. */
  project?(emission: Emission, net: Net, tile: KernelTile, values: MethodValues): void;
  /** Emits what happens to whole parameters after all updates. */
  finish?(emission: Emission, net: Net, memory: Memory, values: MethodValues): void;
}

/** The kernels of a graph with their places in the arena. */
export function kernelsOf(graph: Graph, { layout }: Memory): { kernel: Parameter; weight: Buffer; gradient: Buffer }[] {
  return graph.parameters
    .filter(({ role }) => role === "kernel")
    .map((kernel) => ({
      kernel,
      weight: layout.buffers.get(kernel) as Buffer,
      gradient: layout.gradients.get(kernel) as Buffer,
    }));
}

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
  if (net.graph.parameters.some(({ role }) => role === "kernel")) return undefined;
  return { reason: "this net has no layer with a kernel, dense or conv2d; add one, or leave it out" };
}

/** The value of a number option. */
export const numberOf = (values: MethodValues, name: NumberOption): number => values[name];
