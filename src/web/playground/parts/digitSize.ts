/** Of an image of MNIST, in pixels. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
