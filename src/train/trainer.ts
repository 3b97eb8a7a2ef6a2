import {
  type Cell,
  type Compiled,
  compile,
  layOut,
  type Memory,
  type Numbers,
  type Parameter,
  type Program,
  type Session,
  size,
  type Tensor,
} from "#engine";
import { checkBatch, type Net } from "#nn";
import type { Optimizer } from "#optim";
import { type AttachedMethods, attachMethods, type MethodValues, methodValues } from "#regularize";
import { feedOf } from "./feedOf.ts";
import { iterationOf, type Masks } from "./masks.ts";
import type { Counts, TrainerOptions } from "./trainerOptions.ts";
import { emitUpdate } from "./update.ts";

/** Everything that training changes, to continue from: see `Trainer.checkpoint`. */
export type Checkpoint = Numbers;

/** Images in one step of an evaluation: a multiple of 16 that divides 10,000, small enough for the second-level cache. */
const EVALUATION_BATCH = 80;
/** Right examples are counted in a float32, which is exact up to 2²⁴. */
const COUNTABLE = EVALUATION_BATCH * 200_000;
const noFeed = new Float64Array(0);
/** Where more than this share of some examples give no numbers, the net is broken, and not its examples too large. */
const MOST_TOO_LARGE = 0.1;

/** A net on a device: its parameters, and the Programs that train it, evaluate it, and sample thinned nets of it. */
export class Trainer {
  readonly net: Net;
  readonly memory: Memory;
  readonly #methods: AttachedMethods;
  readonly #optimizer: Optimizer;
  readonly stepProgram: Program;
  readonly evaluateProgram: Program;
  readonly #sample: Compiled;
  readonly #evaluate: Compiled;
  readonly #divergence: Tensor;
  readonly #seed: number;
  readonly #open: () => Promise<Session>;
  #session: Promise<Session> | undefined;

