import { counted } from "#engine";
import { isSettled, type TrialState } from "#experiment";
import { isShared } from "#store";
import type { Execution } from "./executePlan.ts";
import { stderr } from "./output.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { exitCodes } from "./usageError.ts";

/** `3 runs wait, and 2 run, for workers anywhere; droplab stop 3f2a91bc04 stops them` */
function othersText(id: string, runs: Execution["results"]["runs"]): string {
  const countOf = (...states: readonly TrialState[]) => runs.filter(({ record }) => states.includes(record.state)).length;
  const [waiting, running] = [countOf("queued", "interrupted"), countOf("running")];
  if (waiting + running === 0) return "none is left for workers elsewhere";
  const wait = waiting ? [`${counted(waiting, "run")} ${waiting === 1 ? "waits" : "wait"} for workers anywhere`] : [];
  const goOn = running ? [`${counted(running, "run")} ${running === 1 ? "goes" : "go"} on elsewhere`] : [];
  return `${[...wait, ...goOn].join(" and ")}; droplab stop ${id} stops ${waiting + running === 1 ? "it" : "them"}`;
}

/** The last sentence on standard error, and the exit code. */
export function conclude(
  { plan, results: { runs }, interrupted, stopped, detached }: Pick<Execution, "plan" | "results" | "interrupted" | "stopped" | "detached">,
  { store, fresh = false }: StoreOptions & { readonly fresh?: boolean },
): number {
  const planned = plan.trials.length;
  const same = fresh ? "the same command without --fresh" : "the same command";
  const done = runs.filter(({ record }) => record.state === "done").length;
  const removed = planned - runs.length;
  if (removed)
    stderr.write(`droplab: ${removed} of ${counted(planned, "run")} ${removed === 1 ? "was" : "were"} removed from the store meanwhile\n`);
  if (detached) {
    const isOver = runs.every(({ record }) => isSettled(record));
    stderr.write(
      `droplab: ${isOver ? `nothing is left to do of it; droplab show ${plan.id}` : `${othersText(plan.id, runs)}; the same command comes back to them`}\n`,
    );
    return exitCodes.success;
  }
  if (stopped && runs.length > 0) {
    stderr.write(
      `droplab: stopped by droplab stop; ${done} of ${counted(planned, "run")} had finished; ${same}, or droplab resume ${plan.id}, goes on\n`,
    );
    return exitCodes.interrupted;
  }
  if (interrupted && runs.length > 0) {
    const others = typeof store === "string" && isShared(store) ? `; ${othersText(plan.id, runs)}` : "";
    const how = store === false ? "" : `; ${same} continues where they stopped`;
    stderr.write(`droplab: stopped${others && " here"}; ${done} of ${counted(planned, "run")} had finished${others}${how}\n`);
    return exitCodes.interrupted;
  }
  const isWhole = !removed && runs.every(({ record }) => record.state === "done" || record.state === "pruned");
  return isWhole ? exitCodes.success : exitCodes.failure;
}
