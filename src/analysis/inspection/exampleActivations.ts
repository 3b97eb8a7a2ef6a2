import type { ImageDataset } from "#data";
import { type Device, type Numbers, size } from "#engine";
import { reviveTrial, softmaxRows, type TrialConfig } from "#train";

/** What a net makes of one test example. */
export interface ExampleActivations {
  /** One for each class; probabilities where the net gives some. */
  readonly logits: readonly number[];
  readonly probabilities: readonly number[] | null;
  /** What the hidden activation layers give: [unit, …positions]. */
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[]; readonly values: readonly number[] }[];
}

const TEST = 1;

/** Shows the net of a finished run, without dropout, the test example of this index. */
export async function exampleActivations(
  config: TrialConfig,
  data: ImageDataset,
  device: Device,
  weights: Numbers,
  index: number,
): Promise<ExampleActivations> {
  const trainer = await reviveTrial(config, data, device, weights, (net) => net.activations.map(({ output }) => output));
  const tensors = trainer.net.activations.map(({ output }) => output);
  const indices = Int32Array.of(index);
  const layers: ExampleActivations["layers"][number][] = [];
  await trainer.observe(TEST, indices, tensors, (values, lanes) => {
    for (const [i, tensor] of tensors.entries()) {
      const own = values[i] as Numbers;
      const numbers = Array.from({ length: size(tensor.shape) }, (_, unit) => own[unit * lanes] as number);
      layers.push({ name: tensor.name, shape: tensor.shape, values: numbers });
    }
  });
  const logits = await trainer.logits(TEST, indices);
  const { classes, hasProbabilities } = trainer.net;
  return { logits: [...logits], probabilities: hasProbabilities ? [...softmaxRows(logits, classes)] : null, layers };
}
