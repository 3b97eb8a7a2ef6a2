import { exit, stderr as standardError, stdout } from "node:process";
import { visible } from "#engine";
import { exitCodes } from "./usageError.ts";

/**
 * Ends quietly when the reader of standard output or error goes away (`| head -1`), and with a sentence when they cannot
 * be written (a full disk).
 */
export function watchOutput(): void {
  for (const stream of [stdout, standardError])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") exit(exitCodes.success);
      if (stream === stdout) stderr.write(`droplab: standard output cannot be written: ${error.message}\n`);
      exit(exitCodes.failure);
    });
}

const [LEAST_WIDTH, MOST_WIDTH] = [40, 120];

/** How many characters a plot on standard output is wide: as the terminal, or 80 in a file. */
export const plotWidth = (): number => Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, stdout.columns ?? 80));

/** How many characters a table's line may have: as the terminal; in a file nothing is left out. */
export const tableWidth = (): number => Math.max(LEAST_WIDTH, stdout.columns ?? Number.POSITIVE_INFINITY);

/** Standard error, for sentences: names in them may come from files of others, and what a terminal would obey in these is shown. */
export const stderr = {
  write(text: string): void {
    standardError.write(visible(text));
  },
};

/** Writes one line to standard output, with what a terminal would obey shown. */
export function print(line: string): void {
  stdout.write(`${visible(line)}\n`);
}
