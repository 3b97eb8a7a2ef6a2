import { Socket } from "node:net";
import { env, exit, stderr as standardError, stdout } from "node:process";
import type { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { writeFully } from "#data/files";
import { visible } from "#engine";
import { reasonOf } from "./reasonOf.ts";
import { exitCodes } from "./usageError.ts";

/** Why standard error could not be written, the last time. */
let untold: Error | undefined;

/**
 * Ends quietly when the reader of standard output goes away (`| head -1`), and with a sentence when it cannot be written (a full disk).
 * Work goes on when standard error cannot be written, and when its reader goes away; the first is said in the end.
 */
export function watchOutput(): void {
  writeWhole(stdout, stdout.fd, (error, done) => done(error));
  writeWhole(standardError, standardError.fd, (error, done) => {
    untold = error;
    done(); // a stream that has failed would not be tried again
  });
  stdout.on("error", endWithout);
  standardError.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") untold = error;
  });
}

/**
 * Node leaves out, without a word, what a file did not take at once: the end of what is written when a disk fills up. Now all of it is
 * written, or `onError` tells.
 */
function writeWhole(stream: Writable, descriptor: number, onError: (error: Error, done: (error?: Error) => void) => void): void {
  if (stream instanceof Socket) return; // pipes and terminals are asked until they have it all
  stream._write = (chunk: Uint8Array, _, done) => {
    try {
      writeFully(descriptor, chunk);
    } catch (error) {
      return onError(error as Error, done);
    }
    done();
  };
}

function endWithout(error: NodeJS.ErrnoException): never {
  if (error.code === "EPIPE") exit(exitCodes.success);
  stderr.write(`droplab: standard output cannot be written: ${reasonOf(error)}; free some space, or write elsewhere\n`);
  exit(exitCodes.failure);
}

/** Ends the process when all that was written has arrived; with another code where it has not. */
export async function endWith(code: number): Promise<never> {
  for (const stream of [stdout, standardError]) if (!stream.errored) await new Promise((resolve) => stream.write("", resolve)); // it may be a pipe that still has to be drained
  if (stdout.errored) endWithout(stdout.errored);
  if (untold === undefined) exit(code);
  stderr.write(`droplab: some of standard error could not be written: ${reasonOf(untold)}\n`);
  exit(code === exitCodes.success ? exitCodes.failure : code);
}

/** Whether lines can be drawn over: a file keeps all of them, and a dumb terminal knows no other way. */
export const isDrawable = ({ isTTY }: Pick<WriteStream, "isTTY">): boolean => Boolean(isTTY) && env["TERM"] !== "dumb";

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
