import { effect } from "@preact/signals";
import { keepDigits, keepOffline } from "../../site/page/keepOffline.ts";
import type { LabState } from "../state/labState.ts";

/** Keeps the site and the images for reading without a network, once all images are here: before that they come first. */
export function keepWhenHere({ arrived }: Pick<LabState, "arrived">): void {
  const stop = effect(() => {
    const { train, test } = arrived.value;
    if (train < 1 || test < 1) return;
    queueMicrotask(() => stop());
    keepOffline();
    void keepDigits();
  });
}
