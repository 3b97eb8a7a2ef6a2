import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface CliOptions {
  /** Arguments of Node before the program. */
  readonly node?: readonly string[];
  /** Calls back for each piece of standard error, with a way to send a signal. */
  readonly onError?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Closes the reading end of standard output at its first byte. */
  readonly closeEarly?: boolean;
  /** A file that is standard output. */
  readonly stdout?: number;
}

/** Runs the command line as a process of its own, with this Node. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.node ?? []), bin, ...args], { stdio: ["ignore", options.stdout ?? "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (data) => {
      stdout += data;
      if (options.closeEarly) child.stdout?.destroy();
    });
    child.stderr?.on("data", (data) => {
      stderr += data;
      options.onError?.(String(data), (signal) => child.kill(signal));
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr, ms: performance.now() - started }));
  });
}
