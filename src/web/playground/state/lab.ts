import { batch } from "@preact/signals";
import { arrived } from "../../site/page/arrived.ts";
import { type View, writeAddress } from "../settings/address.ts";
import { problemsOf } from "../settings/settingFields.ts";
import { defaultSettings, needsNewNets, type Settings, sharedWords, type TwinName } from "../settings/settings.ts";
import { changed, latest } from "../settings/timeline.ts";
import { differences } from "../settings/twinDifferences.ts";
import type { Caller } from "../twin/calls.ts";
import { parts } from "../twin/digits.ts";
import { Arrival } from "./arrival.ts";
import { type Both, both } from "./both.ts";
import type { DigitFiles } from "./digitFiles.ts";
import { Keeper } from "./keeper.ts";
import { LAST } from "./kept.ts";
import { LabState } from "./labState.ts";
import { LookBook } from "./lookBook.ts";
import { isFilmed, isScored } from "./looks.ts";
import { Opener } from "./opener.ts";
import { Pair, type Speed } from "./pair.ts";
import type { SmallVerdict } from "./smallExperiment.ts";
import { unlessStopped } from "./unlessStopped.ts";

/** What the page does: two twins in their workers, the images that they are trained on, and what is kept of them. */
export class Lab {
  readonly state = new LabState();
  readonly #callers: Both<Caller>;
  readonly #files: DigitFiles;
  readonly #pair: Pair;
  readonly #book: LookBook;
  readonly #keeper: Keeper;
  readonly #arrival: Arrival;
  readonly #opener: Opener;
  #wanted: Settings | undefined;
  #isSmallStopped = false;
  #changing: Promise<void> | undefined;

