import { canonical, sha256, typedArrayName } from "#engine";
import type { DataReading } from "./dataReading.ts";
import type { DataSpec } from "./dataSpec.ts";
import { datasetNames } from "./datasetNames.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { areLimits } from "./limitTraining.ts";

/** What data are known by. The name of the file is no part of it; those of the classes are, since results are told in them. */
export interface Fingerprint {
  /** Of all that decides the digits and the words of a run, and what its net answers to new rows. */
  readonly dataHash: string;
  /** Of the test examples and their labels alone: runs with the same are judged by the same. */
  readonly testHash: string;
  /** What a table was known by before it mattered how new rows of it are read: runs from then go on. */
  readonly earlierHash?: string;
}

/**
 * The names of data sets whose files are checked against published sums, wherever they lie; else hashes of the contents: the examples and
 * labels of both parts, which are held out, their shape and scale, the number and names of the classes, which labels were made wrong, and by what
 * new rows of a table are read.
 */
export function fingerprint(spec: DataSpec, data: ImageDataset): Fingerprint {
  const read = data.table && readingRules(data);
  const known = hashes(spec, data, read);
  return read ? { ...known, earlierHash: hashes(spec, data, undefined).dataHash } : known;
}

/** Whether data are those that a run was made with. */
export const isKnownAs = (dataHash: string | null, { dataHash: own, earlierHash }: Fingerprint): boolean =>
  dataHash === own || (earlierHash !== undefined && dataHash === earlierHash);

/**
 * By what new rows of a table are read: the names and the writing of its columns, and its units, which standardizing takes out of the examples; and
 * which marks in numbers are doubted, but for readings that were kept before there were such doubts.
 */
export function readingRules({ table, standardization }: Pick<DataReading, "table" | "standardization">, withDoubts = true): string {
  if (!table) return "";
  const { header, width, label, columns, missing, means } = table;
  const rules = columns.map(({ column, areThousands, neverThreeDigits, ...rules }) => ({
    ...{ ...rules, column: header?.[column] ?? column },
    ...(withDoubts && { areThousands, neverThreeDigits }),
  }));
  return canonical({ columns: rules, missing, means, standardization, ...(!header && { width, label }) });
}

/** The hash of what data hold now: whoever else holds their arrays may have written into them since the last time. */
export const contentsNow = (data: ImageDataset): string =>
  hashes({ dataset: "" }, data, data.table && readingRules(data), digestOf).dataHash;

function hashes(spec: DataSpec, data: ImageDataset, read: string | undefined, digest = keptDigestOf): Fingerprint {
  const checked = (datasetNames as readonly string[]).includes(spec.dataset) ? spec.dataset : undefined;
  const { shape, classes, classNames, heldOut, scale, train, test, wrongLabels } = data;
  const tested = () => ({ shape, classes, scale, test: [test.count, digest(test.images), digest(test.labels)] });
  const wrong = () => wrongLabels && [digest(wrongLabels.examples), digest(wrongLabels.trueLabels)];
  const trained = () => ({ heldOut, classNames, train: [train.count, digest(train.images), digest(train.labels)], wrong: wrong() });
  return {
    dataHash: checked && !areLimits(spec) ? checked : hashOf({ ...tested(), ...trained(), ...(read !== undefined && { read }) }),
    testHash: checked ?? hashOf(tested()),
  };
}

const hashOf = (value: object): string => sha256(JSON.stringify(value)).slice(0, 20);

type Numbers = Uint8Array | Float32Array | Int32Array;
const digestOf = (array: Numbers): string =>
  `${typedArrayName(array)} ${sha256(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))}`;

const digests = new WeakMap<Numbers, string>();

/** Data sets that share arrays, as those of several shares of wrong labels do, have each hashed once. */
function keptDigestOf(array: Numbers): string {
  const found = digests.get(array) ?? digestOf(array);
  digests.set(array, found);
  return found;
}
