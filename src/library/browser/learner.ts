import { checkDeviceName, type DeviceName, openDevice } from "#devices/browser";
import { shown } from "#engine";
import { isSavedText, netAsJson, readNet } from "#trained";
import type * as options from "../learnerOptions.ts";
import { PortableLearner } from "../portableLearner.ts";

export type LearnerOptions = options.LearnerOptions<DeviceName>;
export type LoadOptions = options.LoadOptions<DeviceName>;

/**
 * A net that learns from a data set, in a page or a Worker of it. The same options give the same numbers. Its device (wasm unless one is
 * named) is opened when it is first needed; what is asked is done in the order in which it was asked, whether one waits for it or not.
 */
export class Learner extends PortableLearner<DeviceName> {
  /** Throws a sentence where the model, the data and the methods do not fit together. */
  constructor(options: LearnerOptions) {
    super(options, { check: checkDeviceName, open: openDevice });
  }

  /**
   * A net that `save` or `droplab save` wrote: its bytes, its text, or an address that is fetched. By itself it can predict, tell its weights
   * and be saved again; with the data, the optimizer and the penalties that it was trained with, it goes on with the same digits as without
   * a break. Throws a sentence for what is none, or damaged, and for data or an optimizer that do not fit it.
   */
  static async load(source: string | URL | ArrayBuffer | Uint8Array, options: LoadOptions = {}): Promise<Learner> {
    const [bytes, name] = await bytesOf(source);
    return PortableLearner.from(readNet(bytes, name), name, options, (own: LearnerOptions) => new Learner(own));
  }

  /**
   * The net as a text of JSON that `Learner.load` reads, here and in Node: model, weights, what its data were and how they are read,
   * methods, seed, iteration and the optimizer's memory. Throws for a net that is no number.
   */
  async save(): Promise<string> {
    return netAsJson(await this.kept());
  }
}

async function bytesOf(source: string | URL | ArrayBuffer | Uint8Array): Promise<[bytes: Uint8Array, name: string]> {
  if (source instanceof Uint8Array) return [source, "the net"];
  if (source instanceof ArrayBuffer) return [new Uint8Array(source), "the net"];
  if (typeof source === "string" && isSavedText(source)) return [new TextEncoder().encode(source.trim()), "the net"];
  if (typeof source !== "string" && !(source instanceof URL))
    throw new TypeError(`Learner.load: ${shown(source)} is no address and no bytes of a saved net`);
  const response = await fetch(source);
  if (!response.ok)
    throw new Error(`${source}: it cannot be fetched (${response.status}); name the address of a file that droplab save wrote`);
  return [new Uint8Array(await response.arrayBuffer()), String(source)];
}
