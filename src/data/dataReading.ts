import { size, typedArrayName } from "#engine";
import type { ImageDataset } from "./imageDataset.ts";
import { type PixelRange, pixelRange } from "./pixelRange.ts";
import type { TableReading } from "./tableReading.ts";

/** How the examples of a data set are read and what its classes are, without the examples: what a net needs to know of new ones. Plain data. */
export interface DataReading {
  readonly name: string;
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly shape: readonly number[];
  readonly scale: number;
  readonly kind: "bytes" | "floats";
  readonly standardization?: { readonly means: readonly number[]; readonly deviations: readonly number[] };
  /** By feature the least and the greatest standardized number, of both parts; files of before do not tell them. */
  readonly extremes?: { readonly least: readonly number[]; readonly most: readonly number[] };
  /** The range of its pixels; see pixelRange. */
  readonly pixels?: PixelRange;
  /** Of a table. */
  readonly table?: TableReading;
}

/** Of the data sets that were asked for: many configurations share one. */
const readings = new WeakMap<ImageDataset, DataReading>();

/** How the examples of a data set are read; the same object for the same data set. */
export function readingOf(data: ImageDataset): DataReading {
  const reading = readings.get(data) ?? readingIn(data);
  readings.set(data, reading);
  return reading;
}

function readingIn(data: ImageDataset): DataReading {
  const { name, classes, classNames, shape, scale, train, standardization, table } = data;
  return {
    name,
    classes,
    shape,
    scale,
    kind: typedArrayName(train.images) === "Uint8Array" ? "bytes" : "floats",
    ...(classNames && { classNames }),
    ...(standardization && { standardization, extremes: extremesOf(data) }),
    pixels: pixelRange(data),
    ...(table && { table }),
  };
}

/** Of each feature, over the examples that are trained on: no net has learned from those that are held out or tested. */
function extremesOf({ train: { images, count, features }, heldOut }: ImageDataset): { least: number[]; most: number[] } {
  const [least, most] = [new Array<number>(features).fill(Infinity), new Array<number>(features).fill(-Infinity)];
  for (let i = heldOut * features; i < count * features; i++) {
    const [value, feature] = [images[i] as number, i % features];
    if (value < (least[feature] as number)) least[feature] = value;
    if (value > (most[feature] as number)) most[feature] = value;
  }
  return { least, most };
}

/** A data set that is read so, with one black example in each part. */
export function stubOf({ name, classes, classNames, shape, scale, kind, standardization, table }: DataReading): ImageDataset {
  const features = size(shape);
  const part = () => ({
    images: kind === "bytes" ? new Uint8Array(features) : new Float32Array(features),
    labels: new Uint8Array(1),
    features,
    count: 1,
  });
  const known = { ...(classNames && { classNames }), ...(standardization && { standardization }), ...(table && { table }) };
  return { name, classes, shape, scale, ...known, heldOut: 0, train: part(), test: part() };
}
