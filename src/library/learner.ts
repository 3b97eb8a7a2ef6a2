import type { ImageDataset } from "#data";
import { type ByteExamples, openDevice, operations, type Shape, size } from "#engine";
import { buildNet, type DropoutLayerKind, type Net } from "#nn";
import { adam, type MakeOptimizer } from "#optim";
import { catalog, drops, idleOptions, idleSentence, type MethodValues, methodValues, type OptionValue, refuseIdle } from "#regularize";
import { averageThinnedNets, type Checkpoint, ExampleOrder, softmaxRows, type ThinnedNets, Trainer } from "#train";
import { checkLearner, type LearnerOptions, type Part, type Penalty, parts } from "./learnerOptions.ts";

/** A learned tensor, [output unit][its incoming weights…] for a kernel. */
export interface Weights {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float64Array;
}

const [TRAIN, TEST, GIVEN] = [0, 1, 2];
const GIVEN_AT_ONCE = 80;

/** A net that learns from a data set. The same options give the same numbers. */
export class Learner {
  readonly net: Net;
  readonly #trainer: Trainer;
  readonly #data: ImageDataset;
  readonly #order: ExampleOrder;
  readonly #batch: number;
  #methods: MethodValues;
  #iteration = 0;

  /** Throws a sentence where the model, the data and the methods do not fit together. */
  constructor(options: LearnerOptions) {
    const model = checkLearner(options);
    const { data, methods = {}, penalties = [], optimizer = adam(), batch = 100, seed = 1, device = "auto" } = options;
    const values = methodValues({ ...decayOf(optimizer, methods), ...methods });
    for (const { name, isOn, actsOn } of catalog)
      if (isOn(values) && (actsOn === "training" || actsOn === "predictions"))
        throw new Error(
          `${name}: a learner has no use for it; ${actsOn === "training" ? "stop calling train" : "call evaluateThinned"}, or use runTrials`,
        );
    this.net = buildNet(model, { input: data.shape, scale: data.scale, dropoutKind: values["dropoutKind"] as DropoutLayerKind });
    if (this.net.classes !== data.classes)
      throw new Error(`model ${model.name}: its last layer has ${this.net.classes} units, the data ${data.classes} classes`);
    refuseIdle(methods, { net: this.net }, values);
    for (const penalty of penalties) addPenalty(this.net, penalty);
    this.#trainer = new Trainer({
      net: this.net,
      optimizer,
      methods: values,
      batch,
      device: openDevice(device),
      examples: [data.train, data.test, roomLike(data.test)],
      seed,
    });
    this.#methods = values;
    this.#data = data;
    this.#batch = batch;
    this.#order = new ExampleOrder(data.heldOut, data.train.count - data.heldOut, seed);
  }

  /**
   * Changes options of the catalog's methods from here on: `{ dropout: 0.2 }`. What needs parts of its own in the net (soft sharing,
   * activity sparsity, gradient clipping) must have been on from the start; kinds and scopes stay. Throws a sentence otherwise.
   */
  set(methods: Readonly<Record<string, OptionValue>>): void {
    const values = methodValues({ ...this.#methods, ...methods });
    const isNew = ([name]: [string, OptionValue]) => String(values[name]) !== String(this.#methods[name]);
    const [idle] = idleOptions(Object.fromEntries(Object.entries(methods).filter(isNew)), { net: this.net }, values);
    if (idle) throw new Error(idleSentence(idle));
    for (const method of catalog) {
      if (!method.options.some(({ name }) => name in methods)) continue;
      const fixed = method.options.find(({ name, builtIn }) => builtIn && values[name] !== this.#methods[name]);
      if (fixed) throw new Error(`${fixed.name}: it is built into the net; make a new learner to change it`);
      if (!method.cells || ((method.attach || method.prepare) && !method.isOn(this.#methods) && method.isOn(values)))
        throw new Error(`${method.name}: it cannot be changed in a net that was made without it; make a new learner`);
      this.#trainer.setCells(method.cells(values, this.net));
    }
    this.#methods = values;
  }

  /** How many training steps have been made. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Makes training steps; gives the mean loss over them, penalties included. Throws when the loss is no number any more. */
  train(iterations: number): number {
    if (!Number.isInteger(iterations) || iterations < 1) throw new RangeError(`iterations: ${iterations} is not a whole number from 1`);
    this.#trainer.takeLoss();
    const indices = this.#order.take(this.#iteration * this.#batch, iterations * this.#batch);
    this.#trainer.train(TRAIN, indices, this.#iteration + 1);
    this.#iteration += iterations;
    const divergedAt = this.#trainer.divergedAt();
    if (divergedAt !== null) throw new Error(`the loss was no number at iteration ${divergedAt}; try a smaller learning rate, or max-norm`);
    return this.#trainer.takeLoss() / indices.length;
  }

  /** Mean loss and accuracy in [0, 1], without dropout. */
  evaluate(part: Part = "test"): { loss: number; accuracy: number } {
    if (!parts.includes(part)) throw new RangeError(`part: ${JSON.stringify(part)} is not ${parts.join(", ")}`);
    const { loss, accuracy } = this.#trainer.evaluate(part === "test" ? TEST : TRAIN, this.#indicesOf(part));
    return { loss, accuracy };
  }

  /** The test set by the averaged predictions of thinned nets (Monte-Carlo dropout), and by each of them. */
  evaluateThinned(samples: number): ThinnedNets {
    if (Number.isInteger(samples) && !drops(this.#methods, this.net))
      throw new Error("evaluateThinned: nothing is dropped, so all thinned nets are the whole net; call evaluate, or give dropout a rate");
    return averageThinnedNets(this.#trainer, TEST, this.#data.test.labels, this.#indicesOf("test"), samples);
  }

  /**
   * The probability of each class for new examples, [example][class]. `images` [example][feature] are numbers like those of the data:
   * bytes from 0 to 255 for images, standardized features for tables.
   */
  predict(images: ArrayLike<number>): Float64Array[] {
    const { features } = this.#data.test;
    if (images.length % features !== 0)
      throw new RangeError(`images: ${images.length} numbers are not a multiple of the ${features} of one example`);
    const all = Array.from(images);
    const rows: Float64Array[] = [];
    for (let first = 0; first < all.length; first += GIVEN_AT_ONCE * features) {
      const some = all.slice(first, first + GIVEN_AT_ONCE * features);
      this.#trainer.session.overwriteImages(GIVEN, some);
      const logits = this.#trainer.logits(
        GIVEN,
        Int32Array.from({ length: some.length / features }, (_, i) => i),
      );
      const probabilities = softmaxRows(logits, this.net.classes);
      for (let at = 0; at < probabilities.length; at += this.net.classes) rows.push(probabilities.slice(at, at + this.net.classes));
    }
    return rows;
  }

  /** All learned tensors, in the order of the layers. */
  weights(): Weights[] {
    return this.net.graph.parameters.map((parameter) => ({
      name: parameter.name,
      shape: parameter.shape,
      values: this.#trainer.read(parameter),
    }));
  }

  /** Replaces the values of a learned tensor. */
  setWeights(name: string, values: ArrayLike<number>): void {
    const parameter = this.net.graph.parameters.find((candidate) => candidate.name === name);
    if (!parameter) throw new Error(`${name}: this net has ${this.net.graph.parameters.map((known) => known.name).join(", ")}`);
    if (values.length !== size(parameter.shape))
      throw new RangeError(`${name}: ${values.length} values are not the ${size(parameter.shape)} that it has`);
    this.#trainer.write(parameter, values);
  }

  /** Everything to continue from later, in a learner of the same options, with the same digits as without a break. */
  checkpoint(): { iteration: number; state: Checkpoint } {
    return { iteration: this.#iteration, state: this.#trainer.checkpoint() };
  }

  restore(checkpoint: { iteration: number; state: Checkpoint }): void {
    const { iteration, state } = checkpoint ?? {};
    if (!(state instanceof Float64Array) || !Number.isInteger(iteration))
      throw new TypeError("restore: that is no checkpoint; give what checkpoint() gave, kept with structuredClone, not as JSON");
    this.#trainer.restore(state);
    this.#iteration = iteration;
  }

  #indicesOf(part: Part): Int32Array {
    const { train, test, heldOut } = this.#data;
    const [from, to] = { test: [0, test.count], heldOut: [0, heldOut], train: [heldOut, train.count] }[part] as [number, number];
    return Int32Array.from({ length: to - from }, (_, i) => from + i);
  }
}

/** The weight decay of an optimizer that has one. Throws a sentence where another is given beside it. */
function decayOf({ decay }: MakeOptimizer, { weightDecay }: Readonly<Record<string, OptionValue>>): { weightDecay?: number } {
  if (decay?.given && weightDecay !== undefined && weightDecay !== decay.strength)
    throw new Error(`weightDecay: ${weightDecay} is given beside the optimizer's, ${decay.strength}; give one of the two`);
  return decay ? { weightDecay: decay.strength } : {};
}

function addPenalty(net: Net, { name, strength, on = "kernels", of }: Penalty): void {
  const { graph } = net;
  const kernels = graph.parameters.filter(({ role }) => role === "kernel");
  const cell = graph.cell(`strength of ${name}`, strength);
  const tensors = on === "kernels" ? kernels : net.activations.map(({ output }) => output);
  if (!tensors.some(({ trainable }) => trainable))
    throw new Error(
      `penalty ${name}: this net has no ${on === "kernels" ? "kernel" : "hidden activation layer behind weights"} for it to act on`,
    );
  for (const tensor of tensors) {
    const value = of(tensor, operations(graph));
    if (!value?.shape)
      throw new TypeError(`penalty ${name}: it gives ${JSON.stringify(value)}, no tensor; compose one of the operations it is given`);
    if (size(value.shape) !== 1 || value.batched)
      throw new Error(
        `penalty ${name}: it gives ${value.batched ? "a value for each example" : "several values"}; end with ops.sum of a tensor, after ops.batchMean for activations`,
      );
    graph.apply("addToLoss", [value, cell, net.losses], {});
  }
}

/** An empty data set for some examples like these. */
function roomLike({ images, features }: ByteExamples): ByteExamples {
  const length = GIVEN_AT_ONCE * features;
  const room = images instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  return { images: room, labels: new Uint8Array(GIVEN_AT_ONCE), features, count: GIVEN_AT_ONCE };
}
