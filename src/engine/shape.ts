/** The extent of a tensor along each axis, the batch excluded: `[6, 24, 24]`. */
export type Shape = readonly number[];

/** The number of elements of a shape; 1 for a scalar. */
export function size(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** The lanes of vector arithmetic; a batch is padded to a multiple of it. */
export const LANES = 16;

/** `count` rounded up to a multiple of 16. */
export function padded(count: number): number {
  return Math.ceil(count / LANES) * LANES;
}

/** Text for messages: `6 × 24 × 24`. */
export function shapeText(shape: Shape): string {
  return shape.length ? shape.join(" × ") : "a scalar";
}
