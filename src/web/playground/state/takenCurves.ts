import { effect, signal } from "@preact/signals";
import type { TwinName } from "../settings/settings.ts";
import type { TakenPoint } from "../twin/seen.ts";
import { type Both, both } from "./both.ts";
import type { Lab } from "./lab.ts";
import { WALL } from "./labState.ts";
import { removedUnits } from "./removal.ts";

export const DRAWS = 10;
const SHARES = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];

/** What each twin knows without a growing share of its units, as far as one has asked: measured while both hold, and forgotten when they go on. */
export class TakenCurves {
  readonly curves = signal<Both<readonly TakenPoint[]>>({ a: [], b: [] });
  readonly #lab: Lab;
  #of = "";
  #upTo = 0;
  #isMeasuring = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    effect(() => {
      const { step, settings, isRunning } = lab.state;
      const of = `${step.value} ${JSON.stringify(settings.value)} ${isRunning.value}`;
      if (of !== this.#of && this.curves.peek().a.length) this.curves.value = { a: [], b: [] };
      this.#of = of;
      if (!isRunning.value && this.#upTo > 0) void this.#measure();
    });
  }

  /** Measures up to this share, in percent, unless it has been. */
  measure(upTo: number): void {
    this.#upTo = Math.max(this.#upTo, upTo);
    void this.#measure();
  }

  async #measure(): Promise<void> {
    const { isRunning, faces, replay, labels } = this.#lab.state;
    if (this.#isMeasuring || isRunning.value || replay.value || !faces.value) return;
    this.#isMeasuring = true;
    const of = this.#of;
    try {
      for (const share of SHARES.slice(this.curves.peek().a.length)) {
        if (share > this.#upTo + 10) return;
        const counts = faces.value.a.removable;
        const { seed } = this.#lab.state.settings.value.shared;
        const draws = share === 0 ? 1 : DRAWS;
        const found: { [twin in TwinName]: number[] } = { a: [], b: [] };
        for (let draw = 0; draw < draws; draw++) {
          const removed = removedUnits(counts, seed, { taken: share, draw, byHand: [] });
          const answers = await both((twin) => this.#lab.ask(twin)("answers", [WALL, removed]));
          if (of !== this.#of) return;
          for (const twin of ["a", "b"] as const) found[twin].push(shareRight(answers[twin], labels.value));
        }
        const { a, b } = this.curves.peek();
        this.curves.value = { a: [...a, pointOf(share, found.a)], b: [...b, pointOf(share, found.b)] };
      }
    } catch {
      // whoever ended says so; there is no curve then
    } finally {
      this.#isMeasuring = false;
      if (of !== this.#of) void this.#measure();
    }
  }
}

/** In [0, 1]. */
export const shareRight = (answers: Uint8Array, labels: Uint8Array): number =>
  answers.reduce((right, answer, i) => right + Number(answer === labels[i]), 0) / Math.max(1, answers.length);

const pointOf = (percent: number, shares: readonly number[]): TakenPoint => ({
  share: percent / 100,
  mean: shares.reduce((sum, share) => sum + share, 0) / shares.length,
  low: Math.min(...shares),
  high: Math.max(...shares),
});