  /** Keeps by itself where the twins are, under a name; without one only `keep` does. */
  constructor(callers: Both<Caller>, files: DigitFiles, { keptAs = LAST }: { readonly keptAs?: string | null } = {}) {
    this.#callers = callers;
    this.#files = files;
    this.#book = new LookBook(
      this.state,
      (twin) => this.ask(twin),
      () => this.show(this.state.view.value),
    );
    this.#pair = new Pair(callers, defaultSettings, {
      recorded: (twin, record) => {
        this.state.losses.value = {
          ...this.state.losses.value,
          [twin]: [...this.state.losses.value[twin].filter(({ step }) => step < record.step), record],
        };
      },
      look: async (twin, step) => {
        await this.#book.look(twin, step);
        this.#keeper.keepNowAndThen(step);
      },
      mustLook: (step) => isScored(step) || isFilmed(step),
      isWatched: () => !document.hidden,
      moved: (steps, waits, perSecond) =>
        batch(() => {
          this.state.steps.value = steps;
          this.state.waits.value = waits;
          if (!Number.isNaN(perSecond)) this.state.perSecond.value = perSecond;
        }),
      diverged: (twin, step) => {
        this.state.isRunning.value = false;
        this.state.say(
          "diverged",
          `The loss of twin ${twin.toUpperCase()} is no number from step ${step} on: it learns no more. Lower the learning rate and restart.`,
        );
        void this.#trying(() => this.#scoreHeld());
      },
      trouble: (sentence) => {
        this.state.isRunning.value = false;
        this.state.say("trouble", sentence);
      },
    });
    this.#keeper = new Keeper(this.state, this.#pair, keptAs);
    this.#arrival = new Arrival(files, this.state, {
      giveLabels: async (labels) => void (await both((twin) => this.#callers[twin].ask("labels", [labels]))),
      give: (part, bytes) =>
        void this.#trying(() => both((twin) => this.#callers[twin].ask("images", [part, bytes])).then(() => this.#pair.imagesCame())),
      seeAgain: (isAll) => void this.#trying(() => (isAll && !this.state.isRunning.value ? this.#scoreHeld() : this.#book.lookAgain())),
      trouble: ({ message }) => this.state.say("trouble", message),
    });
    this.#opener = new Opener({
      ...{ state: this.state, pair: this.#pair, keeper: this.#keeper, arrival: this.#arrival },
      forget: () => this.#forget(),
      lookNow: (how) => this.#lookNow(how),
    });
  }

  /** Fetches the images and opens what the address says, or what was kept last; of a `plan` what was kept of it, with any seed. */
  start(hash: string, how?: { readonly isPlan: boolean }): Promise<void> {
    return this.#trying(() => this.#opener.goTo(hash, how));
  }

  /** Opens another address. */
  async open(hash: string): Promise<void> {
    if (this.state.faces.value) await this.pause();
    await this.#trying(() => this.#opener.goTo(hash));
  }

  /** Other settings, from the next step on or of new nets. Settings that cannot be are said and left. */
  change(settings: Settings): void {
    if (this.state.isReturning.value) return; // what is trained again is as the address says
    const problems = problemsOf(settings);
    if (problems.length) {
      for (const problem of problems) this.state.say("trouble", problem);
      return;
    }
    this.state.settings.value = settings;
    if (!this.state.faces.value || this.state.isOpening.value) {
      void this.#trying(() => this.#opener.anew(settings));
      return;
    }
    this.#wanted = settings;
    this.#changing ??= this.#changeWanted().finally(() => {
      this.#changing = undefined;
    });
  }

  /** Both begin again, with a seed. */
  restart(seed = this.state.settings.value.shared.seed): void {
    const { settings, isRunning } = this.state;
    const start = { ...settings.value, shared: { ...settings.value.shared, seed } };
    void this.#trying(async () => {
      const wasRunning = isRunning.value;
      if (!(await this.#opener.anew(start))) return;
      this.state.say("word", `New nets with seed ${seed}: both begin again, with the same weights.`);
      if (wasRunning) this.run();
    });
  }

  run(): void {
    if (this.state.isExperimenting.value) return;
    this.state.isRunning.value = true;
    void this.#trying(async () => {
      await this.#changing;
      await this.#pair.setSpeed(this.state.speed.value);
      if (this.state.isRunning.value) this.#pair.run();
    });
  }

  async pause(): Promise<void> {
    this.state.isRunning.value = false;
    this.state.isPausing.value = true;
    this.#opener.stop();
    await this.#trying(async () => {
      await this.#pair.pause();
      await this.#scoreHeld();
    });
    this.state.isPausing.value = false;
  }

  async stepOnce(): Promise<void> {
    if (this.state.isExperimenting.value) return;
    this.state.isRunning.value = false;
    await this.#trying(() => this.#pair.stepOnce());
  }

  setSpeed(speed: Speed): void {
    this.state.speed.value = speed;
    void this.#trying(() => this.#pair.setSpeed(speed));
  }

  /** Another image, units taken away or given back: shown at once. */
  see(change: Partial<View>): void {
    this.show({ ...this.state.view.value, ...change });
  }

  show(view: View): void {
    this.state.view.value = view;
    // at full speed both are looked at where they next come to the same step
    if (this.state.isRunning.value && this.state.speed.value === "full") this.#pair.lookSoon();
    else if (this.state.faces.value) void this.#trying(() => this.#book.lookAgain());
  }

  /** Keeps where both are, for the playground to go on from. */
  keep(): Promise<void> {
    return this.#trying(() => this.#keeper.keep(LAST));
  }

  /** What follows `#` in the address of this state. */
  address(): string {
    const { faces, step, view, settings } = this.state;
    const numerics = faces.value?.a.numerics;
    // a change that still waits for images is the newest
    const done = this.#pair.timeline;
    const timeline = this.#changing ? changed(done, step.value, settings.value) : done;
    const isNew = needsNewNets(done.start.shared, timeline.start.shared).length > 0;
    const here = { timeline, step: isNew ? 0 : step.value, ...(numerics && { numerics }) };
    return writeAddress({ ...(this.#opener.asked ?? here), view: view.value });
  }

  /** What both are trained with from the start; what was changed on the way is in the address. */
  born(): Settings {
    return (this.#opener.asked?.timeline ?? this.#pair.timeline).start;
  }

  /** Whether the twins were trained otherwise than one another at any time. */
  haveDiffered(): boolean {
    const { start, changes } = this.#pair.timeline;
    const sites = this.state.faces.value?.a.sites;
    const all = [start, ...changes.map(({ settings }) => settings)];
    return this.state.step.peek() > 0 && all.some((settings) => differences(settings, sites).length > 0);
  }

  /** Says that the twins answer no more, and why. */
  lost(why: string): void {
    this.state.isRunning.value = false;
    this.state.isGone.value = true;
    this.state.say("trouble", `A twin's worker is gone: ${why}. Load the page again; what was kept is still there.`);
  }

  /** Asks one twin something beside its training. */
  ask(twin: TwinName): Caller["ask"] {
    return (method, given, how) => this.#callers[twin].ask(method, given, how);
  }

  /** Runs the small experiment of these settings in the twins' workers; undefined where it was stopped. */
  async runSmall(settings: Settings, tell: (share: number) => void): Promise<SmallVerdict | undefined> {
    this.#isSmallStopped = false;
    const isStopped = () => this.#isSmallStopped;
    this.state.isExperimenting.value = true;
    try {
      await this.pause();
      const { runSmall } = await arrived(import("./smallExperiment.ts"));
      const numerics = this.state.faces.value?.a.numerics ?? "";
      for (const part of parts) await this.#arrival.all(part, isStopped);
      if (isStopped()) return undefined;
      const heldOut = await unlessStopped(this.#files.heldOut(), isStopped);
      return heldOut && (await runSmall(settings, { callers: this.#callers, numerics, heldOut, tell, isStopped }));
    } finally {
      this.state.isExperimenting.value = false;
    }
  }

  async stopSmall(): Promise<void> {
    this.#isSmallStopped = true;
    await both((twin) => this.#callers[twin].ask("stopTrial", []));
  }

  /** Does something while both hold at the same step. */
  held<T>(work: () => Promise<T>): Promise<T> {
    return this.#pair.held(work);
  }

  async #changeWanted(): Promise<void> {
    const isOld = this.#opener.olderThanNow();
    await this.#trying(async () => {
      for (let wanted = this.#wanted; wanted; wanted = this.#wanted) {
        this.#wanted = undefined;
        await this.#arrival.needed(wanted, () => this.#wanted !== undefined || isOld());
        if (isOld()) return; // something else was opened
        if (this.#wanted) continue; // something else is wanted by now
        const before = latest(this.#pair.timeline);
        const isNew = needsNewNets(before.shared, wanted.shared);
        this.state.faces.value = await this.#pair.change(wanted);
        if (isNew.length) {
          this.#forget();
          this.state.say(
            "word",
            `New nets with seed ${wanted.shared.seed}, since ${isNew.map((name) => sharedWords[name]).join(" and ")} changed: both begin again, with the same weights.`,
          );
        }
        this.state.settings.value = this.#wanted ?? wanted;
        await this.#lookNow();
        if (isNew.length) await this.#keeper.keepByItself();
      }
    });
  }

  /** What both show where they hold. */
  #lookNow(how: { readonly isScore?: boolean } = {}): Promise<void> {
    return this.#pair.held(async () => {
      const { step } = this.#pair;
      await both((twin) => this.#book.look(twin, step, how));
    });
  }

  async #scoreHeld(): Promise<void> {
    await this.#lookNow({ isScore: this.#pair.step > 0 });
    await this.#keeper.keepByItself();
  }

  #forget(): void {
    this.state.forget();
    this.#book.forget();
  }

  async #trying(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.state.isRunning.value = false;
      this.state.say("trouble", (error as Error).message);
    }
  }
}
