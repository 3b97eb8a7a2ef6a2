import { joined } from "./parts.ts";
import type { StoreReader } from "./store.ts";

/** The weights of a run, in the order of its net; undefined where none were kept. */
export async function loadWeights(store: Pick<StoreReader, "weights">, trial: string): Promise<Float32Array | undefined> {
  const parts = await store.weights(trial);
  return parts && (await joined(parts));
}
