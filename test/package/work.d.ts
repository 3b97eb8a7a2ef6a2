import type { Learner, mlp } from "../../src/library/index.ts";

interface Library {
  readonly Learner: typeof Learner;
  readonly mlp: typeof mlp;
}

export function work(
  library: Library,
  saved: Pick<Learner, "predict">,
  device?: "wasm",
): Promise<{ readonly loss: number; readonly accuracy: number; readonly answer: number[]; readonly learner: Learner }>;
