import { limitTraining } from "#data";
import type { Device } from "#engine";
import { runTrial, type TrialConfig, type TrialResult } from "#train";
import type { SharedSettings } from "../settings/settings.ts";
import { Digits, type Part } from "./digits.ts";
import { type Lies, liesOf } from "./lies.ts";
import { type RawLogits, rawLogitsOf, sightUnderMask, type WishedMasks } from "./rawLogits.ts";
import type { Activity, Inside, LossRecord, NetFace, Removed, Score, Shown, Sight, UnitWeights } from "./seen.ts";
import { activityOf, answersOf, insideOf, sightOf, unitWeightsOf, votesOf } from "./sights.ts";
import { Twin, type TwinMake, type TwinPlace } from "./twin.ts";

/** One stretch of training lasts about this long; between two of them other questions are answered. */
const STRETCH_MS = 24;

/** How far a stretch of training went. */
export interface Advance {
  readonly step: number;
  readonly records: readonly LossRecord[];
  /** The iteration at which the loss was no number. */
  readonly divergedAt: number | null;
  /** Whether images are missing that come next. */
  readonly waits: boolean;
}

/** What a twin's worker does for its page. Calls are done one after the other. */
export class TwinHost {
  readonly #device: Promise<Device>;
  readonly #rest: () => Promise<void>;
  readonly #clock: () => number;
  #digits: Digits | undefined;
  #twin: Twin | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #callLength = 1;
  #target = 0;
  #isTrialStopped = false;

  /** `rest` lets waiting messages in. */
  constructor(device: Promise<Device>, rest: () => Promise<void>, clock: () => number) {
    this.#device = device;
    this.#rest = rest;
    this.#clock = clock;
  }

  /** All labels; images may come later. */
  async labels(labels: { readonly [part in Part]: Uint8Array }): Promise<void> {
    this.#digits = new Digits(labels);
  }

  /** The next bytes of a file of images. */
  images(part: Part, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#twin) await this.#twin.take(part, bytes);
      else this.#digits?.take(part, bytes);
    });
  }

  /** Makes the net, or another one; throws the sentence of a model or a value that cannot be. */
  open(make: TwinMake): Promise<NetFace> {
    return this.#inTurn(async () => {
      const device = await this.#device;
      if (!this.#digits) throw new Error("labels first");
      this.#twin = new Twin(device, this.#digits, make);
      await this.#twin.trainer.session;
      this.#callLength = 1;
      return this.#twin.face();
    });
  }

  /** Trains up to step `to`, or as far as images are there, or until `halt`. */
  async advance(to: number): Promise<Advance> {
    this.#target = to;
    const records: LossRecord[] = [];
    let waits = false;
    let divergedAt = await this.#inTurn(() => this.#own().trainer.divergedAt());
    for (;;) {
      const went = await this.#inTurn(async () => {
        const twin = this.#own();
        const left = Math.min(this.#target, to) - twin.step;
        if (left <= 0 || divergedAt !== null) return false;
        const steps = twin.stepsAtHand(Math.min(this.#callLength, left, twin.untilRecord()));
        if (steps === 0) {
          waits = true;
          return false;
        }
        const start = this.#clock();
        const record = await twin.train(steps);
        divergedAt = await twin.trainer.divergedAt();
        const elapsed = this.#clock() - start;
        this.#callLength = Math.max(1, Math.min(100, Math.round((steps * STRETCH_MS) / Math.max(elapsed, 0.01))));
        if (record) records.push(record);
        return true;
      });
      if (!went) break;
      await this.#rest();
    }
    return { step: this.#own().step, records, divergedAt, waits };
  }

  /** Ends the training that runs, at the end of its stretch. */
  async halt(): Promise<void> {
    this.#target = 0;
  }

  /** From the next step on; gives the net where it is a new one, or built anew. */
  change(make: TwinMake): Promise<NetFace> {
    return this.#inTurn(async () => {
      const twin = this.#own();
      await twin.change(make);
      await twin.trainer.session;
      return twin.face();
    });
  }

  score(most?: number): Promise<Score> {
    return this.#inTurn(() => this.#own().score(most));
  }

  sight(shown: Shown, removed: Removed, isWhole = false): Promise<Sight> {
    return this.#inTurn(() => sightOf(this.#own(), shown, removed, isWhole));
  }

  answers(images: number, removed: Removed): Promise<Uint8Array> {
    return this.#inTurn(() => answersOf(this.#own(), images, removed));
  }

  votes(shown: Shown, nets: number, removed: Removed): Promise<Float32Array> {
    return this.#inTurn(() => votesOf(this.#own(), shown, nets, removed));
  }

  rawLogits(images: Int32Array, masks: WishedMasks): Promise<RawLogits> {
    return this.#inTurn(() => rawLogitsOf(this.#own(), images, masks));
  }

  sightUnderMask(shown: Shown, masks: WishedMasks): Promise<Sight> {
    return this.#inTurn(() => sightUnderMask(this.#own(), shown, masks));
  }

  lies(most: number): Promise<Lies | null> {
    return this.#inTurn(() => liesOf(this.#own(), most));
  }

  inside(): Promise<Inside> {
    return this.#inTurn(() => insideOf(this.#own()));
  }

  activity(): Promise<Activity> {
    return this.#inTurn(() => activityOf(this.#own()));
  }

  unitWeights(stage: number, unit: number): Promise<UnitWeights | null> {
    return this.#inTurn(() => unitWeightsOf(this.#own(), stage, unit));
  }

  place(): Promise<TwinPlace> {
    return this.#inTurn(() => this.#own().place());
  }

  goTo(place: TwinPlace): Promise<void> {
    return this.#inTurn(() => this.#own().goTo(place));
  }

  /** Runs a trial of the small experiment, with the held-out images of MNIST; null where it was stopped. */
  async trial(
    config: TrialConfig,
    limits: Pick<SharedSettings, "trainExamples" | "labelNoise">,
    heldOut: { readonly images: Uint8Array; readonly labels: Uint8Array },
    tell: (iteration: number) => void,
  ): Promise<TrialResult | null> {
    const device = await this.#device;
    if (!this.#digits) throw new Error("labels first");
    this.#isTrialStopped = false;
    const data = limitTraining(this.#digits.whole(heldOut), limits);
    const trial = runTrial(config, data, device, undefined, this.#clock);
    for (;;) {
      const step = await trial.next();
      if (step.done) return step.value.result;
      tell(step.value.iteration);
      await this.#rest();
      if (this.#isTrialStopped) return null;
    }
  }

  async stopTrial(): Promise<void> {
    this.#isTrialStopped = true;
  }

  #own(): Twin {
    if (!this.#twin) throw new Error("there is no net yet");
    return this.#twin;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
