import { argv } from "node:process";
import { Command, CommanderError } from "commander";
import { DataError } from "#data";
import { inLine } from "#engine";
import { LostStoreError, StoreError } from "#experiment";
import { addBenchCommand } from "./benchCommand.ts";
import { addCheckCommand } from "./checkCommand.ts";
import { addCompareCommand } from "./compareCommand.ts";
import { addDataCommand } from "./dataCommand.ts";
import { addExportCommands } from "./exportCommand.ts";
import { addMethodsCommand } from "./methodsCommand.ts";
import { missingPackage } from "./missingPackage.ts";
import { refuseRepeats } from "./options.ts";
import { endWith, stderr, watchOutput } from "./output.ts";
import { packageDescription, packageVersion } from "./packageVersion.ts";
import { addPredictCommand } from "./predictCommand.ts";
import { addReportCommand } from "./reportCommand.ts";
import { addResumeCommand } from "./resumeCommand.ts";
import { addRunCommand } from "./runCommand.ts";
import { addSaveCommand } from "./saveCommand.ts";
import { addStoreCommands } from "./storeCommands.ts";
import { addSweepCommand } from "./sweepCommand.ts";
import { addTableCommand } from "./tableCommand.ts";
import { asTyped } from "./typedNames.ts";
import { exitCodes, UsageError } from "./usageError.ts";
import { addVarianceCommand } from "./varianceCommand.ts";

/** Runs the command line; gives the exit code. */
async function main(): Promise<number> {
  watchOutput();
  let exitCode: number = exitCodes.success;
  const program = new Command("droplab").description(packageDescription).version(packageVersion);
  program.exitOverride().configureOutput({ outputError: (text, write) => write(`droplab: ${inLine(oneSentence(text))}\n`) });
  // short enough that the summaries beside them are wrapped
  program.configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage().replace("[options]", "").trim()}`.trim() });
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  addRunCommand(program, setExitCode);
  addSweepCommand(program, setExitCode);
  addTableCommand(program, setExitCode);
  addStoreCommands(program);
  addCheckCommand(program, setExitCode);
  addResumeCommand(program, setExitCode);
  addCompareCommand(program);
  addVarianceCommand(program, setExitCode);
  addReportCommand(program);
  addPredictCommand(program);
  addSaveCommand(program);
  addExportCommands(program);
  addMethodsCommand(program);
  addDataCommand(program);
  addBenchCommand(program);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    refuseRepeats(command);
  }
  try {
    // the post writes --max_norm
    await program.parseAsync([
      ...argv.slice(0, 2),
      ...argv.slice(2).map((word) => word.replace(/^--[\w-]+/, (flag) => flag.replaceAll("_", "-"))),
    ]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    const isOfInput = error instanceof UsageError || error instanceof DataError || error instanceof StoreError;
    if (isOfInput && !(error instanceof LostStoreError)) {
      stderr.write(`droplab: ${inLine(asTyped(error.message))}\n`);
      return exitCodes.usage;
    }
    stderr.write(`droplab: ${missingPackage(error) ?? inLine((error as Error).message)}\n`);
    return exitCodes.failure;
  }
}

/** Commander's `error: unknown option '--foo'\n(Did you mean --food?)` and the like, as one sentence. */
function oneSentence(text: string): string {
  return text
    .trim()
    .replace(/^error: /, "")
    .replace(/\n\(Did you mean (.*)\)$/, "; did you mean $1")
    .replace(/\. Expected (.*)\.$/, ": expected $1");
}

await endWith(await main());
