import { shown, typedArrayName } from "#engine";
import { DataError } from "./dataError.ts";
import type { ImageDataset } from "./imageDataset.ts";

/** A copy of what a data set says of labels that were made wrong. Throws a DataError where it names none of its training examples. */
export function ownWrongLabels({
  wrongLabels,
  train: { count, labels },
  heldOut,
  classes,
}: ImageDataset): Pick<ImageDataset, "wrongLabels"> {
  if (wrongLabels === undefined) return {};
  const { examples, trueLabels } = wrongLabels ?? {};
  if (typedArrayName(examples) !== "Int32Array" || typedArrayName(trueLabels) !== "Uint8Array")
    throw new DataError(
      `data: wrongLabels: ${shown(wrongLabels)} has no examples as Int32Array with their trueLabels as Uint8Array; leave it out, or use limitTraining`,
    );
  const own = { examples: new Int32Array(examples as Int32Array), trueLabels: new Uint8Array(trueLabels as Uint8Array) };
  if (own.examples.length !== own.trueLabels.length || own.examples.length === 0)
    throw new DataError(
      `data: wrongLabels: ${own.trueLabels.length} true labels are not one for each of ${own.examples.length} examples; without any leave it out`,
    );
  const stranger = own.examples.find((example) => example < heldOut || example >= count);
  if (stranger !== undefined)
    throw new DataError(`data: wrongLabels: example ${stranger} is none of those that are trained on, ${heldOut} to ${count - 1}`);
  if (new Set(own.examples).size < own.examples.length) throw new DataError("data: wrongLabels: an example stands there twice");
  const none = own.trueLabels.find((label) => label >= classes);
  if (none !== undefined) throw new DataError(`data: wrongLabels: ${none} is none of ${classes} classes counted from 0`);
  const right = own.examples.findIndex((example, k) => labels[example] === own.trueLabels[k]);
  if (right >= 0) throw new DataError(`data: wrongLabels: example ${own.examples[right]} has its true label, ${own.trueLabels[right]}`);
  return { wrongLabels: own };
}
