import { argv, stdout } from "node:process";
import { Command, CommanderError } from "commander";
import { DataError } from "#data";
import { inLine } from "#engine";
import { StoreError } from "#experiment";
import { addBenchCommand } from "./benchCommand.ts";
import { addCompareCommand } from "./compareCommand.ts";
import { addDataCommand } from "./dataCommand.ts";
import { addExportCommands } from "./exportCommand.ts";
import { addMethodsCommand } from "./methodsCommand.ts";
import { refuseRepeats } from "./options.ts";
import { stderr, watchOutput } from "./output.ts";
import { packageDescription, packageVersion } from "./packageVersion.ts";
import { addReportCommand } from "./reportCommand.ts";
import { addResumeCommand } from "./resumeCommand.ts";
import { addRunCommand } from "./runCommand.ts";
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
  addResumeCommand(program, setExitCode);
  addCompareCommand(program);
  addVarianceCommand(program, setExitCode);
  addReportCommand(program);
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
    if (error instanceof UsageError || error instanceof DataError || error instanceof StoreError) {
      stderr.write(`droplab: ${inLine(asTyped(error.message))}\n`);
      return exitCodes.usage;
    }
    stderr.write(`droplab: ${inLine((error as Error).message)}\n`);
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

const code = await main();
// Standard output may be a pipe that still has to be drained.
stdout.write("", () => process.exit(code));
