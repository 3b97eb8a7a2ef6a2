import { FEATURES, type Part, TESTED, TRAINING } from "../twin/digits.ts";
import type { DigitFiles } from "./digitFiles.ts";
import type { LabState } from "./labState.ts";

const bytesOf: { readonly [part in Part]: number } = { train: FEATURES * TRAINING, test: FEATURES * TESTED };

interface ArrivalHooks {
  /** Gives new images to both twins. */
  give(part: Part, bytes: Uint8Array<ArrayBuffer>): void;
  /** Test images came that may be looked at. */
  seeAgain(): void;
}

/** The images of both files, as they arrive. */
export class Arrival {
  readonly #files: DigitFiles;
  readonly #state: LabState;
  readonly #hooks: ArrivalHooks;

  constructor(files: DigitFiles, state: LabState, hooks: ArrivalHooks) {
    this.#files = files;
    this.#state = state;
    this.#hooks = hooks;
  }

  async fetch(part: Part): Promise<void> {
    const { arrived, images, look } = this.#state;
    let done = 0;
    await this.#files.images(part, (bytes) => {
      if (part === "test") images.set(bytes, done);
      const isFirst = done === 0;
      done += bytes.length;
      this.#hooks.give(part, bytes);
      arrived.value = { ...arrived.value, [part]: done / bytesOf[part] };
      if (part === "test" && (isFirst || done === bytesOf.test) && look.value) this.#hooks.seeAgain();
    });
  }

  /** Until all images of a file are here. */
  async all(part: Part): Promise<void> {
    while (this.#state.arrived.value[part] < 1) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
