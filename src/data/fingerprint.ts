import { createHash } from "node:crypto";
import type { DataSpec } from "./dataSpec.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { areLimits } from "./limitTraining.ts";
import { datasetNames } from "./loadDataset.ts";

/**
 * What data are known by: the name of those whose files are checked against published sums, wherever they lie, else a hash of all that
 * decides the digits of a run: the examples and labels of both parts, which are held out, their shape and scale, the number of classes,
 * and which labels were made wrong. Names, of the file too, decide none.
 */
export function fingerprint(spec: DataSpec, data: ImageDataset): string {
  const isChecked = (datasetNames as readonly string[]).includes(spec.dataset) && !areLimits(spec);
  return isChecked ? spec.dataset : contentHash(data);
}

const known = new WeakMap<ImageDataset, string>();

function contentHash(data: ImageDataset): string {
  const found = known.get(data);
  if (found) return found;
  const { shape, classes, heldOut, scale, train, test, wrongLabels } = data;
  const arrays = [
    train.images,
    train.labels,
    test.images,
    test.labels,
    ...(wrongLabels ? [wrongLabels.examples, wrongLabels.trueLabels] : []),
  ];
  const text = JSON.stringify({ shape, classes, heldOut, scale, counts: [train.count, test.count], arrays: arrays.map(digest) });
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 20);
  known.set(data, hash);
  return hash;
}

type Numbers = Uint8Array | Float32Array | Int32Array;
const digests = new WeakMap<Numbers, string>();

/** Data sets that share arrays, as those of several shares of wrong labels do, have each hashed once. */
function digest(array: Numbers): string {
  const found = digests.get(array);
  if (found) return found;
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const made = `${array.constructor.name} ${createHash("sha256").update(bytes).digest("hex")}`;
  digests.set(array, made);
  return made;
}
