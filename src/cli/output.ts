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

const [LEAST_WIDTH, MOST_WIDTH] = [40, 120];

/** How many characters a line of standard output may have: those of the terminal, or 100 in a file. */
export const outputWidth = (): number => Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, stdout.columns ?? 100));

/** Writes one line to standard output. */
export function print(line: string): void {
  stdout.write(`${line}\n`);
}
