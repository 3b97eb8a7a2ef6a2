import { effect, signal } from "@preact/signals";
import { type Both, both } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";
import { WALL } from "../state/labState.ts";
import type { Lies } from "../twin/lies.ts";

/** What a pair knew by heart at a step. */
export interface LiesPoint {
  readonly step: number;
  readonly byHeart: Both<number>;
}

/** Asks both twins what they know by heart of wrong labels whenever they are looked at. */
export class LiesBook {
  /** Of the last look; null where no label is wrong. */
  readonly lies = signal<Both<Lies> | null>(null);
  readonly points = signal<readonly LiesPoint[]>([]);
  readonly #lab: Lab;
  #isAsking = false;
  #isAskedAgain = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    effect(() => {
      if (lab.state.look.value) void this.#ask();
      else this.points.value = [];
    });
  }

  async #ask(): Promise<void> {
    this.#isAskedAgain = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        const [a, b] = Object.values(await both((twin) => this.#lab.ask(twin)("lies", [WALL])));
        if (!a || !b) {
          this.lies.value = null;
          this.points.value = [];
          continue;
        }
        const step = Math.max(a.step, b.step);
        this.lies.value = { a, b };
        this.points.value = [...this.points.value.filter((point) => point.step < step), { step, byHeart: { a: a.byHeart, b: b.byHeart } }];
      }
    } catch {
      // whoever ended says so
    } finally {
      this.#isAsking = false;
    }
  }
}
