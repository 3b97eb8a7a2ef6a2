import { checkDeviceName, type DeviceName, openDevice } from "#devices";
import { shown } from "#engine";
import { netAsJson } from "#trained";
import type * as options from "../learnerOptions.ts";
import { PortableLearner } from "../portableLearner.ts";
import { type PathOrUrl, pathOf } from "./pathOf.ts";
import { readSavedNet, writeSavedNet } from "./savedFile.ts";

export type LearnerOptions = options.LearnerOptions<DeviceName>;
export type LoadOptions = options.LoadOptions<DeviceName>;

/**
 * A net that learns from a data set. The same options give the same numbers. Its device (native where its kernels are built, else wasm,
 * unless one is named) is opened when it is first needed; what is asked is done in the order in which it was asked, whether one waits for
 * it or not.
 */
export class Learner extends PortableLearner<DeviceName> {
  /** Throws a sentence where the model, the data and the methods do not fit together. */
  constructor(options: LearnerOptions) {
    super(options, { check: checkDeviceName, open: openDevice });
  }

  /**
   * A net that `save` or `droplab save` wrote: its file, its bytes, or its text. By itself it can predict, tell its weights and be saved
   * again; with the data, the optimizer and the penalties that it was trained with, it goes on with the same digits as without a break.
   * Throws a sentence for a file that is none, or damaged, for data of other classes or another scale, for an optimizer with another
   * memory, and, unless `changed`, for whatever else would give other digits.
   */
  static async load(file: PathOrUrl | ArrayBuffer | Uint8Array, options: LoadOptions = {}): Promise<Learner> {
    const [net, name] = readSavedNet(file);
    return PortableLearner.from(net, name, options, (own: LearnerOptions) => new Learner(own));
  }

  /**
   * Writes the net to a file that `Learner.load` reads, as JSON where its name ends in .json: model, weights, what its data were and how
   * they are read, methods, seed, iteration and the optimizer's memory; docs/library.md has the formats. Throws for a net that is no number.
   */
  save(file: PathOrUrl): Promise<void>;
  /** The same as a text of JSON. */
  save(): Promise<string>;
  async save(...files: readonly PathOrUrl[]): Promise<unknown> {
    if (files.length === 0) return netAsJson(await this.kept());
    const path = pathOf(files[0] as PathOrUrl);
    if (typeof path !== "string" || !path) throw new TypeError(`file: ${shown(path)} is no path`);
    return writeSavedNet(path, await this.kept());
  }
}
