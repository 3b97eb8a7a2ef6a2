import { createHash } from "node:crypto";
import type { ImageDataset } from "#data";
import { size, typedArrayName } from "#engine";
import type { ModelSpec } from "#nn";
import { type MethodOptions, type MethodValues, methodOptions } from "#regularize";
import { type PixelRange, pixelRange } from "./pixelRange.ts";
import type { SavedHeader } from "./savedNet.ts";

/** What a saved net says but what `set` and `train` change. */
export type NetAccount = Omit<SavedHeader, "methods" | "madeWith" | "iteration">;

/** The options to make a learner with these values from; choices at their default are left out, for models may have their own. */
export const givenOf = (values: MethodValues): MethodOptions =>
  Object.fromEntries(
    methodOptions.flatMap(({ name, kind, default: off }) => (kind === "choice" && values[name] === off ? [] : [[name, values[name]]])),
  );

interface AccountOptions extends Omit<NetAccount, "model" | "data"> {
  /** Where it is not that of the data. */
  readonly pixels: PixelRange | undefined;
}

/** What a saved net says beside what changes while it learns. */
export function accountOf(model: ModelSpec, data: ImageDataset, { pixels = pixelRange(data), ...options }: AccountOptions): NetAccount {
  const { name, classes, classNames, shape, scale, heldOut, train, standardization } = data;
  const kind = typedArrayName(train.images) === "Uint8Array" ? "bytes" : "floats";
  const known = { ...(classNames && { classNames }), ...(standardization && { standardization }), ...(pixels && { pixels }) };
  return { model, ...options, data: { name, classes, shape, scale, kind, ...known, heldOut, training: trainingHash(data) } };
}

/** Of the examples and the labels that training can read. */
function trainingHash({ train: { images, labels } }: ImageDataset): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [labels, images]) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex").slice(0, 20);
}

/** A data set like the one of a saved net, with one black example in each part. */
export function stubOf({ kind, training: _, pixels: __, ...data }: SavedHeader["data"]): ImageDataset {
  const features = size(data.shape);
  const part = () => ({
    images: kind === "bytes" ? new Uint8Array(features) : new Float32Array(features),
    labels: new Uint8Array(1),
    features,
    count: 1,
  });
  return { ...data, heldOut: 0, train: part(), test: part() };
}
