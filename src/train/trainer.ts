import {
  type ByteExamples,
  compile,
  type Device,
  layOut,
  type Memory,
  type Parameter,
  type Program,
  type Session,
  size,
  type Tensor,
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
        for (const method of catalog) method.penalize?.(emission, graph, this.memory, net.losses);
        this.#optimizer.emit(emission, this.memory);
        for (const method of catalog) method.project?.(emission, graph, this.memory, maxNormScope);
      },
    });
    const evaluate = compile(graph, this.memory, {
      mode: "evaluate",
      batch: EVALUATION_BATCH,
      keep: [net.logits],
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
    return this.session.read(this.#at(parameter), size(parameter.shape));
  }

  write(parameter: Parameter, values: ArrayLike<number>): void {
    this.session.write(this.#at(parameter), values);
  }

  /** All parameters as one stretch, to keep and to put back. */
  snapshot(): Float64Array {
    return this.session.read(this.memory.parameters.offset, this.memory.parameters.length);
  }

  restore(parameters: Float64Array): void {
    this.session.write(this.memory.parameters.offset, parameters);
  }

  /** Trains on batch after batch of `indices` of a data set; `iteration` counts from 1. The loss adds up over calls. */
  train(examples: number, indices: Int32Array, iteration: number): void {
    const { batch } = this.stepProgram;
    const rows = Array.from({ length: Math.ceil(indices.length / batch) }, (_, step) => this.#optimizer.feed(iteration + step));
    this.session.run(this.stepProgram, { examples, indices, seed: this.#seed, iteration, feed: Float64Array.from(rows.flat()) });
  }

  /** The mean loss of the last step. */
  lastLoss(): number {
    return this.session.read(this.#at(this.net.losses), 1)[0] as number;
  }

  /** The sum of the loss over all examples since the last call. */
  takeLoss(): number {
    const [, sum = 0] = this.session.read(this.#at(this.net.losses), 2);
    this.session.write(this.#at(this.net.losses), [0, 0]);
    return sum;
  }

  /** Loss and accuracy on the given examples, without dropout. */
  evaluate(examples: number, indices: Int32Array): Counts {
    const counts = this.#at(this.net.counts);
    this.takeLoss();
    this.session.write(counts, [0, ...Array(this.net.classes).fill(-Infinity)]);
    this.session.run(this.evaluateProgram, { examples, indices, seed: 0, iteration: 0, feed: new Float64Array(0) });
    const [correct = 0, ...highestLogits] = this.session.read(counts, 1 + this.net.classes);
    return { loss: this.takeLoss() / indices.length, accuracy: correct / indices.length, highestLogits };
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

  #at(tensor: Tensor): number {
    return this.memory.layout.buffers.get(tensor)?.offset ?? 0;
  }
}
