import { size } from "#engine";
import type { Net } from "./net.ts";

/**
 * Refuses batch normalization over one value, in training: (x − mean) / √(variance + ε) is 0 then, whatever x is, and nothing before
 * it learns. A feature is normalized over the examples of a batch and the positions of its map.
 */
export function checkBatch({ graph }: Net, batch: number): void {
  if (batch > 1) return;
  for (const { op, output } of graph.nodes)
    if (op === "batchNorm" && size(output.shape.slice(1)) === 1)
      throw new Error(`batch: 1 leaves ${output.name} one value of each feature to normalize over; give 2 or more, or take the layer out`);
}
