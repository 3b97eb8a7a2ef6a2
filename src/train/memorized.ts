import type { ImageDataset } from "#data";
import { predictedClass } from "./calibration.ts";
import type { Trainer } from "./trainer.ts";

/** What a net makes of the training examples whose labels were made wrong ones. */
export interface Memorized {
  /** How many there are. */
  readonly examples: number;
  /** The share that it predicts as they are wrongly labelled: these it knows by heart. */
  readonly asLabelled: number;
  /** The share that it predicts as they truly are, against what it was taught. */
  readonly asTrue: number;
}

/** Of the net as it is, without dropout; null where no label was made wrong. `part` is the place of the training examples. */
export async function memorized(trainer: Trainer, part: number, { train, wrongLabels }: ImageDataset): Promise<Memorized | null> {
  if (!wrongLabels) return null;
  const { examples, trueLabels } = wrongLabels;
  const { classes } = trainer.net;
  const logits = await trainer.logits(part, examples);
  const predictions = Array.from(examples, (_, k) => predictedClass(logits.subarray(k * classes, (k + 1) * classes)));
  const share = (labelOf: (k: number) => number | undefined) =>
    predictions.filter((predicted, k) => predicted === labelOf(k)).length / examples.length;
  return {
    examples: examples.length,
    asLabelled: share((k) => train.labels[examples[k] as number]),
    asTrue: share((k) => trueLabels[k]),
  };
}
