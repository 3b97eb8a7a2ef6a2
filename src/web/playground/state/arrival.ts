import { FEATURES, type Part, parts, TESTED, TRAINING } from "../twin/digits.ts";
import type { DigitFiles } from "./digitFiles.ts";
import type { LabState } from "./labState.ts";

const bytesOf: { readonly [part in Part]: number } = { train: FEATURES * TRAINING, test: FEATURES * TESTED };
/** How often those look who wait, in milliseconds. */
const LOOK_EVERY = 100;

interface ArrivalHooks {
  /** Gives new images to both twins. */
  give(part: Part, bytes: Uint8Array<ArrayBuffer>): void;
  /** Test images came that may be looked at. */
  seeAgain(): void;
  trouble(error: Error): void;
}

/** The images of both files, as they arrive. */
export class Arrival {
  readonly #files: DigitFiles;
  readonly #state: LabState;
  readonly #hooks: ArrivalHooks;
  readonly #begun = new Set<Part>();

  constructor(files: DigitFiles, state: LabState, hooks: ArrivalHooks) {
    this.#files = files;
    this.#state = state;
    this.#hooks = hooks;
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

  #fetch(part: Part): void {
    if (this.#begun.has(part)) return;
    this.#begun.add(part);
    const { arrived, images, look, secondsLeft } = this.#state;
    const start = performance.now();
    let done = 0;
    const take = (bytes: Uint8Array<ArrayBuffer>) => {
      if (part === "test") images.set(bytes, done);
      const isFirst = done === 0;
      done += bytes.length;
      this.#hooks.give(part, bytes);
      const share = done / bytesOf[part];
      arrived.value = { ...arrived.value, [part]: share };
      if (part === "train") {
        secondsLeft.value = ((performance.now() - start) / 1000) * ((1 - share) / share);
        this.#fetch("test");
      } else if ((isFirst || share === 1) && look.value) this.#hooks.seeAgain();
    };
    this.#files.images(part, take).catch((error: Error) => {
      this.#begun.delete(part);
      this.#hooks.trouble(error);
    });
  }
}
