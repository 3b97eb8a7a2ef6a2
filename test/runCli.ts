import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/droplab.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface CliOptions {
  /** A module that Node loads before the program. */
  readonly preload?: string;
  /** Makes standard error a terminal of so many columns, as far as the program can tell. */
  readonly terminal?: number;
  /** Calls back for each piece of standard error, with a way to send a signal. */
  readonly onError?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Closes the reading end of standard output at its first byte. */
  readonly closeEarly?: boolean;
  /** The working folder, where the store is; a new one unless given, which goes away again. */
  readonly cwd?: string;
  /** A file that is standard output. */
  readonly stdout?: number;
}

// what the program prints must not depend on where the tests run
const { FORCE_COLOR, NO_COLOR, ...env } = process.env;

/** Runs the command line as a process of its own, with this Node. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const started = performance.now();
  const terminal = options.terminal && `Object.assign(process.stderr, { isTTY: true, columns: ${options.terminal}, rows: 24 });`;
  const preload = [terminal, options.preload].filter(Boolean).join("\n");
  const node = preload ? ["--import", `data:text/javascript,${encodeURIComponent(preload)}`] : [];
  return new Promise((resolve, reject) => {
    const cwd = options.cwd ?? mkdtempSync(join(tmpdir(), "droplab-"));
    const child = spawn(process.execPath, [...node, bin, ...args], { cwd, stdio: ["ignore", options.stdout ?? "pipe", "pipe"], env });
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
    child.on("close", (code) => {
      if (options.cwd === undefined) rmSync(cwd, { recursive: true, force: true });
      resolve({ code, stdout, stderr, ms: performance.now() - started });
    });
  });
}
