import type { ImageDataset } from "#data";
import { size, typedArrayName } from "#engine";
import type { ModelSpec } from "#nn";
import { type MethodOptions, type MethodValues, methodOptions } from "#regularize";
import type { SavedHeader } from "./savedNet.ts";

/** The options to make a learner with these values from; choices at their default are left out, for models may have their own. */
export const givenOf = (values: MethodValues): MethodOptions =>
  Object.fromEntries(
    methodOptions.flatMap(({ name, kind, default: off }) => (kind === "choice" && values[name] === off ? [] : [[name, values[name]]])),
  );

/** What a saved net says beside what changes while it learns. */
export function headerOf(
  model: ModelSpec,
  { name, classes, classNames, shape, scale, train, standardization }: ImageDataset,
  options: Pick<SavedHeader, "penalties" | "seed" | "batch" | "numerics">,
): Omit<SavedHeader, "methods" | "iteration"> {
  const kind = typedArrayName(train.images) === "Uint8Array" ? "bytes" : "floats";
  return {
    model,
    ...options,
    data: { name, classes, shape, scale, kind, ...(classNames && { classNames }), ...(standardization && { standardization }) },
  };
}

/** A data set like the one of a saved net, with one black example in each part. */
export function stubOf({ kind, ...data }: SavedHeader["data"]): ImageDataset {
  const features = size(data.shape);
  const part = () => ({
    images: kind === "bytes" ? new Uint8Array(features) : new Float32Array(features),
    labels: new Uint8Array(1),
    features,
    count: 1,
  });
  return { ...data, heldOut: 0, train: part(), test: part() };
}
