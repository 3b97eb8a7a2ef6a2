import { useMemo } from "preact/hooks";
import type { TestImages } from "../parts/walls.tsx";
import type { Lab } from "../state/lab.ts";
import { WALL } from "../state/labState.ts";
import { FEATURES, TESTED } from "../twin/digits.ts";

/** The test images of the walls: all labels as soon as labels are there, so that no wall grows, and the pixels that are here. */
export function useWallImages(lab: Lab): { readonly images: TestImages; readonly here: number } {
  const { labels, arrived } = lab.state;
  const here = Math.min(WALL, Math.floor(arrived.value.test * TESTED));
  const images = useMemo(
    () => ({ pixels: lab.state.images.subarray(0, FEATURES * here), labels: labels.value.subarray(0, WALL) }),
    [lab, labels.value, here],
  );
  return { images, here };
}
