import { type Numbers, size } from "#engine";
import type { Trainer } from "#train";
import type { SavedNet } from "./savedNet.ts";

/** How the names of an optimizer's memory begin. */
const MEMORY = "optimizer.";

/** Where a tensor lies in the arena of a net. */
interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Where parameters, running statistics and the optimizer's memory lie, by name, without padding. */
export function tensorPlaces({ net, memory }: Trainer): Map<string, Place> {
  const { graph, losses, counts } = net;
  const { layout, slots } = memory;
  const places = new Map<string, Place>();
  // training does not depend on these two, in which −∞ may stand
  for (const tensor of [...graph.parameters, ...graph.states])
    if (tensor !== losses && tensor !== counts)
      places.set(tensor.name, { offset: layout.buffers.get(tensor)?.offset ?? 0, length: size(tensor.shape) });
  for (const [name, { offset = 0, length }] of slots) places.set(`${MEMORY}${name}`, { offset, length });
  return places;
}

/** What a saved net has, by name. Throws for a net that is no number. */
export async function readTensors(trainer: Trainer): Promise<Map<string, Numbers>> {
  const tensors = new Map<string, Numbers>();
  const session = await trainer.session;
  for (const [name, { offset, length }] of tensorPlaces(trainer)) {
    const values = await session.read(offset, length);
    if (!values.every(Number.isFinite))
      throw new Error(`save: ${name} holds what is no number: the net has diverged; restore a checkpoint from before`);
    tensors.set(name, values);
  }
  return tensors;
}

/**
 * Puts back what `readTensors` gave; an optimizer's memory that was not kept stays empty. Throws where it is of another net, or holds what is
 * no number.
 */
export async function fillTensors(trainer: Trainer, { header, tensors }: SavedNet, file: string): Promise<void> {
  const places = new Map([...tensorPlaces(trainer)].filter(([name]) => header.optimizer || !name.startsWith(MEMORY)));
  const found = [...tensors].map(([name, { length }]) => `${name} ${length}`).sort();
  const wanted = [...places].map(([name, { length }]) => `${name} ${length}`).sort();
  if (String(found) !== String(wanted)) {
    const [first = ""] = found.filter((each) => !wanted.includes(each));
    throw new Error(`${file}: ${first || "a tensor"} is not what this net has; the file is damaged, save the net again`);
  }
  for (const [name, values] of tensors) if (!values.every(Number.isFinite)) throw new Error(`${file}: ${name} holds what is no number`);
  const session = await trainer.session;
  for (const [name, { offset }] of places) await session.write(offset, tensors.get(name) as Numbers);
}
