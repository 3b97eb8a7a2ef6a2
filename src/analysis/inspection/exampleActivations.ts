import type { ImageDataset } from "#data";
import { type Device, type Numbers, size } from "#engine";
import type { Net } from "#nn";
import { reviveTrial, softmaxRows, type TrialConfig } from "#train";

/** What a net makes of one test example. */
export interface ExampleActivations {
  /** One for each class; probabilities where the net gives some. */
  readonly logits: readonly number[];
  readonly probabilities: readonly number[] | null;
  /** What the hidden activation layers give, and under a mask what dropout leaves of it: [unit, …positions]. */
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[]; readonly values: readonly number[] }[];
}

const TEST = 1;

/**
 * Shows the net of a finished run the test example of this index: the whole net, or thinned net number `mask` (from 0), whose masks
 * dropout draws from the run's seed; Monte-Carlo dropout draws anew for each example.
 */
export async function exampleActivations(
  config: TrialConfig,
  data: ImageDataset,
  device: Device,
  weights: Numbers,
  { index, mask }: { readonly index: number; readonly mask?: number | undefined },
): Promise<ExampleActivations> {
  const shownOf = (net: Net) => shownTensors(net, mask !== undefined);
  const trainer = await reviveTrial(config, data, device, weights, shownOf);
  const { net } = trainer;
  const tensors = shownOf(net);
  const indices = Int32Array.of(index);
  const layers: ExampleActivations["layers"][number][] = [];
  let logits = new Float64Array();
  await trainer.observe(
    TEST,
    indices,
    [net.logits, ...tensors],
    ([outputs, ...values], lanes) => {
      const ofLane = (numbers: Numbers, count: number) => Array.from({ length: count }, (_, unit) => numbers[unit * lanes] as number);
      logits = Float64Array.from(ofLane(outputs as Numbers, net.classes));
      for (const [i, { name, shape }] of tensors.entries()) layers.push({ name, shape, values: ofLane(values[i] as Numbers, size(shape)) });
    },
    mask === undefined ? undefined : { thinned: mask },
  );
  const { classes, hasProbabilities } = net;
  return { logits: [...logits], probabilities: hasProbabilities ? [...softmaxRows(logits, classes)] : null, layers };
}

/** Outputs of activation layers and, under a mask, of the dropout layers, in the order of the net. */
function shownTensors({ graph, activations, dropouts }: Net, withMasks: boolean) {
  const wanted = new Set([
    ...activations.map(({ output }) => output),
    ...(withMasks ? dropouts.flatMap(({ output }) => output ?? []) : []),
  ]);
  return graph.nodes.map(({ output }) => output).filter((output) => wanted.has(output));
}
