import type { Settings } from "../settings/settings.ts";
import { FEATURES, type Part, parts, TESTED, TRAINING } from "../twin/digits.ts";
import type { DigitFiles } from "./digitFiles.ts";
import type { LabState } from "./labState.ts";

const bytesOf: { readonly [part in Part]: number } = { train: FEATURES * TRAINING, test: FEATURES * TESTED };
/** After so long without an image nobody knows how long the others take, in milliseconds. */
const SILENCE = 4000;
/** How often those look who wait, in milliseconds. */
const LOOK_EVERY = 100;

type Labels = Awaited<ReturnType<DigitFiles["labels"]>>;

interface ArrivalHooks {
  /** Gives all labels to both twins. */
  giveLabels(labels: Labels): Promise<void>;
  /** Gives new images to both twins. */
  give(part: Part, bytes: Uint8Array<ArrayBuffer>): void;
  /** Test images came that may be looked at: the first of them, or all. */
  seeAgain(isAll: boolean): void;
  trouble(error: Error): void;
}

/** The images of both files, as they arrive. */
export class Arrival {
  readonly #files: DigitFiles;
  readonly #state: LabState;
  readonly #hooks: ArrivalHooks;
  readonly #begun = new Set<Part>();
  #labels: Promise<void> | undefined;

  constructor(files: DigitFiles, state: LabState, hooks: ArrivalHooks) {
    this.#files = files;
    this.#state = state;
    this.#hooks = hooks;
  }

  /** Until both twins have all labels. */
  labels(): Promise<void> {
    this.#labels ??= (async () => {
      const labels = await this.#files.labels();
      this.#state.labels.value = labels.test;
      await this.#hooks.giveLabels(labels);
    })();
    return this.#labels;
  }

  /** Fetches the training images, and the test images beside them once the first of those are here: training can begin. */
  begin(): void {
    this.#fetch("train");
  }

  /** Until all images of a file are here, or until somebody wants something else. */
  async all(part: Part, isOver = () => false): Promise<void> {
    for (const one of parts) this.#fetch(one);
    while (this.#state.arrived.value[part] < 1 && !isOver()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }

  /** Until those are here that new nets need: drawn images and wrong labels are drawn among all. */
  async needed({ shared: { trainExamples, labelNoise } }: Settings, isOver: () => boolean): Promise<void> {
    if (trainExamples === undefined && labelNoise === 0) return;
    this.#state.waits.value = true;
    await this.all("train", isOver);
    this.#state.waits.value = false;
  }

  #fetch(part: Part): void {
    if (this.#begun.has(part)) return;
    this.#begun.add(part);
    const { arrived, images, look, secondsLeft } = this.#state;
    const start = performance.now();
    let done = 0;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const take = (bytes: Uint8Array<ArrayBuffer>) => {
      if (part === "test") images.set(bytes, done);
      const isFirst = done === 0;
      done += bytes.length;
      this.#hooks.give(part, bytes);
      const share = done / bytesOf[part];
      arrived.value = { ...arrived.value, [part]: share };
      if (part === "train") {
        secondsLeft.value = ((performance.now() - start) / 1000) * ((1 - share) / share);
        clearTimeout(silence);
        if (share < 1)
          silence = setTimeout(() => {
            secondsLeft.value = Number.NaN;
          }, SILENCE);
        this.#fetch("test");
      } else if ((isFirst || share === 1) && look.value) this.#hooks.seeAgain(share === 1);
    };
    this.#files.images(part, take).catch((error: Error) => {
      this.#begun.delete(part);
      this.#hooks.trouble(error);
    });
  }
}
