import type { ImageDataset } from "#data";
import { type ByteExamples, type Device, type Numbers, numericsOf, parameterCount, size } from "#engine";
import { type DropoutSite, type Net, outputActivation } from "#nn";
import { momentumSchedule, optimizerTable } from "#optim";
import { ratesOfSites } from "#regularize";
import { ExampleOrder, hiddenUnits, Trainer } from "#train";
import { methodsOf, netOf, trialSeed } from "../settings/netOf.ts";
import { needsNewNets, type SharedSettings, type TwinSettings } from "../settings/settings.ts";
import type { SiteFace } from "../settings/twinDifferences.ts";
import { type Digits, FEATURES } from "./digits.ts";
import { type Stage, stagesOf } from "./netStages.ts";
import type { LossRecord, NetFace, Score } from "./seen.ts";

/** The loss is recorded so often, as `droplab run` does unless asked for otherwise. */
export const RECORD_EVERY = 100;
export const [TRAIN, TEST, OWN] = [0, 1, 2];

/** What a twin is made with: its own settings and those that it shares. */
export interface TwinMake {
  readonly shared: SharedSettings;
  readonly own: TwinSettings;
}

/** Where a twin is, to go on from. */
export interface TwinPlace {
  readonly step: number;
  /** Training examples that it has seen, which is where it is in their order, and those of them since the last record. */
  readonly seen: number;
  readonly sinceRecord: number;
  readonly state: Numbers;
}

/**
 * One of the two nets, on a device: trains step by step with the digits of `droplab run`, while what it is trained with may change. Its
 * methods must be called one after the other.
 */
export class Twin {
  readonly digits: Digits;
  readonly #device: Device;
  #make: TwinMake;
  #trainer: Trainer;
  #stages: Stage[];
  #order: ExampleOrder;
  #rows: Int32Array | undefined;
  #examples: ByteExamples;
  #wrongLabels: ImageDataset["wrongLabels"];
  #step = 0;
  #seen = 0;
  /** Examples that the sum of the loss is of. */
  #sinceRecord = 0;

