import type { ByteExamples } from "#engine";
import type { ImageDataset } from "./imageDataset.ts";

/** So many test rows at most are looked at, beside so many others, and so many numbers of each. */
const [MOST_TESTED, MOST_OTHERS, MOST_FEATURES] = [100, 5000, 100];
/** A row is a copy of another where this one is so many times nearer than the twentieth nearest; such a part of the rows is told. */
const [NEARER, NEIGHBOUR, MANY] = [30, 20, 0.2];
/** In fewer features that are measured the nearest of many rows is much nearer than others by chance; of fewer rows some are. */
const [LEAST_MEASURED, LEAST_TESTED] = [4, 20];
/** A feature is measured where such a part of so many rows has a value of its own. */
const [OWN, LOOKED_AT] = [0.5, 200];

/**
 * Such a part of the test examples of a table, where it is large, that lie by others as copies with a little noise do: the nearest other
 * row much nearer than the next ones, and not equal. 0 of images.
 */
export function shareOfNearCopies({ train, test, standardization }: ImageDataset): number {
  const { features } = test;
  if (!standardization || features > MOST_FEATURES || test.count < LEAST_TESTED || train.count <= NEIGHBOUR) return 0;
  if (Array.from({ length: features }, (_, f) => isMeasured(train, f)).filter(Boolean).length < LEAST_MEASURED) return 0;
  const [tested, others] = [Math.min(test.count, MOST_TESTED), Math.min(train.count, MOST_OTHERS)];
  let copies = 0;
  for (let n = 0; n < tested; n++) {
    const squares = Float64Array.from({ length: others }, (_, m) => squaredDistance(test, n, train, m)).sort();
    // equal rows are told by themselves
    const nearest = squares.find((square) => square > 0) ?? Number.POSITIVE_INFINITY;
    if (squares[0] !== 0 && nearest * NEARER ** 2 < (squares[NEIGHBOUR - 1] as number)) copies++;
  }
  return copies / tested >= MANY ? copies / tested : 0;
}

function isMeasured({ images, features, count }: ByteExamples, feature: number): boolean {
  const rows = Math.min(count, LOOKED_AT);
  return new Set(Array.from({ length: rows }, (_, n) => images[n * features + feature])).size > OWN * rows;
}

function squaredDistance(one: ByteExamples, n: number, other: ByteExamples, m: number): number {
  let sum = 0;
  for (let f = 0; f < one.features; f++)
    sum += ((one.images[n * one.features + f] as number) - (other.images[m * one.features + f] as number)) ** 2;
  return sum;
}
