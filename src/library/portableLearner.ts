import { type ImageDataset, type PixelRange, pixelRange, readingOf, stubOf } from "#data";
import { checkNames, type Device, definedFields, type Numbers, numericsOf, type Parameter, shown, size } from "#engine";
import { buildNet, checkClasses, type Net, withClasses } from "#nn";
import { adam } from "#optim";
import { drops, type MethodOptions, type MethodValues, methodValues, refuseIdle, refuseWithoutMethod } from "#regularize";
import { averageThinnedNets, ExampleOrder, type ThinnedNets, Trainer } from "#train";
import {
  fillTensors,
  givenImages,
  givenNumbers,
  givenOptions,
  type ImageScale,
  type OptimizerAccount,
  predictedRows,
  readTensors,
  restingOptimizer,
  roomLike,
  type SavedNet,
} from "#trained";
import { addPenalty } from "./addPenalty.ts";
import { changedMethods, givenMethods } from "./changedMethods.ts";
import { checkContinuation } from "./checkContinuation.ts";
import { decayOf, givenDecay, placeIn, withoutDecay } from "./decayOf.ts";
import { checkLearner, checkLoad, type Devices, type LearnerOptions, type LoadOptions, refuseUnused } from "./learnerOptions.ts";
import { type LearnerCheckpoint, NetState, ownCheckpoint } from "./netState.ts";
import { AccountedOptimizer } from "./optimizerAccount.ts";
import { indicesOf, type Part } from "./part.ts";
import { accountOf, type NetAccount, type WholeAccount } from "./savedHeader.ts";
import { type TableAnswers, tableAnswers } from "./tableAnswers.ts";
import { Turns } from "./turns.ts";
import type { Weights } from "./weights.ts";

const [TRAIN, TEST, GIVEN] = [0, 1, 2];
/** So many steps of training go to the device at once, and no more examples than this. */
const [STEPS_AT_ONCE, EXAMPLES_AT_ONCE] = [1000, 1e6];
const MOST_ITERATIONS = 1e9;

/**
 * A net that learns from a data set. The same options give the same numbers. Its device is opened when it is first needed; what is asked
 * is done in the order in which it was asked, whether one waits for it or not. Node and browsers each have one with their devices and files.
 */
export class PortableLearner<DeviceName extends string> {
  readonly net: Net;
  readonly #trainer: Trainer;
  readonly #state: NetState;
  readonly #turns = new Turns();
  /** What a file says of the net, as it is now. */
  readonly #account: () => Promise<WholeAccount>;
  readonly #data: ImageDataset;
  readonly #order: ExampleOrder;
  readonly #batch: number;
  #methods: MethodValues;
  /** What the net was made with, whose parts stay in it. */
  readonly #madeWith: MethodValues;
  #rate: number | undefined; // the learning rate, where it is one number
  #iteration = 0;
  /** As the file says them that it was loaded from: the test examples may be others now. */
  #pixels: PixelRange | undefined;
  /** Of one that was loaded without its data: what its file says and holds, with all digits, though its device may have fewer. */
  #alone: { readonly account: NetAccount; readonly tensors: Map<string, Numbers> } | undefined;

