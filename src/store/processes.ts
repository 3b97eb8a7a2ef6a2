import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { pid, platform } from "node:process";
import type { WorkerProcess } from "#experiment";

/** Where a process number means anything, and which process it is. */
export type ProcessPlace = Pick<WorkerProcess, "boot" | "pidNamespace" | "pid" | "processStart">;

/** What `read` gives; empty where it cannot be had. */
function known(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

/** The fields of /proc/PID/stat from the third on, where there is one: state, parent, … */
const statOf = (of: number): string[] => {
  const text = known(() => readFileSync(`/proc/${of}/stat`, "utf8"));
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
};
const startIn = (stat: readonly string[]): string => stat[19] ?? "";

/** This process. */
export function thisProcess(): ProcessPlace {
  const boot =
    platform === "darwin"
      ? known(() => execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }))
      : known(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  const pidNamespace = platform === "linux" ? known(() => readlinkSync("/proc/self/ns/pid")) : platform;
  return { boot, pidNamespace, pid, processStart: startIn(statOf(pid)) };
}

/** Whether another process's number means something here: containers share host names and numbers. */
export const isNear = (other: Pick<ProcessPlace, "boot" | "pidNamespace">, self: ProcessPlace): boolean =>
  self.boot !== "" && self.pidNamespace !== "" && other.boot === self.boot && other.pidNamespace === self.pidNamespace;

/** Whether the process of this number is no more, or is a zombie, which its parent has not asked for yet. */
export function isDead({ pid: other, processStart }: Pick<ProcessPlace, "pid" | "processStart">): boolean {
  try {
    process.kill(other, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return true;
  }
  const stat = statOf(other);
  return startIn(stat) !== processStart || stat[0] === "Z";
}
