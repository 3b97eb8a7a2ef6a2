import { Command } from "commander";
import { addBenchCommand } from "./benchCommand.ts";
import { addCheckCommand } from "./checkCommand.ts";
import { explainErrors } from "./commandErrors.ts";
import { addCompareCommand } from "./compareCommand.ts";
import { addCopyCommand } from "./copyCommand.ts";
import { addDataCommand } from "./dataCommand.ts";
import { addExportCommands } from "./exportCommand.ts";
import { addLabelCommand } from "./labelCommand.ts";
import { addListCommand } from "./listCommand.ts";
import { addMethodsCommand } from "./methodsCommand.ts";
import { refuseRepeats } from "./options.ts";
import { packageDescription, packageVersion } from "./packageVersion.ts";
import { addPredictCommand } from "./predictCommand.ts";
import { addReportCommand } from "./reportCommand.ts";
import { addResumeCommand } from "./resumeCommand.ts";
import { addRunCommand } from "./runCommand.ts";
import { addSaveCommand } from "./saveCommand.ts";
import { addStopCommand } from "./stopCommand.ts";
import { addStoreCommands } from "./storeCommands.ts";
import { addSweepCommand } from "./sweepCommand.ts";
import { addTableCommand } from "./tableCommand.ts";
import { addUiCommand } from "./uiCommand.ts";
import { addVarianceCommand } from "./varianceCommand.ts";
import { addWorkerCommand } from "./workerCommand.ts";

/** All commands. `words` are what was typed, for sentences that say how to type it. */
export function makeProgram(setExitCode: (code: number) => void, words: readonly string[]): Command {
  const program = new Command("droplab").description(packageDescription).version(packageVersion).exitOverride();
  // short enough that the summaries beside them are wrapped
  program.configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage().replace("[options]", "").trim()}`.trim() });
  addRunCommand(program, setExitCode);
  addSweepCommand(program, setExitCode);
  addTableCommand(program, setExitCode);
  addListCommand(program);
  addStoreCommands(program);
  addLabelCommand(program);
  addCheckCommand(program, setExitCode);
  addResumeCommand(program, setExitCode);
  addStopCommand(program);
  addWorkerCommand(program, setExitCode);
  addUiCommand(program, setExitCode);
  addCompareCommand(program);
  addVarianceCommand(program, setExitCode);
  addReportCommand(program, setExitCode);
  addPredictCommand(program);
  addSaveCommand(program);
  addExportCommands(program);
  addCopyCommand(program);
  addMethodsCommand(program);
  addDataCommand(program);
  addBenchCommand(program);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    refuseRepeats(command);
  }
  explainErrors(program, words);
  return program;
}
