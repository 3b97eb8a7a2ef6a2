import { consumersOf } from "./fuse.ts";
import { type InstructionName, instructions, type OperandKind, type OperandName } from "./instructions.ts";
import type { Node } from "./node.ts";
import { padded, size } from "./shape.ts";
import type { Cell, Tensor } from "./tensor.ts";

/** A stretch of the arena. Persistent buffers have their place from the layout; the plan finds places for the rest. */
export interface Buffer {
  readonly name: string;
  /** In cells, a multiple of 16. */
  readonly length: number;
  /** The fixed place of a persistent buffer. */
  readonly offset?: number;
  /** Shares the place of this buffer if that one is no longer needed. */
  readonly over?: Buffer;
}

export interface Instruction {
  readonly name: InstructionName;
  readonly operands: readonly (Buffer | number)[];
}

/** Where the lasting things are: cells, parameters, optimizer state. Shared by all Programs of a net. */
export interface Layout {
  readonly cells: ReadonlyMap<Cell, number>;
  readonly buffers: ReadonlyMap<Tensor, Buffer>;
  readonly gradients: ReadonlyMap<Tensor, Buffer>;
}

/** `sample`: evaluation of a thinned net, with dropout as in training. */
export type Mode = "train" | "evaluate" | "sample";

/** What an instruction is given: buffers, cells and numbers, and names where it chooses one. */
type EmittedOperands<K extends InstructionName> = {
  readonly [operand in OperandName<K>]: (typeof instructions)[K][operand] extends readonly (infer Name extends string)[]
    ? Name
    : Buffer | number;
};

/** Collects the instructions of one Program, in buffers that have no place yet. */
export class Emission {
  readonly instructions: Instruction[] = [];
  readonly #values = new Map<Tensor, Buffer>();
  readonly #gradients = new Map<Tensor, Buffer>();
  readonly #saved = new Map<Tensor, Buffer>();
  readonly #contributed = new Set<Tensor>();
  readonly #pending: [sum: Buffer, contribution: Buffer][] = [];

  readonly layout: Layout;
  readonly lanes: number;
  readonly mode: Mode;

  /** How many ops read each tensor. */
  readonly consumers: ReadonlyMap<Tensor, number>;

  constructor(layout: Layout, lanes: number, mode: Mode, nodes: readonly Node[]) {
    this.consumers = consumersOf(nodes);
    this.layout = layout;
    this.lanes = lanes;
    this.mode = mode;
  }

  /** Adds an instruction; operands are named as in the instruction table. */
  emit<K extends InstructionName>(name: K, operands: EmittedOperands<K>): void {
    const kinds = Object.entries<OperandKind>(instructions[name]);
    const values: Readonly<Record<string, Buffer | number | string>> = operands;
    const encoded = kinds.map(([operand, kind]) => {
      const value = values[operand] as Buffer | number | string;
      return typeof value === "string" ? (kind as readonly string[]).indexOf(value) : value;
    });
    this.instructions.push({ name, operands: encoded });
  }

  /** The buffer that holds a tensor's value: [features][lanes] for a batched one. */
  value(tensor: Tensor): Buffer {
    const known = this.layout.buffers.get(tensor) ?? this.#values.get(tensor);
    if (known) return known;
    const length = tensor.batched ? size(tensor.shape) * this.lanes : padded(size(tensor.shape));
    const buffer = { name: tensor.name, length };
    this.#values.set(tensor, buffer);
    return buffer;
  }

  /** Makes a tensor another name of one that is computed already. */
  alias(tensor: Tensor, of: Tensor): void {
    this.#values.set(tensor, this.value(of));
  }

  /** The buffer that holds a tensor's gradient: what the op that made the tensor reads. */
  gradient(tensor: Tensor, over?: Buffer): Buffer {
    const known = this.layout.gradients.get(tensor) ?? this.#gradients.get(tensor);
    if (known) return known;
    const buffer = { name: `gradient of ${tensor.name}`, length: this.value(tensor).length, ...(over && { over }) };
    this.#gradients.set(tensor, buffer);
    return buffer;
  }

  /**
   * The buffer into which an op writes what it adds to an input's gradient: the gradient itself for the first op that does,
   * else one that `settle` adds to it. With `over`, in the place of a value that nothing needs any more.
   */
  contribute(tensor: Tensor, over?: Buffer): Buffer {
    if (!this.#contributed.has(tensor)) {
      this.#contributed.add(tensor);
      return this.gradient(tensor, over);
    }
    const sum = this.gradient(tensor);
    const buffer = { name: `more gradient of ${tensor.name}`, length: sum.length };
    this.#pending.push([sum, buffer]);
    return buffer;
  }

  /** Emits the additions that contributions owe. */
  settle(): void {
    for (const [sum, x] of this.#pending.splice(0)) this.emit("accumulate", { sum, x, length: sum.length });
  }

  /** Makes a tensor's gradient another name of a buffer; its maker then reads or writes that. */
  aliasGradient(tensor: Tensor, buffer: Buffer): void {
    this.#gradients.set(tensor, buffer);
  }

  /** What an op's forward part leaves to its gradient part beside its output. */
  saved(output: Tensor, length: number): Buffer {
    const kept = this.#saved.get(output) ?? { name: `saved for the gradient of ${output.name}`, length };
    this.#saved.set(output, kept);
    return kept;
  }

  /** Memory from the first instruction that is given it to the last. */
  scratch(length: number): Buffer {
    return { name: "scratch", length: padded(length) };
  }

  /** The arena offset of a cell. */
  cell(cell: Cell): number {
    const offset = this.layout.cells.get(cell);
    if (offset === undefined) throw new Error(`${cell.name} is not a cell of this net`);
    return offset;
  }
}