  constructor(options: TrainerOptions) {
    const { net, optimizer, batch, device, examples, seed, initSeed = seed, observed } = options;
    const { methods = methodValues({ weightDecay: optimizer.decay?.strength ?? 0 }) } = options;
    checkBatch(net, batch);
    this.net = net;
    this.#seed = seed;
    const { graph } = net;
    this.#methods = attachMethods(net, methods);
    this.#optimizer = optimizer(graph);
    this.#divergence = graph.state("divergedAt", [2]);
    this.memory = layOut(graph, { feed: this.#optimizer.fed, slots: this.#optimizer.slots, batch });
    const step = compile(graph, this.memory, {
      mode: "train",
      batch,
      feedWidth: this.#optimizer.fed.length,
      after: (emission) => {
        emitUpdate(emission, net, this.memory, this.#optimizer, this.#methods.transforms);
        emission.emit("watchLoss", { losses: emission.value(net.losses), divergedAt: emission.value(this.#divergence) });
      },
    });
    const keep = [net.logits, ...(observed?.(net) ?? [])];
    this.#evaluate = compile(graph, this.memory, {
      mode: "evaluate",
      batch: EVALUATION_BATCH,
      keep,
      after: (emission) =>
        emission.emit("tally", {
          logits: emission.value(net.logits),
          labels: emission.value(net.labels),
          counts: emission.value(net.counts),
          classes: net.classes,
        }),
    });
    this.#sample = compile(graph, this.memory, { mode: "sample", batch: EVALUATION_BATCH, keep });
    this.stepProgram = step.program;
    this.evaluateProgram = this.#evaluate.program;
    this.#open = async () => {
      const session = await device.open(Math.max(step.cells, this.#evaluate.cells, this.#sample.cells), examples);
      for (const [cell, offset] of this.memory.layout.cells) await session.write(offset, [cell.initial]);
      for (const state of graph.states) await session.write(this.#at(state), new Float64Array(size(state.shape)).fill(state.initial));
      for (const [index, parameter] of graph.parameters.entries())
        await session.write(this.#at(parameter), net.initialValues(parameter, initSeed, index));
      for (const [cell, value] of this.#methods.cells(methods)) await session.write(this.#cellAt(cell), [value]);
      return session;
    };
  }

  /** The net on its device; opened, with its initial values, when it is first asked for. */
  get session(): Promise<Session> {
    this.#session ??= this.#open();
    return this.#session;
  }

  /** The cells of the methods with their values under these options, and where they are in a checkpoint. */
  methodCells(values: MethodValues): readonly { readonly name: string; readonly at: number; readonly value: number }[] {
    return this.#methods.cells(values).map(([cell, value]) => ({ name: cell.name, at: this.#cellAt(cell), value }));
  }

  /** From the next step on the methods have these options; those that the net is built with must be what they were. */
  async setMethods(values: MethodValues): Promise<void> {
    for (const { at, value } of this.methodCells(values)) await (await this.session).write(at, [value]);
  }

  async read(parameter: Parameter): Promise<Numbers> {
    return (await this.session).read(this.#at(parameter), size(parameter.shape));
  }

  async write(parameter: Parameter, values: ArrayLike<number>): Promise<void> {
    await this.#write(parameter, values);
  }

  /** All parameters in their order, then running statistics and counts, each padded to a multiple of 16 numbers. */
  async weights(): Promise<Numbers> {
    const { parameters, evaluated } = this.memory;
    return (await this.session).read(parameters.offset, evaluated - parameters.offset);
  }

  /** Puts back what `weights` of a net like this gave, or its parameters alone. */
  async setWeights(values: Numbers): Promise<void> {
    const { parameters, evaluated } = this.memory;
    const whole = evaluated - parameters.offset;
    if (values.length !== whole && values.length !== parameters.length)
      throw new Error(`${values.length} numbers are not the weights of this net, which has ${whole}`);
    await (await this.session).write(parameters.offset, values);
  }

  /**
   * All that a later step depends on but the iteration: cells, parameters, running statistics and the optimizer's memory. A net of
   * the same model, optimizer and methods that is put back to it continues with the same bits.
   */
  async checkpoint(): Promise<Checkpoint> {
    return (await this.session).read(0, this.memory.lasting);
  }

  /** The part of a checkpoint that evaluations depend on: without the optimizer's memory. */
  async snapshot(): Promise<Numbers> {
    return (await this.session).read(0, this.memory.evaluated);
  }

  /** The name of a cell that has another value in a checkpoint than it has here; of those that are given anew for each step none. */
  async otherCell(values: Checkpoint): Promise<string | undefined> {
    const own = await (await this.session).read(0, this.memory.layout.cells.size);
    const isOther = ([cell, at]: [Cell, number]) => !this.#optimizer.fed.includes(cell) && own[at] !== values[at];
    return [...this.memory.layout.cells].find(isOther)?.[0].name;
  }

  /** Puts back a checkpoint or a snapshot of a net like this. */
  async restore(values: Checkpoint): Promise<void> {
    const { lasting, evaluated } = this.memory;
    if (values.length !== lasting && values.length !== evaluated)
      throw new Error(
        `${values.length} numbers are no checkpoint of this net, which has ${lasting}, and no snapshot, which has ${evaluated}`,
      );
    await (await this.session).write(0, values);
  }

  /** Trains on batch after batch of `indices` of a data set; `iteration` counts from 1. The loss adds up over calls. */
  async train(examples: number, indices: Int32Array, iteration: number): Promise<void> {
    const feed = feedOf(this.#optimizer, iteration, Math.ceil(indices.length / this.stepProgram.batch));
    await (await this.session).run(this.stepProgram, { examples, indices, seed: this.#seed, iteration, feed });
  }

  /** The first iteration whose loss was infinite or not a number, or what `setDiverged` said. */
  async divergedAt(): Promise<number | null> {
    const [high = 0, low = 0] = await (await this.session).read(this.#at(this.#divergence), 2);
    return high * 65536 + low || null;
  }

  /** Says that the net was no number after an iteration, where no later loss can show it. */
  async setDiverged(iteration: number): Promise<void> {
    await this.#write(this.#divergence, [iteration >>> 16, iteration & 0xffff]);
  }

  /** Whether parameters and running statistics are numbers. */
  async hasNumbers(): Promise<boolean> {
    const { losses, counts, graph } = this.net;
    const lasting = [...graph.parameters, ...graph.states.filter((state) => state !== losses && state !== counts)];
    const session = await this.session;
    for (const tensor of lasting) if (!(await session.read(this.#at(tensor), size(tensor.shape))).every(Number.isFinite)) return false;
    return true;
  }

  /**
   * Whether the net is no number, though no loss of training has shown it: by itself, in what it makes of the examples that are next to be
   * trained on, or in what it makes of many of others. A few may be too large for a net that is sound.
   */
  async isBroken(
    examples: number,
    next: Int32Array,
    others: { readonly examples: number; readonly indices: Int32Array },
  ): Promise<boolean> {
    if (!(await this.hasNumbers()) || !Number.isFinite((await this.evaluate(examples, next)).loss)) return true;
    const { classes } = this.net;
    const logits = await this.logits(others.examples, others.indices);
    const isNone = (_: number, i: number) => !logits.subarray(i * classes, (i + 1) * classes).every(Number.isFinite);
    return others.indices.filter(isNone).length > MOST_TOO_LARGE * others.indices.length;
  }

  /** The mean loss of the last step. */
  async lastLoss(): Promise<number> {
    return (await (await this.session).read(this.#at(this.net.losses), 1))[0] as number;
  }

  /** The sum of the loss over all examples since the last call. */
  async takeLoss(): Promise<number> {
    const [, sum = 0, lost = 0] = await (await this.session).read(this.#at(this.net.losses), 3);
    await this.#write(this.net.losses, [0, 0, 0]);
    return Number.isFinite(sum) ? sum + lost : sum;
  }

  /** Loss and accuracy on the given examples, without dropout. */
  async evaluate(examples: number, indices: Int32Array): Promise<Counts> {
    const session = await this.session;
    await this.#write(this.net.losses, [0, 0, 0]);
    await this.#write(this.net.counts, [0, ...Array(this.net.classes).fill(-Infinity)]);
    let correct = 0;
    for (let from = 0; from < indices.length; from += COUNTABLE) {
      const some = indices.subarray(from, from + COUNTABLE);
      if (from > 0) await this.#write(this.net.counts, [0]);
      await session.run(this.evaluateProgram, { examples, indices: some, seed: 0, iteration: 0, feed: noFeed });
      correct += (await session.read(this.#at(this.net.counts), 1))[0] as number;
    }
    const [, ...highestLogits] = await session.read(this.#at(this.net.counts), 1 + this.net.classes);
    return { loss: (await this.takeLoss()) / indices.length, accuracy: correct / indices.length, highestLogits };
  }

  /** The logits of some examples of a data set, without dropout: [example][class]. */
  async logits(examples: number, indices: Int32Array): Promise<Float64Array> {
    return this.#logitsOf(this.#evaluate, examples, indices);
  }

  /**
   * Values of the logits or an observed tensor for some examples, without dropout or under masks, block after block:
   * `see(values [unit][lane], lanes, count, first)` with `count` of the lanes in use, the first for example `indices[first]`.
   */
  async observe(
    examples: number,
    indices: Int32Array,
    tensors: readonly Tensor[],
    see: (values: readonly Numbers[], lanes: number, count: number, first: number) => void,
    masks?: Masks,
  ): Promise<void> {
    const session = await this.session;
    const compiled = masks ? this.#sample : this.#evaluate;
    const iteration = masks ? iterationOf(masks) : 0;
    const draw = { seed: this.#seed, iteration, feed: noFeed };
    const { batch, lanes } = compiled.program;
    for (let first = 0; first < indices.length; first += batch) {
      const block = indices.subarray(first, first + batch);
      await session.run(compiled.program, { examples, indices: block, firstExample: first, ...draw });
      const values = await Promise.all(tensors.map((tensor) => session.read(compiled.offsetOf(tensor), size(tensor.shape) * lanes)));
      see(values, lanes, block.length, first);
    }
  }

  /**
   * The logits that thinned net number `net` (from 0) gives for some examples: [example][class]. Its masks of units are new for each
   * example and its masks of weights the same for all, from the seed's dropout stream at an iteration that training does not reach.
   */
  async sampledLogits(examples: number, indices: Int32Array, net: number): Promise<Float64Array> {
    return this.#logitsOf(this.#sample, examples, indices, iterationOf({ thinned: net }));
  }

  async #logitsOf(compiled: Compiled, examples: number, indices: Int32Array, iteration = 0): Promise<Float64Array> {
    const session = await this.session;
    const { batch, lanes } = compiled.program;
    const { classes } = this.net;
    const result = new Float64Array(indices.length * classes);
    const losses = await session.read(this.#at(this.net.losses), 3);
    for (let first = 0; first < indices.length; first += batch) {
      const block = indices.subarray(first, first + batch);
      await session.run(compiled.program, { examples, indices: block, firstExample: first, seed: this.#seed, iteration, feed: noFeed });
      const rows = await session.read(compiled.offsetOf(this.net.logits), classes * lanes);
      for (let i = 0; i < block.length * classes; i++)
        result[first * classes + i] = rows[(i % classes) * lanes + Math.floor(i / classes)] as number;
    }
    await this.#write(this.net.losses, losses); // the Programs add theirs, which are none of training
    return result;
  }

  #at(tensor: Tensor): number {
    return this.memory.layout.buffers.get(tensor)?.offset ?? 0;
  }

  #cellAt(cell: Cell): number {
    return this.memory.layout.cells.get(cell) as number;
  }

  async #write(tensor: Tensor, values: ArrayLike<number>): Promise<void> {
    await (await this.session).write(this.#at(tensor), values);
  }
}
