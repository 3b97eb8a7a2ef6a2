import { type Settings, type TwinName, twinNames } from "../settings/settings.ts";
import { changed, latest, type Timeline } from "../settings/timeline.ts";
import type { Caller } from "../twin/calls.ts";
import type { Advance } from "../twin/host.ts";
import type { NetFace } from "../twin/seen.ts";
import type { TwinPlace } from "../twin/twin.ts";
import { type Both, both } from "./both.ts";
import type { PairHooks } from "./pairHooks.ts";
import { Sleepers } from "./sleepers.ts";

/** One step in two seconds, two steps a second, or as fast as the machine can. */
export type Speed = "slow" | "watch" | "full";
const pauseOf: { readonly [speed in Exclude<Speed, "full">]: number } = { slow: 2000, watch: 500 };
/** Images that one twin has reach the other within about this, in milliseconds. */
const IMAGES_SOON = 100;
/** At full speed neither twin is further ahead than two of these steps. */
const BLOCK = 20;
/** At full speed one looks no more often than this, in milliseconds. */
const LOOK_EVERY = 500;

/**
 * Two twins that train side by side, each in its worker. What is asked of a pair is done in turn; training goes on meanwhile until it must
 * hold. Wherever it holds, both have done the same steps.
 */
export class Pair {
  readonly #callers: Both<Caller>;
  readonly #hooks: PairHooks;
  readonly #clock: () => number;
  #timeline: Timeline;
  #steps: { [twin in TwinName]: number } = { a: 0, b: 0 };
  #isRunning = false;
  #speed: Speed = "watch";
  #loop: Promise<void> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();
  #lastLook = Number.NEGATIVE_INFINITY;
  readonly #decided = new Map<number, boolean>();
  /** Until images came, or the other twin. */
  readonly #waiting = new Sleepers();
  /** For a while, unless both are to hold. */
  readonly #resting = new Sleepers();
  #isHolding = false;
  #isLooping = false;
  #began = { at: 0, step: 0 };

  constructor(callers: Both<Caller>, start: Settings, hooks: PairHooks, clock = () => performance.now()) {
    this.#callers = callers;
    this.#timeline = { start, changes: [] };
    this.#hooks = hooks;
    this.#clock = clock;
  }

