import {
  type ByteExamples,
  compile,
  type Device,
  layOut,
  type Memory,
  type Parameter,
  type Program,
  permutation,
  type Session,
} from "#engine";
import { glorotUniform, type Net } from "#nn";
import type { MakeOptimizer, Optimizer } from "#optim";
import { catalog, type MaxNormScope } from "#regularize";

export interface TrainerOptions {
  readonly net: Net;
  readonly optimizer: MakeOptimizer;
  readonly maxNormScope: MaxNormScope;
  readonly batch: number;
  readonly device: Device;
  /** The session's data sets, by number. */
  readonly examples: readonly ByteExamples[];
  readonly seed: number;
}

export interface Counts {
  /** mean over the examples */
  readonly loss: number;
  /** in [0, 1] */
  readonly accuracy: number;
  /** the highest logit of each class over all examples */
  readonly highestLogits: readonly number[];
}

/** Images in one step of an evaluation: a multiple of 16 that divides 10,000, small enough for the second-level cache. */
const EVALUATION_BATCH = 80;

/** A net on a device: its parameters, and the two Programs that train and evaluate it. */
export class Trainer {
  readonly net: Net;
  readonly memory: Memory;
  readonly #optimizer: Optimizer;
  readonly session: Session;
  readonly stepProgram: Program;
  readonly evaluateProgram: Program;
  readonly #seed: number;
  readonly #logitsAt: number;

  constructor({ net, optimizer, maxNormScope, batch, device, examples, seed }: TrainerOptions) {
    this.net = net;
    this.#seed = seed;
    const { graph } = net;
    for (const method of catalog) for (const [name, value] of Object.entries(method.cells(method.option.default))) graph.cell(name, value);
    this.#optimizer = optimizer(graph);
    this.memory = layOut(graph, { feed: this.#optimizer.fed, slots: this.#optimizer.slots, batch });
    const step = compile(graph, this.memory, {
      mode: "train",
      batch,
      feedWidth: this.#optimizer.fed.length,
      after: (emission) => {
        this.#optimizer.emit(emission, this.memory);
        for (const method of catalog) method.project?.(emission, graph, this.memory, maxNormScope);
      },
    });
    const evaluate = compile(graph, this.memory, {
      mode: "evaluate",
      batch: EVALUATION_BATCH,
      after: (emission) =>
        emission.emit("tally", {
          logits: emission.value(net.logits),
          labels: emission.value(net.labels),
          counts: emission.value(net.counts),
          classes: net.classes,
        }),
    });
    this.stepProgram = step.program;
    this.evaluateProgram = evaluate.program;
    this.#logitsAt = evaluate.offsetOf(net.logits);
    this.session = device.open(Math.max(step.cells, evaluate.cells), examples);
    for (const [cell, offset] of this.memory.layout.cells) this.session.write(offset, [cell.initial]);
    for (const [index, parameter] of graph.parameters.entries()) this.write(parameter, glorotUniform(parameter, seed, index));
  }

  /** Sets cells by name; unknown names are an error. */
  setCells(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      const cell = [...this.memory.layout.cells].find(([{ name: known }]) => known === name);
      if (!cell) throw new Error(`this net has no cell ${name}`);
      this.session.write(cell[1], [value]);
    }
  }

  read(parameter: Parameter): Float64Array {
    const { offset = 0 } = this.memory.layout.buffers.get(parameter) ?? {};
    return this.session.read(
      offset,
      parameter.shape.reduce((a, b) => a * b, 1),
    );
  }

  write(parameter: Parameter, values: ArrayLike<number>): void {
    const { offset = 0 } = this.memory.layout.buffers.get(parameter) ?? {};
    this.session.write(offset, values);
  }

  /** All parameters as one stretch, to keep and to put back. */
  snapshot(): Float64Array {
    return this.session.read(this.memory.parameters.offset, this.memory.parameters.length);
  }

  restore(parameters: Float64Array): void {
    this.session.write(this.memory.parameters.offset, parameters);
  }

  /** Trains on batch after batch of `indices` of a data set; `iteration` counts from 1. Gives the mean loss over examples. */
  train(examples: number, indices: Int32Array, iteration: number): number {
    const { batch } = this.stepProgram;
    const rows = Array.from({ length: Math.ceil(indices.length / batch) }, (_, step) => this.#optimizer.feed(iteration + step));
    this.#clearLosses();
    this.session.run(this.stepProgram, { examples, indices, seed: this.#seed, iteration, feed: Float64Array.from(rows.flat()) });
    return this.#loss() / indices.length;
  }

  /** Loss and accuracy on the given examples, without dropout. */
  evaluate(examples: number, indices: Int32Array): Counts {
    const { offset = 0 } = this.memory.layout.buffers.get(this.net.counts) ?? {};
    this.#clearLosses();
    this.session.write(offset, [0, ...Array(this.net.classes).fill(-Infinity)]);
    this.session.run(this.evaluateProgram, { examples, indices, seed: 0, iteration: 0, feed: new Float64Array(0) });
    const [correct = 0, ...highestLogits] = this.session.read(offset, 1 + this.net.classes);
    return { loss: this.#loss() / indices.length, accuracy: correct / indices.length, highestLogits };
  }

  /** The logits of some examples of a data set, without dropout: [example][class]. At most an evaluation's batch. */
  logits(examples: number, indices: Int32Array): Float64Array {
    this.evaluate(examples, indices);
    const { lanes } = this.evaluateProgram;
    const rows = this.session.read(this.#logitsAt, this.net.classes * lanes);
    return Float64Array.from({ length: indices.length * this.net.classes }, (_, i) => {
      const [example, unit] = [Math.floor(i / this.net.classes), i % this.net.classes];
      return rows[unit * lanes + example] as number;
    });
  }

  #clearLosses(): void {
    this.session.write(this.memory.layout.buffers.get(this.net.losses)?.offset ?? 0, [0, 0]);
  }

  /** The sum of the loss over the examples of the last call. */
  #loss(): number {
    return this.session.read(this.memory.layout.buffers.get(this.net.losses)?.offset ?? 0, 2)[1] as number;
  }
}

/** The order of training examples, epoch after epoch: the numbers `first` … `first + count − 1` of an endless sequence. */
export class ExampleOrder {
  readonly #from: number;
  readonly #length: number;
  readonly #seed: number;
  #epoch = -1;
  #order: Int32Array = new Int32Array(0);

  /** Examples `from` … `from + length − 1` of the data set, in a new order every epoch. */
  constructor(from: number, length: number, seed: number) {
    this.#from = from;
    this.#length = length;
    this.#seed = seed;
  }

  take(first: number, count: number): Int32Array {
    const indices = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const epoch = Math.floor((first + i) / this.#length);
      if (epoch !== this.#epoch) {
        this.#order = permutation(this.#length, this.#seed, epoch);
        this.#epoch = epoch;
      }
      indices[i] = this.#from + (this.#order[(first + i) % this.#length] as number);
    }
    return indices;
  }
}
