import { batch, computed, signal } from "@preact/signals";
import { defaultView, type View } from "../settings/address.ts";
import { defaultSettings, type Settings } from "../settings/settings.ts";
import { FEATURES, TESTED } from "../twin/digits.ts";
import type { Activity, Inside, LossRecord, NetFace, Score, Shown, Sight } from "../twin/seen.ts";
import type { Both } from "./both.ts";
import type { Speed } from "./pair.ts";
import { removedUnits } from "./removal.ts";

/** Test images of the walls, from the first. */
export const WALL = 240;

/** What one twin shows of one step. */
export interface Look {
  readonly step: number;
  readonly sight: Sight;
  /** The test image that is seen; undefined of a drawing. */
  readonly image: number | undefined;
  /** The image is on its way: what is seen is of none. */
  readonly isAway: boolean;
  readonly answers: Uint8Array;
  readonly inside: Inside;
  readonly activity: Activity;
  readonly score: Score | undefined;
}

/** A sentence for the reader; `trouble` where something cannot be done. */
export interface Notice {
  readonly kind: "word" | "trouble" | "images" | "diverged";
  readonly text: string;
}

/** Everything that the page shows, as signals. */
export class LabState {
  readonly settings = signal<Settings>(defaultSettings);
  readonly view = signal<View>(defaultView);
  readonly faces = signal<Both<NetFace> | undefined>(undefined);
  readonly steps = signal<Both<number>>({ a: 0, b: 0 });
  readonly step = computed(() => Math.min(this.steps.value.a, this.steps.value.b));
  readonly isRunning = signal(false);
  /** Until the nets of an address are made, and trained to its step. */
  readonly isOpening = signal(false);
  /** Until both hold at one step, and are scored there. */
  readonly isPausing = signal(false);
  /** While the small experiment has the workers. */
  readonly isExperimenting = signal(false);
  readonly speed = signal<Speed>("full");
  /** Steps a second of the pair; not a number before it is known. */
  readonly perSecond = signal(Number.NaN);
  /** Whether training waits for images that are on their way. */
  readonly waits = signal(false);
  readonly arrived = signal({ train: 0, test: 0 });
  /** Until all training images are here, about; not a number before it is known. */
  readonly secondsLeft = signal(Number.NaN);
  readonly look = signal<Both<Look> | undefined>(undefined);
  readonly scores = signal<Both<readonly Score[]>>({ a: [], b: [] });
  readonly losses = signal<Both<readonly LossRecord[]>>({ a: [], b: [] });
  readonly film = signal<Both<readonly Inside[]>>({ a: [], b: [] });
  readonly notices = signal<readonly Notice[]>([]);
  /** While twins are trained again as an address says: how far. */
  readonly replay = signal<{ readonly step: number; readonly to: number } | undefined>(undefined);
  /** While twins of an address are brought to its step: their settings are its own, and no knob acts. */
  readonly isReturning = signal(false);
  /** A worker of the twins answers no more. */
  readonly isGone = signal(false);
  /** Nothing can be trained just now. */
  readonly isBusy = computed(
    () => this.isGone.value || !this.faces.value || this.isOpening.value || this.isPausing.value || this.isExperimenting.value,
  );
  readonly removed = computed(() => removedUnits(this.faces.value?.a.removable ?? [], this.settings.value.shared.seed, this.view.value));
  /** Test images as they arrive, and their labels. */
  readonly images = new Uint8Array(FEATURES * TESTED);
  readonly labels = signal<Uint8Array>(new Uint8Array(0));

  /** The image that both are shown. */
  get shown(): Shown {
    const { drawn, image } = this.view.value;
    return drawn ? { pixels: drawn } : { test: image };
  }

  /** A sentence for the reader: the newest word, and all troubles. What another one says already, and more, is not said. */
  say(kind: Notice["kind"], text: string): void {
    if (this.notices.value.some((notice) => notice.text !== text && notice.text.startsWith(text))) return;
    const others = this.notices.value.filter((notice) => notice.kind !== "word" && !text.startsWith(notice.text));
    this.notices.value = [...others, { kind, text }];
  }

  /** What keeps images from coming; undefined when they come again. */
  sayOfImages(text: string | undefined): void {
    const others = this.notices.value.filter(({ kind }) => kind !== "images");
    if (text !== undefined || others.length < this.notices.value.length)
      this.notices.value = text === undefined ? others : [...others, { kind: "images", text }];
  }

  dismiss(notice: Notice): void {
    this.notices.value = this.notices.value.filter((one) => one !== notice);
  }

  /** What was measured of nets that are no more. */
  forget(): void {
    batch(() => {
      this.notices.value = this.notices.value.filter(({ kind }) => kind !== "diverged");
      this.scores.value = { a: [], b: [] };
      this.losses.value = { a: [], b: [] };
      this.film.value = { a: [], b: [] };
      this.look.value = undefined;
      this.perSecond.value = Number.NaN;
    });
  }
}
