import type { ImageDataset } from "#data";
import { type Device, numericsOf } from "#engine";
import { planExperiment } from "#experiment";
import { runTrial, type TrialEnd } from "#train";

/** Examples of the training file that are sent to the page, of which the first are held out, and of the test file. */
export const counts = { train: 6000, heldOut: 1000, test: 500 };
const PIXELS = 784;

/** MNIST's first examples out of one array of bytes: images and labels to train on, images and labels to test on. */
export function dataOf(bytes: Uint8Array): ImageDataset {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const part = (count: number) => ({ images: take(count * PIXELS), labels: take(count), features: PIXELS, count });
  const [train, test] = [part(counts.train), part(counts.test)];
  return { name: "some of mnist", classes: 10, shape: [1, 28, 28], scale: 1 / 255, train, test, heldOut: counts.heldOut };
}

export interface Trained extends TrialEnd {
  /** What the run is known by, and what its digits are of. */
  readonly id: string;
  readonly numerics: string;
}

/** Fifty steps of the post's net, as an experiment of one run. */
export async function train(data: ImageDataset, device: Device, clock: () => number): Promise<Trained> {
  const numerics = numericsOf(device);
  const experiment = { protocol: "sound", dropout: 0.4, maxNorm: 25, iterations: 50, evaluateEvery: 25, reps: 1 } as const;
  const [planned] = planExperiment({ ...experiment, dataset: data.name }, () => data, numerics).trials;
  if (!planned) throw new Error("an experiment of one run has one");
  const run = runTrial(planned.config, data, device, undefined, clock);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { id: planned.id, numerics, ...value };
  }
}
