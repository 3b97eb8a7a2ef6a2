import { counted } from "#engine";
import type { Execution } from "./executePlan.ts";
import { stderr } from "./output.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { exitCodes } from "./usageError.ts";

/** The last sentence on standard error, and the exit code. */
export function conclude(
  { plan, results: { runs }, interrupted }: Pick<Execution, "plan" | "results" | "interrupted">,
  { store }: StoreOptions,
): number {
  const planned = plan.trials.length;
  const done = runs.filter(({ record }) => record.state === "done").length;
  const removed = planned - runs.length;
  if (removed)
    stderr.write(`droplab: ${removed} of ${counted(planned, "run")} ${removed === 1 ? "was" : "were"} removed from the store meanwhile\n`);
  if (interrupted && runs.length > 0) {
    const how = store === false ? "" : "; the same command continues where they stopped";
    stderr.write(`droplab: stopped; ${done} of ${counted(planned, "run")} had finished${how}\n`);
    return exitCodes.interrupted;
  }
  const isWhole = !removed && runs.every(({ record }) => record.state === "done" || record.state === "pruned");
  return isWhole ? exitCodes.success : exitCodes.failure;
}