  /** Throws a sentence where the model, the data and the methods do not fit together. */
  constructor(options: LearnerOptions<DeviceName>, devices: Devices<DeviceName>) {
    const { model: parsed, data, methods, penalties, optimizer, batch, seed, device } = checkLearner(options);
    const model = withClasses(parsed, data.classes);
    const given = definedFields(methods);
    const values = methodValues({ ...decayOf(optimizer, given), ...given });
    refuseUnused(values);
    this.net = buildNet(model, { input: data.shape, scale: data.scale, dropoutKind: values.dropoutKind });
    checkClasses(this.net, data.classes, `model ${model.name}`);
    refuseIdle({ ...givenDecay(optimizer), ...methods }, placeIn(this.net, optimizer.rate), values);
    refuseWithoutMethod(given, { net: this.net }, values);
    const added = penalties.map((penalty) => addPenalty(this.net, penalty));
    devices.check(device);
    let opened: Promise<Device> | undefined;
    const open = () => (opened ??= devices.open(device));
    const accounted = new AccountedOptimizer(optimizer);
    this.#trainer = new Trainer({
      net: this.net,
      optimizer: accounted.make,
      methods: values,
      batch,
      device: { open: async (cells, examples) => (await open()).open(cells, examples) },
      examples: [data.train, data.test, roomLike(data.test)],
      seed,
    });
    [this.#methods, this.#madeWith, this.#rate] = [values, values, optimizer.rate];
    this.#data = data;
    this.#batch = batch;
    this.#order = new ExampleOrder(data.heldOut, data.train.count - data.heldOut, seed);
    const accountAs = (numerics: string, optimizer: OptimizerAccount) =>
      accountOf(model, data, { penalties: added, seed, batch, numerics, optimizer, pixels: this.#pixels });
    this.#account = async () => accountAs(numericsOf(await open()), accounted.accountAt(this.#iteration));
    // what a state is of asks no schedule: one that a user wrote may count how often it is asked
    this.#state = new NetState(this.#trainer, values, () => {
      const optimizer = { ...accounted.lasting, decay: undefined };
      const { data, ...others } = accountAs("", { ...accounted.lasting, coming: {}, schedule: "" });
      return JSON.stringify({ ...others, data: { ...data, pixels: undefined, table: undefined }, numerics: undefined, optimizer });
    });
  }

  /** What `Learner.load` does with a net that was read; `make` makes a learner on its devices. */
  protected static async from<Name extends string, Own extends PortableLearner<Name>>(
    { header, tensors }: SavedNet,
    file: string,
    options: LoadOptions<Name>,
    make: (options: LearnerOptions<Name>) => Own,
  ): Promise<Own> {
    const { model, methods, madeWith = methods, seed, batch, iteration } = header;
    const { data, optimizer = adam(), penalties = [], device = "auto", changed = false } = checkLoad(options);
    const isAlone = data === undefined;
    const learner = make({
      ...{ model, methods: madeWith, seed, batch, penalties, device },
      data: isAlone ? stubOf(header.data) : data,
      optimizer: isAlone ? restingOptimizer(header.optimizer?.slots ?? []) : withoutDecay(optimizer, methods, header.optimizer?.decay),
    });
    if (!isAlone) learner.#rate = optimizer.rate;
    learner.#iteration = isAlone || header.optimizer ? iteration : 0; // a new optimizer counts its steps from 1
    if (header.madeWith) await learner.#change(methodValues(methods));
    if (!isAlone) {
      const account = await learner.#account();
      checkContinuation(file, header, account, changed);
      if (account.data.training === header.data.training) learner.#pixels = header.data.pixels;
    } else learner.#alone = { account: header, tensors: new Map(tensors) };
    await fillTensors(learner.#trainer, { header, tensors }, file);
    return learner;
  }

  /** The net as a file keeps it. Throws for a net that is no number. */
  protected kept(): Promise<SavedNet> {
    return this.#turns.after(async () => {
      const header = {
        ...(this.#alone?.account ?? (await this.#account())),
        methods: givenOptions(this.#methods),
        ...(this.#methods !== this.#madeWith && { madeWith: givenOptions(this.#madeWith) }),
        iteration: this.#iteration,
      };
      return { header, tensors: this.#alone ? new Map(this.#alone.tensors) : await readTensors(this.#trainer) };
    });
  }

  /**
   * Changes options of the catalog's methods from here on: `{ dropout: 0.2 }`; all that are given, or none. What needs parts of its
   * own in the net (soft sharing, activity sparsity, gradient clipping) must have been on when it was made; kinds and scopes stay.
   * Throws a sentence otherwise.
   */
  async set(methods: MethodOptions): Promise<void> {
    const given = givenMethods(methods);
    const place = () => ({ net: this.net, rate: this.#rate, methods: this.#methods, madeWith: this.#madeWith });
    return this.#turns.after(() => this.#change(changedMethods(given, place())));
  }

  /** To options that the net has the parts for. */
  async #change(values: MethodValues): Promise<void> {
    await this.#trainer.setMethods(values);
    this.#methods = values;
  }

  /** The options of all methods, as they are now. */
  get methods(): MethodOptions {
    return methodValues(this.#methods);
  }

  /** How many training steps have been made; after divergence, the last one that was. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Makes training steps; gives the mean loss over them, penalties included. Throws when the loss is no number any more. */
  train(iterations: number): Promise<number> {
    return this.#turns.after(() => this.#train(iterations));
  }

  async #train(iterations: number): Promise<number> {
    this.#needData("train");
    const left = MOST_ITERATIONS - this.#iteration;
    if (!Number.isInteger(iterations) || iterations < 1 || iterations > left)
      throw new RangeError(`iterations: ${shown(iterations)} is not a whole number from 1 to ${left}`);
    const before = await this.#trainer.divergedAt();
    if (before !== null)
      throw new Error(`the net is no number since iteration ${before}; restore a checkpoint from before it, or make a new learner`);
    await this.#trainer.takeLoss();
    const batch = this.#batch;
    const most = Math.max(1, Math.min(STEPS_AT_ONCE, Math.floor(EXAMPLES_AT_ONCE / batch)));
    let loss = 0;
    for (let done = 0; done < iterations; done += most) {
      const steps = Math.min(most, iterations - done);
      await this.#trainer.train(TRAIN, this.#order.take(this.#iteration * batch, steps * batch), this.#iteration + 1);
      const divergedAt = await this.#trainer.divergedAt();
      this.#iteration = divergedAt ?? this.#iteration + steps;
      if (divergedAt !== null)
        throw new Error(`the loss was no number at iteration ${divergedAt}; try a smaller learning rate, or max-norm`);
      loss += await this.#trainer.takeLoss();
    }
    return loss / (iterations * batch);
  }

  /**
   * Mean loss and accuracy in [0, 1], without dropout. A loss that is no number is the end of training where the net is the reason, and not
   * examples that are too large for it.
   */
  evaluate(part: Part = "test"): Promise<{ loss: number; accuracy: number }> {
    return this.#turns.after(() => this.#evaluate(part));
  }

  async #evaluate(part: Part): Promise<{ loss: number; accuracy: number }> {
    const indices = this.#indicesOf(part);
    const examples = part === "test" ? TEST : TRAIN;
    const { loss, accuracy } = await this.#trainer.evaluate(examples, indices);
    const next = () => this.#order.take(this.#iteration * this.#batch, this.#batch);
    const wasSound = async () => (await this.#trainer.divergedAt()) === null;
    if (!Number.isFinite(loss) && (await wasSound()) && (await this.#trainer.isBroken(TRAIN, next(), { examples, indices })))
      await this.#trainer.setDiverged(this.#iteration);
    return { loss, accuracy };
  }

  /** The test set by the averaged predictions of thinned nets (Monte-Carlo dropout), and by each of them. */
  evaluateThinned(samples: number): Promise<ThinnedNets> {
    return this.#turns.after(() => {
      if (Number.isInteger(samples) && !drops(this.#methods, this.net))
        throw new Error(
          "evaluateThinned: nothing is dropped, so all thinned nets are the whole net; call evaluate, or give dropout a rate",
        );
      return averageThinnedNets(this.#trainer, TEST, this.#data.test.labels, this.#indicesOf("test"), samples);
    });
  }

  /**
   * The probability of each class for new examples, [example][class]; of a net that was trained with the squared error its outputs, which
   * are no probabilities. `images` [example][feature] are numbers like those of the data: bytes from 0 to 255 for images, standardized
   * features for tables; `{ scale: "unit" }` takes pixels from 0 to 1, `{ scale: "raw" }` rows of a table as its file has them. Throws a
   * sentence for numbers outside of that range, and for a net that is no number.
   */
  async predict(images: ArrayLike<number>, options: { readonly scale?: ImageScale | undefined } = {}): Promise<Float64Array[]> {
    checkNames("predict", options, ["scale"]);
    const range = this.#alone ? this.#alone.account.data.pixels : (this.#pixels ?? pixelRange(this.#data));
    const given = givenImages(images, { data: this.#data, range, scale: options.scale });
    return this.#turns.after(() => predictedRows(this.#trainer, GIVEN, given, this.#data.test.features));
  }

  /**
   * The same for the rows of a table in the bytes of a file, which are read as those were that the net was trained on: the columns by name, the
   * writing of numbers, the words, the standardization; labels need not be there. Throws DataError for what cannot be read so.
   */
  async predictTable(bytes: Uint8Array, name = "the table"): Promise<TableAnswers> {
    const reading = this.#alone?.account.data ?? readingOf(this.#data);
    // what was not standardized is looked at as any numbers are
    return tableAnswers({ bytes, name, reading }, (numbers) => this.predict(numbers, reading.standardization && { scale: "data" }));
  }

  /** By label, where the data's labels stand for names. */
  get classNames(): readonly string[] | undefined {
    return this.#data.classNames?.slice();
  }

  /** All learned tensors, in the order of the layers. */
  weights(): Promise<Weights[]> {
    const read = async (one: Parameter) => ({ name: one.name, shape: [...one.shape], values: await this.#trainer.read(one) });
    return this.#turns.after(() => Promise.all(this.net.graph.parameters.map(read)));
  }

  /** Replaces the values of a learned tensor. Throws for another number of them, and for what is no number. */
  async setWeights(name: string, values: ArrayLike<number>): Promise<void> {
    const parameter = this.net.graph.parameters.find((candidate) => candidate.name === name);
    if (!parameter) throw new Error(`${shown(name)}: this net has ${this.net.graph.parameters.map((known) => known.name).join(", ")}`);
    const given = givenNumbers(name, values, { length: size(parameter.shape) });
    return this.#turns.after(async () => {
      await this.#trainer.write(parameter, given);
      this.#alone?.tensors.set(name, given);
      if ((await this.#trainer.divergedAt()) !== null) await this.#trainer.setDiverged(0); // the next step tells whether all is mended
    });
  }

  /** Everything to continue from later, in a learner of the same options, with the same digits as without a break. */
  checkpoint(): Promise<LearnerCheckpoint> {
    return this.#turns.after(() => {
      this.#needData("checkpoint");
      return this.#state.checkpoint(this.#iteration, this.#methods);
    });
  }

  /** Puts back a checkpoint, the options of methods too. Throws a sentence for what is none, or one of another net. */
  async restore(checkpoint: LearnerCheckpoint): Promise<void> {
    this.#needData("restore");
    const own = ownCheckpoint(checkpoint);
    return this.#turns.after(async () => {
      ({ methods: this.#methods, iteration: this.#iteration } = await this.#state.restore(own));
    });
  }

  #needData(what: string): void {
    if (this.#alone) throw new Error(`${what}: this net was loaded without its data; Learner.load(file, { data }) can ${what}`);
  }

  #indicesOf(part: Part): Int32Array {
    this.#needData("evaluate");
    return indicesOf(part, this.#data);
  }
}
