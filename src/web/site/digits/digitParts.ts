/**
 * The files of digits beside a page. `labels` is gzip of a byte for each image: 55,000 training images, 10,000 test images, 5,000 that are
 * held out. The others are blocks of images (digitBlocks): `train` in the order of the default seed's first epoch, so that training begins
 * with its first bytes; `test` and `heldOut` as MNIST has them.
 */
export const digitParts = ["labels", "train", "test", "heldOut"] as const;
export type DigitPart = (typeof digitParts)[number];
export const imageCounts = { train: 55_000, test: 10_000, heldOut: 5_000 } as const;
export type ImagePart = keyof typeof imageCounts;
