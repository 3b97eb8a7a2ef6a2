import { batch } from "@preact/signals";
import type { TwinName } from "../settings/settings.ts";
import { twinNames } from "../settings/settings.ts";
import type { Caller } from "../twin/calls.ts";
import type { Shown } from "../twin/seen.ts";
import { both } from "./both.ts";
import { type LabState, type Look, WALL } from "./labState.ts";
import { isFilmed, isScored } from "./looks.ts";

/** Collects what both twins show of a step, and shows it when both have theirs. */
export class LookBook {
  readonly #state: LabState;
  readonly #ask: (twin: TwinName) => Caller["ask"];
  readonly #looks: { readonly [twin in TwinName]: Map<number, Look> } = { a: new Map(), b: new Map() };
  #again: Promise<void> | undefined;
  #isAgainAsked = false;

  constructor(state: LabState, ask: (twin: TwinName) => Caller["ask"]) {
    this.#state = state;
    this.#ask = ask;
  }

  /** One twin's part of what is shown of a step; shown when both have theirs. */
  async look(twin: TwinName, step: number, { isScore = isScored(step) } = {}): Promise<void> {
    const ask = this.#ask(twin);
    const image = imageOf(this.#state.shown);
    // accuracies of a part of the test images would stand in the curves beside those of all
    const areAllHere = this.#state.arrived.value.test === 1;
    const [score, sight, answers, inside, activity] = await Promise.all([
      isScore && areAllHere ? ask("score", []) : undefined,
      ask("sight", [this.#state.shown, this.#state.removed.value]),
      ask("answers", [WALL, this.#state.removed.value]),
      ask("inside", []),
      ask("activity", []),
    ]);
    this.#looks[twin].set(step, { step, sight, image, answers, inside, activity, score });
    const [a, b] = [this.#looks.a.get(step), this.#looks.b.get(step)];
    if (!a || !b) return;
    for (const each of twinNames) for (const at of this.#looks[each].keys()) if (at <= step) this.#looks[each].delete(at);
    batch(() => {
      this.#state.look.value = { a, b };
      if (a.score && b.score)
        this.#state.scores.value = { a: upTo(this.#state.scores.value.a, a.score), b: upTo(this.#state.scores.value.b, b.score) };
      if (isFilmed(step))
        this.#state.film.value = { a: upTo(this.#state.film.value.a, a.inside), b: upTo(this.#state.film.value.b, b.inside) };
    });
  }

  /** The same step again, with another image or other units taken away; what is asked meanwhile is done once. */
  async lookAgain(): Promise<void> {
    this.#isAgainAsked = true;
    this.#again ??= (async () => {
      while (this.#isAgainAsked) {
        this.#isAgainAsked = false;
        const image = imageOf(this.#state.shown);
        const found = await both(async (twin) => {
          const ask = this.#ask(twin);
          const [sight, answers] = await Promise.all([
            ask("sight", [this.#state.shown, this.#state.removed.value]),
            ask("answers", [WALL, this.#state.removed.value]),
          ]);
          return { sight, answers, image };
        });
        const { value: look } = this.#state.look;
        if (look) this.#state.look.value = { a: { ...look.a, ...found.a }, b: { ...look.b, ...found.b } };
      }
    })().finally(() => {
      this.#again = undefined;
    });
    await this.#again;
  }

  forget(): void {
    for (const twin of twinNames) this.#looks[twin].clear();
  }
}

/** With one of a step at its place; what stands behind it is of another training. */
const upTo = <T extends { readonly step: number }>(all: readonly T[], one: T): readonly T[] => [
  ...all.filter(({ step }) => step < one.step),
  one,
];

const imageOf = (shown: Shown): number | undefined => ("test" in shown ? shown.test : undefined);
