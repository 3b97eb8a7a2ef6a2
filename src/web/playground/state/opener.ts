import { batch } from "@preact/signals";
import { type Address, readAddress } from "../settings/address.ts";
import type { Settings } from "../settings/settings.ts";
import { latest, type Timeline } from "../settings/timeline.ts";
import type { Arrival } from "./arrival.ts";
import type { Keeper } from "./keeper.ts";
import type { Kept } from "./kept.ts";
import type { LabState } from "./labState.ts";
import type { Pair } from "./pair.ts";

interface OpenerParts {
  readonly state: LabState;
  readonly pair: Pair;
  readonly keeper: Keeper;
  readonly arrival: Arrival;
  /** Forgets what was measured of nets that are no more. */
  forget(): void;
  /** Shows where both are; with their score, too. */
  lookNow(how?: { readonly isScore: boolean }): Promise<void>;
}

/** Opens what an address says, or what was kept last: from where it was kept, else by training again. */
export class Opener {
  readonly #parts: OpenerParts;
  #isStopped = false;
  /** Each opening has the next number: what is done for an older one ends. */
  #newest = 0;
  #asked: Omit<Address, "view"> | undefined;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** What is being opened: its address until its nets are where that says. */
  get asked(): Omit<Address, "view"> | undefined {
    return this.#asked;
  }

  /** Ends a training that is done again. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Whether something else was opened since this was called. */
  olderThanNow(): () => boolean {
    const turn = this.#newest;
    return () => turn !== this.#newest;
  }

  /** What stands behind `#`; nothing stands for what was kept last, and a plan for what was kept of it. */
  goTo(hash: string, { isPlan = false } = {}): Promise<boolean> {
    return this.#inTurn(async (isOld) => {
      const { state, keeper } = this.#parts;
      state.notices.value = []; // they were of what was shown before
      const text = hash.replace(/^#/, "");
      const { address, problems } = readAddress(text);
      for (const problem of problems) state.say("trouble", problem);
      this.#asks(address);
      const kept = await keeper.kept();
      const isKept = kept && (text === "" || (isPlan && isOfPlan(kept, address.timeline)));
      const asked = isKept ? { ...address, timeline: kept.timeline, step: kept.step, numerics: kept.numerics } : address;
      if (!isOld()) await this.#begin(asked, kept, isOld);
    });
  }

  /** New nets with these settings, whatever is being opened; false where something else was opened meanwhile. */
  anew(start: Settings): Promise<boolean> {
    return this.#inTurn(async (isOld) => {
      this.#asks({ timeline: { start, changes: [] }, step: 0, view: this.#parts.state.view.value });
      await this.#open(start, isOld);
      if (!isOld()) await this.#parts.keeper.keepByItself();
    });
  }

  async #inTurn(work: (isOld: () => boolean) => Promise<void>): Promise<boolean> {
    this.#newest++;
    const isOld = this.olderThanNow();
    const { isOpening, isReturning, replay } = this.#parts.state;
    replay.value = undefined;
    this.#isStopped = false;
    isOpening.value = true;
    isReturning.value = false;
    try {
      await work(isOld);
    } finally {
      if (!isOld()) {
        isOpening.value = isReturning.value = false;
        this.#asked = undefined;
      }
    }
    return !isOld();
  }

  /** Makes both nets, once what they need is here. */
  async #open(start: Settings, isOld: () => boolean): Promise<void> {
    const { state, pair, arrival, forget, lookNow } = this.#parts;
    await arrival.labels();
    await arrival.needed(start, isOld);
    if (isOld()) return;
    try {
      state.faces.value = await pair.open(start);
    } catch (error) {
      state.faces.value = undefined;
      throw error;
    }
    arrival.begin();
    forget();
    await lookNow();
  }

  #asks({ timeline, step, numerics }: Address): void {
    const { settings, isReturning } = this.#parts.state;
    this.#asked = { timeline, step, ...(numerics !== undefined && { numerics }) };
    settings.value = latest(timeline);
    isReturning.value = step > 0;
  }

  async #begin(asked: Address, kept: Kept | undefined, isOld: () => boolean): Promise<void> {
    const { timeline, step, view, numerics } = asked;
    const { state, keeper } = this.#parts;
    state.view.value = view;
    this.#asks(asked);
    await this.#open(timeline.start, isOld);
    if (isOld()) return;
    this.#leaveOutMissingUnits();
    if (step === 0) return keeper.keepByItself();
    const own = state.faces.value?.a.numerics;
    if (numerics && numerics !== own)
      state.say(
        "trouble",
        `This state was made with the bits "${numerics}", and this browser computes with "${own}": the same seed gives other digits here, so what follows is not the same to the last digit.`,
      );
    if (kept && kept.numerics === own && leadsTo(kept, timeline, step)) await this.#restore(kept, timeline, isOld);
    if (!isOld()) await this.#trainTo(timeline, step, isOld);
  }

  /** An address may take units away that this net has not. */
  #leaveOutMissingUnits(): void {
    const { state } = this.#parts;
    const counts = state.faces.value?.a.removable ?? [];
    const { byHand } = state.view.value;
    const isThere = ([list, unit]: readonly [number, number]) => unit < (counts[list] ?? 0);
    for (const place of byHand) if (!isThere(place)) state.say("trouble", `gone: this net has no unit ${place.join(".")}: it is left out.`);
    if (!byHand.every(isThere)) state.view.value = { ...state.view.value, byHand: byHand.filter(isThere) };
  }

  /** Goes on from what was kept, or from the start where that cannot be. */
  async #restore(kept: Kept, timeline: Timeline, isOld: () => boolean): Promise<void> {
    const { state, pair } = this.#parts;
    try {
      await pair.restore(kept.timeline, kept.places);
      batch(() => {
        state.scores.value = kept.scores;
        state.losses.value = kept.losses;
        state.film.value = kept.film;
      });
    } catch {
      await this.#open(timeline.start, isOld);
      state.say("trouble", "What this browser kept does not fit: the twins are trained again from the start.");
    }
  }

  async #trainTo(timeline: Timeline, step: number, isOld: () => boolean): Promise<void> {
    const { state, pair, keeper } = this.#parts;
    if (pair.step < step) state.replay.value = { step: pair.step, to: step };
    await pair.replay(
      timeline,
      step,
      (at) => {
        if (!isOld()) state.replay.value = { step: at, to: step };
      },
      () => this.#isStopped || isOld(),
    );
    if (isOld()) return;
    state.replay.value = undefined;
    state.settings.value = latest(pair.timeline);
    if (pair.step < step) state.say("word", `Stopped at step ${pair.step} of the ${step} that the address asks for.`);
    await this.#parts.lookNow({ isScore: true });
    await keeper.keepByItself();
  }
}

/** Whether what was kept is of a plan, with another seed or another share of wrong labels for all that. */
function isOfPlan({ timeline }: Kept, { start }: Timeline): boolean {
  const { shared } = timeline.start;
  const planned = { ...start, shared: { ...start.shared, seed: shared.seed, labelNoise: shared.labelNoise } };
  return timeline.changes.length === 0 && JSON.stringify(timeline.start) === JSON.stringify(planned);
}

/** Whether what was kept is on the way to a step of a timeline. */
function leadsTo(kept: Kept, { start, changes }: Timeline, step: number): boolean {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const done = kept.timeline.changes.length;
  return (
    kept.step <= step &&
    same(kept.timeline.start, start) &&
    same(kept.timeline.changes, changes.slice(0, done)) &&
    changes.slice(done).every((change) => change.step >= kept.step)
  );
}
