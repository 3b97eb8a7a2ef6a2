import { argv } from "node:process";
import { CommanderError } from "commander";
import { DataError } from "#data";
import { inLine } from "#engine";
import { LostStoreError, StoreError, UnreachableStoreError } from "#experiment";
import { refuseOneDash } from "./commandErrors.ts";
import { missingPackage } from "./missingPackage.ts";
import { endWith, stderr, watchOutput } from "./output.ts";
import { makeProgram } from "./program.ts";
import { asTyped } from "./typedNames.ts";
import { exitCodes, UsageError } from "./usageError.ts";

/** Runs the command line; gives the exit code. */
async function main(): Promise<number> {
  watchOutput();
  let exitCode: number = exitCodes.success;
  // the post writes --max_norm
  const words = argv.slice(2).map((word) => word.replace(/^--[\w-]+/, (flag) => flag.replaceAll("_", "-")));
  const program = makeProgram((code) => {
    exitCode = code;
  }, words);
  try {
    refuseOneDash(program, words);
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    const isOfInput = error instanceof UsageError || error instanceof DataError || error instanceof StoreError;
    if (isOfInput && !(error instanceof LostStoreError || error instanceof UnreachableStoreError)) {
      stderr.write(`droplab: ${inLine(asTyped(error.message))}\n`);
      return exitCodes.usage;
    }
    stderr.write(`droplab: ${missingPackage(error) ?? inLine((error as Error).message)}\n`);
    return exitCodes.failure;
  }
}

await endWith(await main());
