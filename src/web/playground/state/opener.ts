import { batch } from "@preact/signals";
import { type Address, readAddress } from "../settings/address.ts";
import { latest, type Timeline } from "../settings/timeline.ts";
import type { Keeper } from "./keeper.ts";
import type { Kept } from "./kept.ts";
import type { LabState } from "./labState.ts";
import type { Pair } from "./pair.ts";

interface OpenerParts {
  readonly state: LabState;
  readonly pair: Pair;
  readonly keeper: Keeper;
  /** Makes new nets of the start of a timeline. */
  open(timeline: Timeline): Promise<void>;
  /** Shows where both are. */
  lookNow(): Promise<void>;
}

/** Opens what an address says, or what was kept last: from where it was kept, else by training again. */
export class Opener {
  readonly #parts: OpenerParts;
  #isStopped = false;
  /** Each address that is opened has the next number: what is done for an older one ends. */
  #newest = 0;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** Ends a training that is done again. */
  stop(): void {
    this.#isStopped = true;
  }

  /** What stands behind `#`; nothing stands for what was kept last. */
  async goTo(hash: string): Promise<void> {
    const { state, keeper } = this.#parts;
    const turn = ++this.#newest;
    this.#isStopped = false;
    state.notices.value = []; // they were of what was shown before
    const text = hash.replace(/^#/, "");
    const { address, problems } = readAddress(text);
    for (const problem of problems) state.say("trouble", problem);
    const kept = await keeper.kept();
    const asked = text === "" && kept ? { ...address, timeline: kept.timeline, step: kept.step, numerics: kept.numerics } : address;
    await this.#begin(asked, kept, () => turn !== this.#newest);
  }

  async #begin({ timeline, step, view, numerics }: Address, kept: Kept | undefined, isOld: () => boolean): Promise<void> {
    const { state, keeper } = this.#parts;
    if (isOld()) return;
    state.view.value = view;
    await this.#parts.open({ start: timeline.start, changes: [] });
    if (isOld()) return;
    if (step === 0) return keeper.keepByItself();
    const own = state.faces.value?.a.numerics;
    if (numerics && numerics !== own)
      state.say(
        "trouble",
        `This state was made with the bits "${numerics}", and this browser computes with "${own}": the same seed gives other digits here, so what follows is not the same to the last digit.`,
      );
    if (kept && kept.numerics === own && leadsTo(kept, timeline, step)) await this.#restore(kept, timeline);
    if (!isOld()) await this.#trainTo(timeline, step, isOld);
  }

  /** Goes on from what was kept, or from the start where that cannot be. */
  async #restore(kept: Kept, timeline: Timeline): Promise<void> {
    const { state, pair } = this.#parts;
    try {
      await pair.restore(kept.timeline, kept.places);
      batch(() => {
        state.scores.value = kept.scores;
        state.losses.value = kept.losses;
        state.film.value = kept.film;
      });
    } catch {
      await this.#parts.open({ start: timeline.start, changes: [] });
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
        state.replay.value = { step: at, to: step };
      },
      () => this.#isStopped || isOld(),
    );
    if (isOld()) return;
    state.replay.value = undefined;
    state.settings.value = latest(pair.timeline);
    if (pair.step < step) state.say("word", `Stopped at step ${pair.step} of the ${step} that the address asks for.`);
    await this.#parts.lookNow();
    await keeper.keepByItself();
  }
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
