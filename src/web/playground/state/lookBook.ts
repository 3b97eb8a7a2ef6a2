import { batch } from "@preact/signals";
import type { View } from "../settings/address.ts";
import type { TwinName } from "../settings/settings.ts";
import type { Caller } from "../twin/calls.ts";
import { TESTED } from "../twin/digits.ts";
import type { Removed, Shown } from "../twin/seen.ts";
import { both } from "./both.ts";
import { type LabState, type Look, WALL } from "./labState.ts";
import { isFilmed, isScored } from "./looks.ts";

/** What both twins are shown. */
interface Viewed {
  readonly view: View;
  readonly shown: Shown;
  readonly removed: Removed;
  /** The test image; undefined of a drawing. */
  readonly image: number | undefined;
  readonly isAway: boolean;
  readonly isWhole: boolean;
}

/** Collects what both twins show of a step, and shows it when both have theirs. */
export class LookBook {
  readonly #state: LabState;
  readonly #ask: (twin: TwinName) => Caller["ask"];
  readonly #onChanged: () => void;
  readonly #looks: { readonly [twin in TwinName]: Map<number, Look> } = { a: new Map(), b: new Map() };
  /** What is looked at in a step: the twin that comes first decides for both. */
  readonly #views = new Map<number, Viewed>();
  #again: Promise<void> | undefined;
  #isAgainAsked = false;

  /** `onChanged` hears that something else is to be seen than was shown last. */
  constructor(state: LabState, ask: (twin: TwinName) => Caller["ask"], onChanged: () => void) {
    this.#state = state;
    this.#ask = ask;
    this.#onChanged = onChanged;
  }

  /** One twin's part of what is shown of a step; shown when both have theirs, of the same image without the same units. */
  async look(twin: TwinName, step: number, { isScore = isScored(step) } = {}): Promise<void> {
    const ask = this.#ask(twin);
    const view = this.#views.get(step) ?? this.#viewNow();
    this.#views.set(step, view);
    const { shown, removed, image, isAway, isWhole } = view;
    // accuracies of a part of the test images would stand in the curves beside those of all
    const areAllHere = this.#state.arrived.value.test === 1;
    const [score, sight, answers, inside, activity] = await Promise.all([
      isScore && areAllHere ? ask("score", []) : undefined,
      ask("sight", [shown, removed, isWhole]),
      ask("answers", [WALL, removed]),
      ask("inside", []),
      ask("activity", []),
    ]);
    this.#looks[twin].set(step, { step, sight, image, isAway, answers, inside, activity, score });
    const [a, b] = [this.#looks.a.get(step), this.#looks.b.get(step)];
    if (!a || !b) return;
    for (const known of [this.#looks.a, this.#looks.b, this.#views]) for (const at of known.keys()) if (at <= step) known.delete(at);
    batch(() => {
      this.#state.look.value = { a, b };
      if (a.score && b.score)
        this.#state.scores.value = { a: upTo(this.#state.scores.value.a, a.score), b: upTo(this.#state.scores.value.b, b.score) };
      if (isFilmed(step))
        this.#state.film.value = { a: upTo(this.#state.film.value.a, a.inside), b: upTo(this.#state.film.value.b, b.inside) };
    });
    // what was changed meanwhile
    if (this.#state.view.value !== view.view) this.#onChanged();
  }

  /** The same step again, with another image or other units taken away; what is asked meanwhile is done once. */
  async lookAgain(): Promise<void> {
    this.#isAgainAsked = true;
    this.#again ??= (async () => {
      while (this.#isAgainAsked) {
        this.#isAgainAsked = false;
        const { shown, removed, image, isAway, isWhole } = this.#viewNow();
        const found = await both(async (twin) => {
          const ask = this.#ask(twin);
          const [sight, answers] = await Promise.all([ask("sight", [shown, removed, isWhole]), ask("answers", [WALL, removed])]);
          return { sight, answers, image, isAway };
        });
        const { value: look } = this.#state.look;
        // where a step came between, it is looked at by itself
        const areOfIt = look && found.a.sight.step === look.a.step && found.b.sight.step === look.b.step;
        if (areOfIt) this.#state.look.value = { a: { ...look.a, ...found.a }, b: { ...look.b, ...found.b } };
      }
    })().finally(() => {
      this.#again = undefined;
    });
    await this.#again;
  }

  #viewNow(): Viewed {
    const { shown } = this.#state;
    const image = "test" in shown ? shown.test : undefined;
    const isAway = image !== undefined && image >= Math.floor(TESTED * this.#state.arrived.value.test);
    return {
      view: this.#state.view.value,
      shown,
      removed: this.#state.removed.value,
      image,
      isAway,
      isWhole: this.#state.view.value.isWhole === true,
    };
  }

  forget(): void {
    for (const known of [this.#looks.a, this.#looks.b, this.#views]) known.clear();
  }
}

/** With one of a step at its place; what stands behind it is of another training. */
const upTo = <T extends { readonly step: number }>(all: readonly T[], one: T): readonly T[] => [
  ...all.filter(({ step }) => step < one.step),
  one,
];
