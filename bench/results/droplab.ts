import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

/** The exit code of a command that a signal stopped. */
export const STOPPED = 130;

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The command that runs now, and whether a signal has asked to stop. */
const running: { child: ChildProcess | undefined; stopped: boolean } = { child: undefined, stopped: false };

/** Passes signals on: the command finishes its checkpoints, and nothing more is begun. Ctrl-C reaches both, and counts once there. */
export function stopOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      running.stopped = true;
      running.child?.kill(signal);
    });
}

/** Runs the command line in the checkout, with its progress on standard error; gives its exit code. */
export function droplab(words: readonly string[]): Promise<number> {
  if (running.stopped) return Promise.resolve(STOPPED);
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [join(root, "bin/droplab.js"), ...words], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    running.child = child;
    child.on("error", reject);
    child.on("close", (code) => {
      running.child = undefined;
      resolve(running.stopped ? STOPPED : (code ?? 1));
    });
  });
}
