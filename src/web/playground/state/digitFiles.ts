import type { Part } from "../twin/digits.ts";

/** Where the images of MNIST come from. */
export interface DigitFiles {
  /** All labels but those of held-out images, in the order of the files. */
  labels(): Promise<{ readonly [part in Part]: Uint8Array }>;
  /** The images of a file in its order, as they arrive. */
  images(part: Part, take: (bytes: Uint8Array<ArrayBuffer>) => void): Promise<void>;
  /** Those that choose the iteration; fetched when they are first asked for. */
  heldOut(): Promise<{ readonly images: Uint8Array; readonly labels: Uint8Array }>;
}
