import type { Emission, Memory } from "#engine";
import type { ParameterSlice } from "#optim";

/** Some rows of a kernel on their way through the update: a tile that fits the cache. */
export interface KernelTile extends ParameterSlice {
  /** Axis 0 of the kernel is the unit; a row is one unit's incoming weights. */
  readonly rows: number;
  readonly rowLength: number;
}

/**
 * One link of the chain from gradients to new parameters, after optax's `{ init, update }`: a method's `attach` is the `init`, which makes
 * its cells, and `update` emits what is done to a tile of a kernel, or to all parameters at once.
 *
 * `at` says where it stands in the chain: `penalty` adds to the loss and the gradients, `gradients` sees those of all parameters with all
 * penalties in them, `decay` is just before the optimizer's step, `projection` after it.
 */
export type Transform =
  | {
      readonly at: "penalty" | "decay" | "projection";
      readonly over: "tiles";
      update(emission: Emission, tile: KernelTile, learningRate: number): void;
    }
  | {
      readonly at: "penalty" | "gradients" | "projection";
      readonly over: "parameters";
      update(emission: Emission, memory: Memory): void;
    };

export type Stage = Transform["at"];
