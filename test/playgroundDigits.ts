import { loadMnist } from "#data/files";
import { openDevice } from "#devices";
import type { Caller } from "../src/web/playground/twin/calls.ts";
import { Digits, FEATURES, fileOrder, HELD_OUT, TRAINING } from "../src/web/playground/twin/digits.ts";
import { TwinHost } from "../src/web/playground/twin/host.ts";

/** MNIST as the playground gets it: in the order of its files, all of it there, or none of it yet. */
export function mnistDigits(isThere = true): Digits {
  const { train, test } = loadMnist();
  const order = fileOrder();
  const labels = Uint8Array.from(order, (example) => train.labels[HELD_OUT + example] as number);
  const digits = new Digits({ train: labels, test: test.labels.slice() });
  if (isThere) {
    digits.take("train", trainingFile());
    digits.take("test", new Uint8Array(test.images));
  }
  return digits;
}

/** The images of the training file. */
export function trainingFile(): Uint8Array {
  const { train } = loadMnist();
  const images = new Uint8Array(FEATURES * TRAINING);
  for (const [row, example] of fileOrder().entries())
    images.set(train.images.subarray(FEATURES * (HELD_OUT + example), FEATURES * (HELD_OUT + example + 1)), FEATURES * row);
  return images;
}

let whole: Digits | undefined;

/** A host without a worker, which copies as messages do; it has no labels yet. */
export function bareCaller(): Caller {
  const host = new TwinHost(
    openDevice("wasm"),
    () => new Promise((resolve) => setImmediate(resolve)),
    () => performance.now(),
  );
  return {
    ask: (method, given, how) =>
      (host[method] as (...given: unknown[]) => Promise<never>).call(
        host,
        ...structuredClone(given as unknown[]),
        ...(how?.tell ? [how.tell] : []),
      ),
    close: () => {},
  };
}

/** One that has all of MNIST. */
export async function hostCaller(): Promise<Caller> {
  whole ??= mnistDigits();
  const caller = bareCaller();
  await caller.ask("labels", [whole.labels]);
  await caller.ask("images", ["train", whole.images.train]);
  await caller.ask("images", ["test", whole.images.test]);
  return caller;
}
