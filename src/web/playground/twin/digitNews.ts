import type { Part } from "./digits.ts";

/** What a page asks of the worker that fetches digits; `root` is the address of the site's folder. */
export interface DigitWish {
  readonly part: "labels" | Part | "heldOut";
  readonly root: string;
}

/** What it says: labels at once, images as they arrive, a sentence where they do not. */
export type DigitNews =
  | { readonly part: "labels"; readonly labels: { readonly [part in Part | "heldOut"]: Uint8Array } }
  | { readonly part: Part | "heldOut"; readonly bytes: Uint8Array<ArrayBuffer>; readonly isLast: boolean }
  | { readonly part: DigitWish["part"]; readonly error: string };
