import { type Numbers, size, type Tensor } from "#engine";
import type { Masks } from "#train";
import { methodsOf } from "../settings/netOf.ts";
import type { Shown, Sight } from "./seen.ts";
import { sightUnder } from "./sights.ts";
import { laneOf, TEST, type Twin } from "./twin.ts";

/** Masks that a net is asked under, whatever it is trained with. */
export interface WishedMasks {
  readonly rate: number;
  /** The first of them, from 0: each image has the next. */
  readonly first: number;
}

/** What a net gives before an activation that stands behind its logits: [image][class]. */
export interface RawLogits {
  readonly step: number;
  readonly whole: Float32Array;
  /** Each image under a mask of its own. */
  readonly masked: Float32Array;
}

/** Training reaches no such iteration, so that these masks are those of none of its steps. */
const FIRST_MASK = 2 ** 30;
const maskOf = (mask: number): Masks & { readonly iteration: number } => ({ iteration: FIRST_MASK + mask });

/**
 * The logits of test images as they are before a ReLU, which shows nothing of what is below zero: computed from the stage before and the
 * weights between. Throws a sentence for a net that does not end in a dense layer.
 */
export async function rawLogitsOf(twin: Twin, images: Int32Array, masks: WishedMasks): Promise<RawLogits> {
  const { classes } = twin.net;
  const last = twin.stages.at(-1);
  const before = twin.stages[last?.from[0] ?? -1];
  if (!last?.kernel || !last.bias || !before || size(before.shape) * classes !== size(last.kernel.shape))
    throw new Error("rawLogits: this net does not end in a dense layer");
  const [kernel, bias] = [await twin.trainer.read(last.kernel), await twin.trainer.read(last.bias)];
  const whole = new Float32Array(images.length * classes);
  const masked = new Float32Array(images.length * classes);
  await underMasks(twin, masks.rate, async () => {
    for (const [i, image] of images.entries()) {
      const into = (logits: Float32Array) => (values: Numbers, lanes: number) =>
        logits.set(product(kernel, bias, laneOf(values, lanes, before.shape)), i * classes);
      const see = (tensor: Tensor, take: ReturnType<typeof into>, mask?: Masks) =>
        twin.trainer.observe(TEST, Int32Array.of(image), [tensor], ([values], lanes) => take(values as Numbers, lanes), mask);
      if (images.indexOf(image) === i) await see(before.tensor, into(whole));
      else whole.copyWithin(i * classes, images.indexOf(image) * classes, (images.indexOf(image) + 1) * classes);
      await see(before.masked?.tensor ?? before.tensor, into(masked), maskOf(masks.first + i));
    }
  });
  return { step: twin.step, whole, masked };
}

/** An image in the net under the first of some masks. */
export const sightUnderMask = (twin: Twin, shown: Shown, { rate, first }: WishedMasks): Promise<Sight> =>
  underMasks(twin, rate, () => sightUnder(twin, shown, { rates: twin.rates(rate), ...maskOf(first) }));

/** Does something to a net that drops at another rate than in training, and puts it back. */
const underMasks = <T>(twin: Twin, rate: number, work: () => Promise<T>): Promise<T> =>
  twin.aside(async () => {
    await twin.trainer.setMethods(methodsOf({ ...twin.make.own, dropout: rate }));
    return work();
  });

/** bias + kernel · values */
function product(kernel: Numbers, bias: Numbers, values: Float32Array): Float32Array {
  const inputs = values.length;
  return Float32Array.from(bias, (start, k) => {
    let sum = start;
    for (let i = 0; i < inputs; i++) sum += (kernel[k * inputs + i] as number) * (values[i] as number);
    return sum;
  });
}
