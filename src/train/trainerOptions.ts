import type { ByteExamples, Device, Tensor } from "#engine";
import type { Net } from "#nn";
import type { MakeOptimizer } from "#optim";
import type { MethodValues } from "#regularize";

export interface TrainerOptions {
  readonly net: Net;
  readonly optimizer: MakeOptimizer;
  /** The optimizer's weight decay alone unless given; see `methodValues`. */
  readonly methods?: MethodValues;
  readonly batch: number;
  readonly device: Pick<Device, "open">;
  /** The session's data sets, by number. */
  readonly examples: readonly ByteExamples[];
  /** Of the dropout masks. */
  readonly seed: number;
  /** Of the initial weights; that of the masks unless given. */
  readonly initSeed?: number;
  /** Tensors that `observe` can read, besides the logits; none unless given. */
  readonly observed?: (net: Net) => readonly Tensor[];
}

export interface Counts {
  /** mean over the examples, without penalties and label smoothing */
  readonly loss: number;
  /** in [0, 1]; an example with a logit that is no number is never right */
  readonly accuracy: number;
  /** the highest logit of each class over all examples */
  readonly highestLogits: readonly number[];
}
