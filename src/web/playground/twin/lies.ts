import { FEATURES } from "./digits.ts";
import { answerOf } from "./sights.ts";
import { TRAIN, type Twin } from "./twin.ts";

/** The training images whose labels are wrong, and what a twin makes of them, without dropout. */
export interface Lies {
  readonly step: number;
  readonly images: number;
  /** The share that it takes for what they are wrongly labelled: these it knows by heart. In [0, 1]. */
  readonly byHeart: number;
  /** Of the first of them, [image][784], the labels that they have by right, and what it takes them for. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly answers: Uint8Array;
}

/** Null where no label is wrong; `most` of the images are given. */
export async function liesOf(twin: Twin, most: number): Promise<Lies | null> {
  const { wrongLabels, examples, step } = twin;
  if (!wrongLabels?.examples.length) return null;
  const { classes } = twin.net;
  const places = wrongLabels.examples;
  const logits = await twin.aside(() => twin.trainer.logits(TRAIN, places));
  const answers = Uint8Array.from(places, (_, i) => answerOf(logits.subarray(i * classes, (i + 1) * classes)));
  const known = answers.filter((answer, i) => answer === examples.labels[places[i] as number]).length;
  const shown = Math.min(most, places.length);
  const pixels = new Uint8Array(FEATURES * shown);
  for (let i = 0; i < shown; i++) {
    const place = FEATURES * (places[i] as number);
    pixels.set(examples.images.subarray(place, place + FEATURES), FEATURES * i);
  }
  return {
    ...{ step, images: places.length, byHeart: known / places.length, pixels },
    ...{ labels: wrongLabels.trueLabels.slice(0, shown), answers: answers.slice(0, shown) },
  };
}