  get timeline(): Timeline {
    return this.#timeline;
  }
  get isRunning(): boolean {
    return this.#isRunning;
  }
  get step(): number {
    return Math.min(this.#steps.a, this.#steps.b);
  }

  /** Makes both nets anew. */
  open(settings: Settings): Promise<Both<NetFace>> {
    return this.held(async () => {
      this.#timeline = { start: settings, changes: [] };
      const faces = await both((twin) => this.#callers[twin].ask("open", [{ shared: settings.shared, own: settings[twin] }]));
      this.#at(0);
      return faces;
    });
  }

  /** From the next step on both are trained with these settings. New nets begin at step 0. */
  change(settings: Settings): Promise<Both<NetFace>> {
    return this.held(async () => {
      const { step } = this;
      const timeline = changed(this.#timeline, step, settings);
      const isNew = timeline.changes.length === 0 && timeline.start !== this.#timeline.start && step > 0;
      const faces = await both((twin) => this.#callers[twin].ask("change", [{ shared: settings.shared, own: settings[twin] }]));
      this.#timeline = timeline;
      if (isNew) this.#at(0);
      return faces;
    });
  }

  /** Goes on from where both were kept; the nets are those of the timeline. */
  restore(timeline: Timeline, places: Both<TwinPlace>): Promise<void> {
    return this.held(async () => {
      const settings = latest(timeline);
      await both((twin) => this.#callers[twin].ask("open", [{ shared: settings.shared, own: settings[twin] }]));
      await both((twin) => this.#callers[twin].ask("goTo", [places[twin]]));
      this.#timeline = timeline;
      this.#at(places.a.step);
    });
  }

  /** Trains from where both are on this timeline up to `step`, as it says; `tell` hears how far it is. Ends early where `stop` says so. */
  replay(timeline: Timeline, step: number, tell: (step: number) => void, stop: () => boolean): Promise<void> {
    return this.held(async () => {
      for (const { settings, step: from } of [{ step: 0, settings: timeline.start }, ...timeline.changes]) {
        await this.#advanceBoth(Math.min(step, from), tell, stop);
        if (stop()) return;
        const isDone = from === 0 || this.#timeline.changes.some((change) => change.step === from);
        if (!isDone && from <= step) {
          await both((twin) => this.#callers[twin].ask("change", [{ shared: settings.shared, own: settings[twin] }]));
          this.#timeline = changed(this.#timeline, from, settings);
        }
      }
      await this.#advanceBoth(step, tell, stop);
    });
  }

  /** Where both are; they hold meanwhile. */
  places(): Promise<Both<TwinPlace>> {
    return this.held(() => both((twin) => this.#callers[twin].ask("place", [])));
  }

  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#inTurn(async () => this.#begin());
  }

  /** Both stop at the same step. */
  async pause(): Promise<void> {
    this.#isRunning = false;
    await this.held(async () => {});
  }

  setSpeed(speed: Speed): Promise<void> {
    return this.held(async () => {
      this.#speed = speed;
    });
  }

  /** One step of both. */
  async stepOnce(): Promise<void> {
    this.#isRunning = false;
    await this.held(() => this.#stepBoth());
  }

  /** Looks at the next step that both come to at full speed. */
  lookSoon(): void {
    this.#lastLook = Number.NEGATIVE_INFINITY;
  }

  /** Images came: whoever waits for them looks again. */
  imagesCame(): void {
    this.#waiting.wake();
  }

  /** Works in turn, while both hold at the same step; training goes on behind it if it did before. */
  held<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      this.#isHolding = true;
      this.#waiting.wake();
      this.#resting.wake();
      await both((twin) => this.#callers[twin].ask("halt", []));
      await this.#loop;
      await this.#align();
      this.#isHolding = false;
      try {
        return await work();
      } finally {
        if (this.#isRunning) this.#begin();
      }
    });
  }

  #begin(): void {
    if (!this.#isRunning || this.#isLooping) return;
    this.#isLooping = true;
    this.#began = { at: this.#clock(), step: this.step };
    const loops = this.#speed === "full" ? [this.#runFull("a"), this.#runFull("b")] : [this.#runSlowly(pauseOf[this.#speed])];
    this.#loop = Promise.all(loops)
      .then(
        () => {},
        (error: Error) => this.#stop(error),
      )
      .finally(() => {
        this.#isLooping = false;
      });
  }

  #stop(error: Error): void {
    this.#isRunning = false;
    this.#waiting.wake();
    this.#hooks.trouble(error.message);
  }

  get #goesOn(): boolean {
    return this.#isRunning && !this.#isHolding;
  }

  async #runFull(twin: TwinName): Promise<void> {
    const other = twin === "a" ? "b" : "a";
    while (this.#goesOn) {
      const target = BLOCK * (Math.floor(this.#steps[twin] / BLOCK) + 1);
      if (this.#steps[other] < target - 2 * BLOCK) {
        await this.#waiting.sleep();
        continue;
      }
      const { waits, divergedAt } = await this.#go(twin, target);
      if (divergedAt !== null) return;
      if (waits && this.#goesOn) await this.#waiting.sleep();
    }
  }

  /** Trains one up to a step at the end of its block or before it, and looks where one has to. */
  async #go(twin: TwinName, target: number): Promise<Advance> {
    const went = await this.#callers[twin].ask("advance", [target]);
    this.#heard(twin, went);
    if (went.step === target && target % BLOCK === 0 && this.#isLookedAt(target)) await this.#hooks.look(twin, target);
    return went;
  }

  async #runSlowly(pause: number): Promise<void> {
    while (this.#goesOn) {
      const start = this.#clock();
      await this.#stepBoth();
      const left = pause - (this.#clock() - start);
      if (left > 0 && this.#goesOn) await this.#resting.sleep(left);
    }
  }

  async #stepBoth(): Promise<void> {
    const target = this.step + 1;
    const went = await both((twin) => this.#callers[twin].ask("advance", [target]));
    for (const twin of twinNames) this.#heard(twin, went[twin]);
    if (went.a.step === target && went.b.step === target) await both((twin) => this.#hooks.look(twin, target));
    else if (went.a.waits || went.b.waits) await this.#resting.sleep(200);
  }

  /** Who is behind comes up: after it both have done the same steps. */
  async #align(): Promise<void> {
    const furthest = Math.max(this.#steps.a, this.#steps.b);
    for (const twin of twinNames)
      while (this.#steps[twin] < furthest) {
        const { waits, divergedAt } = await this.#go(twin, Math.min(furthest, BLOCK * (Math.floor(this.#steps[twin] / BLOCK) + 1)));
        if (divergedAt !== null) return;
        // the other had them already: they are on their way
        if (waits) await this.#waiting.sleep(IMAGES_SOON);
      }
    this.#decided.clear();
  }

  async #advanceBoth(to: number, tell: (step: number) => void, stop: () => boolean): Promise<void> {
    while (this.step < to && !stop()) {
      const target = Math.min(to, BLOCK * (Math.floor(this.step / BLOCK) + 1));
      const went = await both((twin) => this.#callers[twin].ask("advance", [target]));
      for (const twin of twinNames) this.#heard(twin, went[twin]);
      if (went.a.waits || went.b.waits) await this.#resting.sleep(200);
      if (went.a.divergedAt !== null || went.b.divergedAt !== null) return;
      if (this.step === target && this.#hooks.mustLook(target)) await both((twin) => this.#hooks.look(twin, target));
      tell(this.step);
    }
  }

  #heard(twin: TwinName, { step, records, divergedAt, waits }: Advance): void {
    for (const record of records) this.#hooks.recorded(twin, record);
    const hasMoved = this.#steps[twin] !== step;
    this.#steps[twin] = step;
    if (divergedAt !== null) {
      this.#isRunning = false;
      this.#hooks.diverged(twin, divergedAt);
    }
    const seconds = (this.#clock() - this.#began.at) / 1000;
    this.#hooks.moved({ ...this.#steps }, waits, seconds > 0.5 ? Math.max(0, (this.step - this.#began.step) / seconds) : Number.NaN);
    // two that wait for images would keep waking each other
    if (hasMoved || divergedAt !== null) this.#waiting.wake();
  }

  /** Whether one looks at a step; the twin that comes first decides for both. */
  #isLookedAt(step: number): boolean {
    const known = this.#decided.get(step);
    if (known !== undefined) {
      this.#decided.delete(step);
      return known;
    }
    const isDue = this.#hooks.isWatched() && this.#clock() - this.#lastLook >= LOOK_EVERY;
    if (isDue) this.#lastLook = this.#clock();
    const looks = isDue || this.#hooks.mustLook(step);
    this.#decided.set(step, looks);
    return looks;
  }

  #at(step: number): void {
    this.#steps = { a: step, b: step };
    this.#decided.clear();
    this.#hooks.moved({ ...this.#steps }, false, Number.NaN);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
