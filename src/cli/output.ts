import { exit, stderr, stdout } from "node:process";
import { exitCodes } from "./usageError.ts";

/**
 * Ends quietly when the reader of standard output or error goes away (`| head -1`), and with a sentence when they cannot
 * be written (a full disk).
 */
export function watchOutput(): void {
  for (const stream of [stdout, stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") exit(exitCodes.success);
      if (stream === stdout) stderr.write(`droplab: standard output cannot be written: ${error.message}\n`);
      exit(exitCodes.failure);
    });
}

/** Writes one line to standard output. */
export function print(line: string): void {
  stdout.write(`${line}\n`);
}
