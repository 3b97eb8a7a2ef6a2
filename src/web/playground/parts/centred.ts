import { fitPicture } from "#data";
import { PIXELS, SIDE } from "./digitSize.ts";

/** A drawing: how much ink lies on each pixel, 0 to 255, row after row. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly ink: ArrayLike<number>;
}

const BYTE = 255;
/** Less than this is no ink. */
const INK = 32;

/**
 * A drawing as MNIST's digits were made (yann.lecun.com/exdb/mnist): cut to its ink, scaled with its proportions so that the longer side is
 * 20 pixels, with grey edges, and laid into 28 × 28 with its centre of mass in the middle; as `droplab predict` does with pictures. Bytes,
 * white on black. Null where nothing is drawn.
 */
export function centred({ width, height, ink }: Drawing): Uint8Array | null {
  // a black edge around it: what is drawn to the edge is ink all the same
  const [across, down] = [width + 2, height + 2];
  const rgba = new Uint8ClampedArray(4 * across * down);
  let most = 0;
  for (let i = 0; i < across * down; i++) rgba[4 * i + 3] = BYTE;
  for (let i = 0; i < width * height; i++) {
    const value = ink[i] as number;
    most = Math.max(most, value);
    rgba.fill(
      value,
      4 * ((Math.floor(i / width) + 1) * across + (i % width) + 1),
      4 * ((Math.floor(i / width) + 1) * across + (i % width) + 1) + 3,
    );
  }
  if (most < INK) return null;
  const reading = { name: "mnist", classes: 10, shape: [1, SIDE, SIDE], scale: 1 / BYTE, kind: "bytes" } as const;
  const { pixels } = fitPicture({ width: across, height: down, rgba }, "the drawing", reading, "digit");
  return Uint8Array.from({ length: PIXELS }, (_, i) => Math.round(BYTE * (pixels[i] ?? 0)));
}
