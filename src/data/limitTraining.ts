import { type ByteExamples, RandomSequence, shown, typedArrayName } from "#engine";
import { DataError } from "./dataError.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { plainOrQuoted } from "./quotedText.ts";
import { sharedBytes, sharedFloats } from "./sharedArray.ts";
import { accountText } from "./tableAccount.ts";
import { numberOption, type TableOption } from "./tableOptions.ts";

/** What is made of the training examples, so that a net has something to overfit. */
export interface TrainingLimits {
  /** Only so many training examples, drawn. */
  readonly trainExamples?: number | undefined;
  /** The share of the training labels that become another class, drawn. */
  readonly labelNoise?: number | undefined;
  /** Of both draws; 1 unless given. */
  readonly dataSeed?: number | undefined;
}

export const DEFAULT_DATA_SEED = 1;
const isWhole = (least: number, most: number) => (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value < 1;

/** They are options like those of tables, of any data set. */
export const limitOptions: readonly (Omit<TableOption, "name"> & { readonly name: keyof TrainingLimits })[] = [
  {
    name: "trainExamples",
    flags: "--train-examples <n>",
    help: "train on so many examples only, drawn whatever their class; held-out and test examples stay",
    range: "a whole number from 1",
    default: "all",
    ...numberOption(isWhole(1, Number.MAX_SAFE_INTEGER)),
  },
  {
    name: "labelNoise",
    flags: "--label-noise <share>",
    help: "this share of the training labels, drawn, become another class, drawn; held-out and test labels stay",
    range: "a share in [0, 1)",
    default: "0",
    ...numberOption(isShare),
  },
  {
    name: "dataSeed",
    flags: "--data-seed <n>",
    help: "the seed of what --train-examples and --label-noise draw; all runs share one draw",
    range: `a whole number from 0 to ${2 ** 32 - 1}`,
    default: String(DEFAULT_DATA_SEED),
    ...numberOption(isWhole(0, 2 ** 32 - 1)),
  },
];

/** Whether these limits change the data. */
export const areLimits = ({ trainExamples, labelNoise = 0 }: TrainingLimits): boolean => trainExamples !== undefined || labelNoise > 0;

/** The draws of a data seed. */
const draws = { examples: 1, noisy: 2, labels: 3 } as const;

/**
 * The data with some training examples only, and with wrong labels among them. The examples are the first of one drawn order, so that
 * fewer are a part of more; so are the wrong labels of a smaller share a part of those of a larger one. Each wrong label is any of the
 * other classes that are trained on, all alike; there are round(share · n). Held-out and test examples are the same arrays. Throws DataError.
 */
export function limitTraining(data: ImageDataset, limits: TrainingLimits): ImageDataset {
  for (const { name, range, allows } of limitOptions)
    if (limits[name] !== undefined && !allows(limits[name])) throw new DataError(`${name}: ${shown(limits[name])} is not ${range}`);
  if (!areLimits(limits)) return data;
  if (data.wrongLabels)
    throw new DataError("data: labels of it were made wrong already; give trainExamples and labelNoise together, to the data before that");
  const { trainExamples, labelNoise = 0, dataSeed = DEFAULT_DATA_SEED } = limits;
  const notes: string[] = [];
  const drawn = trainExamples === undefined ? data : drawExamples(data, trainExamples, dataSeed, notes);
  const limited =
    labelNoise === 0 ? drawn : drawWrongLabels(drawn, labelNoise, { seed: dataSeed, classes: classesWithExamples(drawn) }, notes);
  const [taken, ...others] = data.notes ?? [];
  const account = data.account && accountText(data.account, limited.train.count - limited.heldOut);
  const made = { ...limited, notes: [...[account ?? taken ?? []].flat(), ...others, ...notes] };
  if (drawn === data && trainExamples !== undefined) whole.add(made);
  return made;
}

/** Data of which a limit took all training examples. */
const whole = new WeakSet<ImageDataset>();

/** Whether these were made by a limit of all training examples, which draws none and leaves their order. */
export const tookAll = (data: ImageDataset): boolean => whole.has(data);

function drawExamples(data: ImageDataset, count: number, seed: number, notes: string[]): ImageDataset {
  const { heldOut, train, classes, classNames } = data;
  const available = train.count - heldOut;
  if (count > available)
    throw new DataError(
      `trainExamples: ${data.name} has ${available} training examples, not ${count}; give a whole number up to ${available}`,
    );
  if (count === available) {
    notes.push(`all ${available} training examples are trained on, as without a limit`);
    return data;
  }
  const order = drawnOrder(available, seed, draws.examples);
  const kept = Int32Array.from({ length: heldOut + count }, (_, n) => (n < heldOut ? n : heldOut + (order[n - heldOut] as number)));
  const limited = { ...data, train: pick(train, kept) };
  notes.push(`trained on are ${count} of ${available} training examples, drawn whatever their class with data seed ${seed}`);
  const seen = new Set(limited.train.labels.subarray(heldOut));
  const missing = Array.from({ length: classes }, (_, label) => label).filter((label) => !seen.has(label));
  if (missing.length)
    notes.push(
      `no example is trained on of class ${missing.map((label) => plainOrQuoted(classNames?.[label] ?? String(label))).join(", ")}`,
    );
  return limited;
}

/** Labels count from 0, and not every number has examples to train on: threes and eights are two classes. */
function classesWithExamples({ train, heldOut }: ImageDataset): number[] {
  const known = new Set(train.labels.subarray(heldOut));
  return [...known].sort((a, b) => a - b);
}

interface Noise {
  readonly seed: number;
  /** The labels to draw from. */
  readonly classes: readonly number[];
}

function drawWrongLabels(data: ImageDataset, share: number, { seed, classes }: Noise, notes: string[]): ImageDataset {
  const { heldOut, train } = data;
  const count = train.count - heldOut;
  const wrong = Math.round(share * count);
  if (wrong === 0)
    throw new DataError(`labelNoise: ${share} of ${count} training labels is none of them; give at least ${leastShare(count)}, or 0`);
  if (classes.length < 2)
    throw new DataError(`labelNoise: all training examples of ${data.name} have one class, so there is no other to draw`);
  const order = drawnOrder(count, seed, draws.noisy);
  const others = new RandomSequence(seed, "data", draws.labels);
  const labels = sharedBytes(train.count);
  labels.set(train.labels);
  const examples = Int32Array.from({ length: wrong }, (_, k) => heldOut + (order[k] as number));
  const trueLabels = Uint8Array.from(examples, (n) => train.labels[n] as number);
  for (const [k, n] of examples.entries()) {
    const other = others.below(classes.length - 1);
    labels[n] = classes[other < classes.indexOf(trueLabels[k] as number) ? other : other + 1] as number;
  }
  notes.push(
    `${wrong} of the ${count} training labels ${wrong === 1 ? "is" : "are"} wrong, drawn with data seed ${seed}; held-out and test labels are as they were`,
  );
  return { ...data, train: { ...train, labels }, wrongLabels: { examples, trueLabels } };
}

/** The least share with two digits that makes one wrong label. */
function leastShare(count: number): number {
  const share = 0.5 / count;
  const unit = 10 ** (Math.floor(Math.log10(share)) - 1);
  return Number((Math.ceil(share / unit) * unit).toPrecision(2));
}

/** A random order of 0 … length − 1 (Fisher–Yates). */
function drawnOrder(length: number, seed: number, draw: number): Int32Array {
  const order = Int32Array.from({ length }, (_, n) => n);
  const random = new RandomSequence(seed, "data", draw);
  // from the front, so that the first places are settled first
  for (let n = 0; n < length - 1; n++) {
    const other = n + random.below(length - n);
    const kept = order[n] as number;
    order[n] = order[other] as number;
    order[other] = kept;
  }
  return order;
}

function pick({ images, labels, features }: ByteExamples, kept: Int32Array): ByteExamples {
  const count = kept.length;
  const picked: ByteExamples["images"] =
    typedArrayName(images) === "Float32Array" ? sharedFloats(count * features) : sharedBytes(count * features);
  const pickedLabels = sharedBytes(count);
  for (const [place, n] of kept.entries()) {
    picked.set(images.subarray(n * features, (n + 1) * features), place * features);
    pickedLabels[place] = labels[n] as number;
  }
  return { images: picked, labels: pickedLabels, features, count };
}
