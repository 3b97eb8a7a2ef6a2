import { contentsNow, type ImageDataset } from "#data";
import { areNumbers, canonical, type Numbers, shown } from "#engine";
import type { Checkpoint, Trainer } from "./trainer.ts";
import type { TrialConfig } from "./trialConfig.ts";
import type { Evaluation } from "./trialResult.ts";

/** Everything to continue a trial from, with the same digits as without a break. */
export interface TrialCheckpoint {
  /** What it is a checkpoint of; absent in one that a store keeps with its trial. */
  readonly of?: string;
  readonly iteration: number;
  readonly evaluations: readonly Evaluation[];
  readonly state: Checkpoint;
  /** The net of the best evaluation. */
  readonly bestState: Numbers | null;
}

/** What a checkpoint is of: a configuration, in whatever order its options were given, and its data. */
export function checkpointAccount(config: TrialConfig, data: ImageDataset): string {
  return canonical([config, contentsNow(data)]);
}

/** What a checkpoint is put back into. */
interface Place {
  readonly trainer: Trainer;
  readonly config: TrialConfig;
  /** See TrialCheckpoint; hashed when it is asked for. */
  of(): string;
}

/** A trial continues from its own checkpoints only: another's would give digits of neither. Throws a sentence for what is none of them. */
export async function checkCheckpoint(
  given: TrialCheckpoint,
  { trainer, config: { iterations, evaluateEvery }, of }: Place,
): Promise<void> {
  if (typeof given !== "object" || given === null) refuse(`${shown(given)} is no checkpoint`);
  const { iteration, evaluations, state, bestState } = given;
  if (given.of !== undefined && given.of !== of()) refuse("the checkpoint is of another trial, or of other data");
  if (!Number.isInteger(iteration) || iteration < 0 || iteration > iterations)
    refuse(`iteration: ${shown(iteration)} is not a whole number from 0 to ${iterations}`);
  const made = Math.ceil(iteration / evaluateEvery);
  const isEvaluated = (one: unknown, k: number) =>
    typeof one === "object" && one !== null && "iteration" in one && one.iteration === Math.min((k + 1) * evaluateEvery, iteration);
  if (!Array.isArray(evaluations) || evaluations.length > made || evaluations.length < made - 1 || !evaluations.every(isEvaluated))
    refuse(`evaluations: they are not those up to iteration ${iteration}`);
  const { lasting, evaluated } = trainer.memory;
  if (!areNumbers(state) || state.length !== lasting) refuse(`state: it is not the ${lasting} numbers of this net`);
  if (bestState !== null && (!areNumbers(bestState) || bestState.length !== evaluated))
    refuse(`bestState: it is not the ${evaluated} numbers of this net`);
  const other = await trainer.otherCell(state);
  if (other) refuse(`state: its ${other} is that of another trial`);
}

function refuse(what: string): never {
  throw new RangeError(`resume: ${what}; give what checkpoint() of this trial gave, kept with structuredClone`);
}
