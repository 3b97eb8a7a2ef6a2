import { stderr } from "node:process";
import type { Execution } from "./executePlan.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { exitCodes } from "./usageError.ts";

/** The last sentence on standard error, and the exit code. */
export function conclude({ results: { runs }, interrupted }: Execution, { store }: StoreOptions): number {
  const done = runs.filter(({ record }) => record.state === "done").length;
  if (interrupted) {
    const how = store === false ? "" : "; the same command continues where they stopped";
    stderr.write(`droplab: stopped; ${done} of ${runs.length} runs had finished${how}\n`);
    return exitCodes.interrupted;
  }
  return runs.every(({ record }) => record.state === "done" || record.state === "pruned") ? exitCodes.success : exitCodes.failure;
}