  constructor(device: Device, digits: Digits, make: TwinMake) {
    this.#device = device;
    this.digits = digits;
    this.#make = make;
    ({ examples: this.#examples, rows: this.#rows, wrongLabels: this.#wrongLabels } = digits.trainingData(make.shared));
    this.#order = this.#newOrder();
    this.#trainer = this.#newTrainer();
    this.#stages = stagesOf(this.#trainer.net);
  }

  get step(): number {
    return this.#step;
  }
  get make(): TwinMake {
    return this.#make;
  }
  get net(): Net {
    return this.#trainer.net;
  }
  get trainer(): Trainer {
    return this.#trainer;
  }
  get stages(): readonly Stage[] {
    return this.#stages;
  }
  /** Of the trial that it is. */
  get seed(): number {
    return trialSeed(this.#make.shared);
  }

  /** What it is trained on. */
  get examples(): ByteExamples {
    return this.#examples;
  }
  /** Which of its examples have a wrong label; undefined where none was made wrong. */
  get wrongLabels(): ImageDataset["wrongLabels"] {
    return this.#wrongLabels;
  }

  /** The rate of each dropout layer, in the order of the net. */
  rates(dropout = this.#make.own.dropout): number[] {
    return ratesOfSites(methodsOf({ ...this.#make.own, dropout }), this.net.dropouts);
  }

  /** How many steps it could do with the images that are here. */
  stepsAtHand(most: number): number {
    if (this.#rows === undefined) return this.digits.isWhole ? most : 0;
    const arrived = this.digits.arrived("train");
    if (arrived === this.#examples.count) return most;
    const { batch } = this.#make.shared;
    const needed = this.#take(most * batch);
    const missing = needed.findIndex((row) => row >= arrived);
    return missing < 0 ? most : Math.floor(missing / batch);
  }

  /** Trains so many steps, none of which crosses a record; gives the record where one is reached. The images must be at hand. */
  async train(steps: number): Promise<LossRecord | undefined> {
    const { batch } = this.#make.shared;
    await this.#trainer.train(TRAIN, this.#take(steps * batch), this.#step + 1);
    this.#step += steps;
    this.#seen += steps * batch;
    this.#sinceRecord += steps * batch;
    if (this.#step % RECORD_EVERY) return undefined;
    const loss = (await this.#trainer.takeLoss()) / this.#sinceRecord;
    this.#sinceRecord = 0;
    return { step: this.#step, loss };
  }

  /** How many steps are left to the next record. */
  untilRecord(): number {
    return RECORD_EVERY - (this.#step % RECORD_EVERY);
  }

  /** New images of a file, for the device too. */
  async take(part: "train" | "test", bytes: Uint8Array): Promise<void> {
    const first = this.digits.take(part, bytes);
    const last = this.digits.arrived(part);
    if (part === "train" && this.#rows === undefined) return;
    const session = await this.#trainer.session;
    await session.overwriteImages(
      part === "train" ? TRAIN : TEST,
      this.digits.images[part].subarray(FEATURES * first, FEATURES * last),
      FEATURES * first,
    );
  }

  /** From the next step on it is trained with these; gives whether it is a new net, which begins again. */
  async change(make: TwinMake): Promise<boolean> {
    const before = this.#make;
    this.#make = make;
    if (needsNewNets(before.shared, make.shared).length) {
      ({ examples: this.#examples, rows: this.#rows, wrongLabels: this.#wrongLabels } = this.digits.trainingData(make.shared));
      this.#order = this.#newOrder();
      this.#rebuild();
      [this.#step, this.#seen, this.#sinceRecord] = [0, 0, 0];
      return true;
    }
    const isSameProgram =
      before.shared.batch === make.shared.batch &&
      before.own.dropoutKind === make.own.dropoutKind &&
      before.own.maxNormScope === make.own.maxNormScope;
    if (!isSameProgram) {
      const { state, ...place } = await this.place();
      this.#rebuild();
      await this.goTo({ ...place, state });
    }
    await this.#trainer.setMethods(methodsOf(make.own));
    return false;
  }

  /** All that it goes on from. */
  async place(): Promise<TwinPlace> {
    return { step: this.#step, seen: this.#seen, sinceRecord: this.#sinceRecord, state: await this.#trainer.checkpoint() };
  }

  /** Goes on from a place of a net like this. */
  async goTo({ step, seen, sinceRecord, state }: TwinPlace): Promise<void> {
    await this.#trainer.restore(state);
    await this.#trainer.setMethods(methodsOf(this.#make.own));
    [this.#step, this.#seen, this.#sinceRecord] = [step, seen, sinceRecord];
  }

  /** Does something to the net, and puts back what it was: training does not notice. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    const kept = await this.#trainer.snapshot();
    try {
      return await work();
    } finally {
      await this.#trainer.restore(kept);
    }
  }

  /** Without dropout, on the test images that are here, or on the first of them; some must be. */
  async score(most = Number.POSITIVE_INFINITY): Promise<Score> {
    const images = Math.min(most, this.digits.arrived("test"));
    const indices = Int32Array.from({ length: images }, (_, i) => i);
    const { loss, accuracy, highestLogits } = await this.aside(() => this.#trainer.evaluate(TEST, indices));
    return { step: this.#step, accuracy, loss, images, highestLogits };
  }

  /** What it is, for the page. */
  face(): NetFace {
    const { net } = this;
    const lists = hiddenUnits(net);
    const { model } = this.#make.shared;
    const ownLogits = typeof model === "string" ? undefined : (outputActivation(model) ?? "linear");
    const listOf = ({ name, kind, shape }: Stage) => {
      const units = kind === "maps" || kind === "units" ? (shape[0] as number) : 0;
      const layer = lists.findIndex(({ layers, count }) => layers.includes(name) && count === units);
      return layer < 0 ? undefined : layer;
    };
    return {
      stages: this.#stages.map((stage) => {
        const { name, kind, shape, activation, kernel, from, masked, window, hasBetween } = stage;
        const removable = listOf(stage);
        return {
          ...{ name, kind, shape, from },
          ...(activation && { activation }),
          ...(window && { window }),
          ...(hasBetween && { hasBetween }),
          ...(kernel && { kernel: kernel.shape }),
          ...(masked && { dropout: { kind: masked.site.kind } }),
          ...(removable !== undefined && { removable }),
        };
      }),
      parameters: parameterCount(net.graph),
      classes: net.classes,
      reluLogits: net.reluLogits,
      ...(ownLogits && { ownLogits }),
      removable: lists.map(({ count }) => count),
      sites: net.dropouts.map((site) => ({
        rate: site.rate,
        on: this.#placeOf(site),
        maps: site.maps,
        ...(site.ownKind && { kind: site.kind }),
      })),
      numerics: numericsOf(this.#device),
      simd: this.#device.simd,
    };
  }

  #placeOf(site: DropoutSite): NonNullable<SiteFace["on"]> {
    const kind = this.#stages.find(({ sites }) => sites?.includes(site))?.kind;
    if (kind === "logits") return "scores";
    return kind === "input" || (!kind && site.rate === "input") ? "pixels" : "hidden";
  }

  #take(count: number): Int32Array {
    const examples = this.#order.take(this.#seen, count);
    const rows = this.#rows;
    return rows ? examples.map((example) => rows[example] as number) : examples;
  }

  #newOrder(): ExampleOrder {
    return new ExampleOrder(0, this.#examples.count, this.seed);
  }

  #rebuild(): void {
    this.#trainer = this.#newTrainer();
    this.#stages = stagesOf(this.#trainer.net);
  }

  #newTrainer(): Trainer {
    const { shared, own } = this.#make;
    const { images, labels } = this.digits;
    const test = { images: images.test, labels: labels.test, features: FEATURES, count: labels.test.length };
    const drawn = { images: new Uint8Array(FEATURES), labels: new Uint8Array(1), features: FEATURES, count: 1 };
    return new Trainer({
      net: netOf(shared, own),
      optimizer: optimizerTable.adam.make(() => this.#make.shared.learningRate, momentumSchedule(0)),
      methods: methodsOf(own),
      batch: shared.batch,
      device: this.#device,
      examples: [this.#examples, test, drawn],
      seed: this.seed,
      observed: (net) => stagesOf(net).flatMap(({ tensor, masked }) => [tensor, ...(masked ? [masked.tensor] : [])]),
    });
  }
}

/** Numbers of one lane of what a Program gives, [unit][lane]. */
export const laneOf = (values: Numbers, lanes: number, shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: size(shape) }, (_, unit) => values[unit * lanes] as number);
