import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "#experiment";

/** A heartbeat older than this, in seconds, of a process on another machine means that it is no more. */
const SILENT = 60;

/** When a process began, as /proc tells it where there is one; empty where that is not known. */
export function processStart(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/**
 * Whether an owner still works. On this machine its process is asked, so that no jump of the clock matters; on another its
 * heartbeat tells.
 */
export function isAlive(owner: Pick<Owner, "host" | "pid" | "processStart">, heartbeat: number): boolean {
  if (owner.host !== hostname()) return Date.now() / 1000 - heartbeat < SILENT;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return processStart(owner.pid) === owner.processStart;
}
