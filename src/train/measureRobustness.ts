import type { ImageDataset } from "#data";
import { type Device, type Numbers, type Parameter, RandomSequence } from "#engine";
import { type HiddenUnits, hiddenUnits } from "./hiddenUnits.ts";
import type { Robustness } from "./robustness.ts";
import type { Trainer } from "./trainer.ts";
import { reviveTrial } from "./trial.ts";
import type { TrialConfig } from "./trialConfig.ts";

/** So many test images at most. */
export const ROBUSTNESS_IMAGES = 2000;
export const ROBUSTNESS_DRAWS = 20;
/** In tenths, so that a half of five units is rounded as one expects. */
const TENTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const TEST = 1;

/** Units that go, of so many: the nearest whole number, and at least one stays. */
export const removedOf = (count: number, tenths: number): number => Math.min(count - 1, Math.round((tenths * count) / 10));

/** Whether a layer has units to take away, of which one stays. */
const canLose = ({ count }: Pick<HiddenUnits, "count">): boolean => count > 1;

/**
 * Measures the net of a trial on the first test images with a growing share of its hidden units removed at random: what goes out of a unit
 * is zero, in whatever kernel reads it. Draws are of the run's seed and a stream of their own. Null where no hidden layer could lose a
 * unit. `each` is awaited after each measurement, `done` of `all`; what it throws ends the measuring.
 */
export async function measureRobustness(
  config: TrialConfig,
  data: ImageDataset,
  device: Device,
  weights: Numbers,
  each: (done: number, all: number) => Promise<void> | void = () => {},
): Promise<Robustness | null> {
  const trainer = await reviveTrial(config, data, device, weights, () => []);
  const layers = hiddenUnits(trainer.net);
  const [first] = layers;
  if (!first || !layers.some(canLose)) return null;
  const images = Math.min(ROBUSTNESS_IMAGES, data.test.count);
  const indices = Int32Array.from({ length: images }, (_, i) => i);
  const kernels = new Map<Parameter, Numbers>();
  for (const { readers } of layers) for (const kernel of readers) kernels.set(kernel, await trainer.read(kernel));
  const count = async () => Math.round((await trainer.evaluate(TEST, indices)).accuracy * images);
  const whole = await count();
  const all = 2 * ROBUSTNESS_DRAWS * (TENTHS.length - 1);
  let done = 0;
  const right = TENTHS.map(() => Array<number>(ROBUSTNESS_DRAWS).fill(whole));
  const rightRescaled = right.map((row) => [...row]);
  for (let draw = 0; draw < ROBUSTNESS_DRAWS; draw++) {
    const orders = layers.map(({ count: units }, layer) => drawnOrder(units, config.seed, draw, layer));
    for (const tenths of TENTHS.slice(1))
      for (const [rows, rescaled] of [[right, false] as const, [rightRescaled, true] as const]) {
        for (const [layer, units] of layers.entries()) {
          const gone = (orders[layer] as number[]).slice(0, removedOf(units.count, tenths));
          await removeUnits(trainer, units, gone, rescaled ? units.count / (units.count - gone.length) : 1, kernels);
        }
        (rows[tenths] as number[])[draw] = await count();
        await each(++done, all);
      }
  }
  return {
    kind: first.kind,
    units: layers.map((layer) => layer.count),
    images,
    shares: TENTHS.map((tenths) => tenths / 10),
    right,
    rightRescaled,
  };
}

/** The units of a layer in the order in which a draw removes them (Fisher–Yates). */
export function drawnOrder(units: number, seed: number, draw: number, layer: number): number[] {
  const random = new RandomSequence(seed, "removal", draw, layer);
  const order = Array.from({ length: units }, (_, unit) => unit);
  for (let i = units - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/** Kernels [output][unit][place]: zero where they read a unit that is gone, times `factor` elsewhere. */
export async function removeUnits(
  trainer: Trainer,
  { count, readers }: HiddenUnits,
  gone: readonly number[],
  factor: number,
  kernels: ReadonlyMap<Parameter, Numbers>,
): Promise<void> {
  const factors = new Float64Array(count).fill(factor);
  for (const unit of gone) factors[unit] = 0;
  for (const kernel of readers) {
    const [outputs = 1] = kernel.shape;
    const values = kernels.get(kernel) as Numbers;
    const places = values.length / outputs / count;
    await trainer.write(
      kernel,
      Float64Array.from(values, (value, i) => value * (factors[Math.floor(i / places) % count] as number)),
    );
  }
}
