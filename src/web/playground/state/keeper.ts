import { type Kept, keep, readKept } from "./kept.ts";
import type { LabState } from "./labState.ts";
import type { Pair } from "./pair.ts";

/** Kept that often while the twins train, in milliseconds; places of more bytes only when they hold. */
const [KEEP_EVERY, MOST_KEPT_OFTEN] = [3000, 2e7];
/** Numbers of a film that is kept, too. */
const MOST_FILM = 1e6;

/** Keeps where both twins are, so that nothing is lost when the page is loaded again. */
export class Keeper {
  readonly #state: LabState;
  readonly #pair: Pair;
  readonly #key: string | null;
  #keptAt = 0;
  #hasSaid = false;

  /** Under `key` it keeps by itself; without one it does when it is told to. */
  constructor(state: LabState, pair: Pair, key: string | null) {
    this.#state = state;
    this.#pair = pair;
    this.#key = key;
  }

  /** While they train, now and then; nets of which that would be too much are kept where they hold. */
  keepNowAndThen(step: number): void {
    const { look, replay, faces } = this.#state;
    if (!this.#key || performance.now() - this.#keptAt < KEEP_EVERY || look.value?.a.step !== step || replay.value) return;
    if (8 * (faces.value?.a.parameters ?? 0) <= MOST_KEPT_OFTEN) void this.keep(this.#key).catch(() => undefined);
  }

  /** What was kept last; of twins that are not kept by themselves nothing is taken up. */
  async kept(): Promise<Kept | undefined> {
    return this.#key ? readKept(this.#key) : undefined;
  }

  /** Where both hold. */
  async keepByItself(): Promise<void> {
    if (this.#key) await this.keep(this.#key);
  }

  /** Keeps where both are under a name. */
  async keep(key: string): Promise<void> {
    this.#keptAt = performance.now();
    const numerics = this.#state.faces.value?.a.numerics;
    if (!numerics || this.#state.replay.value) return;
    const places = await this.#pair.places();
    const { scores, losses, film } = this.#state;
    const numbers = film.value.a.reduce((sum, { filters }) => sum + (filters?.values.length ?? 0), 0);
    const isKept = await keep(
      {
        ...{ timeline: this.#pair.timeline, step: places.a.step, numerics, places, scores: scores.value, losses: losses.value },
        film: numbers <= MOST_FILM ? film.value : { a: [], b: [] },
      },
      key,
    );
    if (isKept || this.#hasSaid) return;
    this.#hasSaid = true;
    this.#state.say(
      "trouble",
      "This browser keeps nothing for the page (private, full or refused): loaded again it trains anew what its address says.",
    );
  }
}
