import type { Command } from "commander";
import { splitVariance } from "#lab";
import { varianceSentence, varianceTable } from "#report";
import { protocols, scoreOf, type VariedStream, variedStreams } from "#train";
import { addConfigurationOptions, experimentOf } from "./configurationOptions.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { dataLoader, executePlan, makePlan } from "./executePlan.ts";
import { print } from "./output.ts";
import { addMachineOptions, addRepetitionOptions, shortened } from "./runCommand.ts";
import { commandLine } from "./storeOptions.ts";
import { concludeSweep, type SweepOptions } from "./sweepCommand.ts";
import { exitCodes, UsageError } from "./usageError.ts";

/** `droplab variance`: where the spread of a configuration's runs comes from. */
export function addVarianceCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("variance")
    .summary("split the variance of runs by its source: initial weights, order of the examples, dropout masks")
    .description(
      [
        "Trains a net several times with only the initial weights different, then only the order of the examples, then only the dropout masks (where there are some), then all of them, and says how much of the variance each makes by itself.",
        "Run 1 is the same in all four, and what is in the store already is not run again; after an interruption the same command continues.",
      ].join("\n\n"),
    );
  addConfigurationOptions(command, { lists: false });
  addRepetitionOptions(command);
  addMachineOptions(command)
    .option("--json", "the whole result as JSON on standard output")
    .addHelpText("after", "\nExample:\n  droplab variance --protocol sound --dropout 0.4 -i 2000 --reps 10")
    .action(async (options: SweepOptions) => setExitCode(await variance(options)));
}

async function variance(options: SweepOptions): Promise<number> {
  if (options.vary) throw new UsageError("vary: this command varies each stream by itself; leave --vary out");
  const experiment = shortened(experimentOf(options as unknown as Record<string, unknown>), options);
  const chosen = chooseDevice(options);
  const load = dataLoader();
  const percents: Record<string, (number | null)[]> = {};
  const whole = makePlan(experiment, load, chosen);
  const masks = whole.configurations.some(({ drops }) => drops);
  const streams = masks ? variedStreams : variedStreams.filter((stream) => stream !== "dropout");
  let [diverged, runs] = [0, 0];
  for (const vary of [...streams.map((stream): VariedStream[] => [stream]), [...variedStreams]]) {
    const isAll = vary.length > 1;
    const plan = isAll ? whole : makePlan({ ...experiment, vary }, load, chosen);
    const execution = await executePlan(plan, load, { ...options, chosen });
    const code = concludeSweep(execution, options);
    execution.store.close();
    if (code !== exitCodes.success) return code;
    diverged += execution.records.filter((record) => (record?.result?.divergedAt ?? null) !== null).length;
    runs += execution.records.length;
    percents[isAll ? "all" : (vary[0] as VariedStream)] = execution.records.flatMap((record) => {
      if (!record?.result) return [];
      const score = scoreOf(record.result);
      return [score === null ? null : 100 * score];
    });
  }
  const { all = [], ...samples } = percents;
  const split = splitVariance(samples, all);
  if (options.json) print(JSON.stringify({ command: commandLine(), experiment, masks, diverged, percents, ...split }, null, 2));
  else {
    const { selectOn } = protocols[experiment.protocol ?? "post"];
    print(
      `Test accuracy in points; iteration chosen on ${selectOn === "test" ? "the test examples" : "held-out examples"}; sd with divisor n − 1.\n`,
    );
    for (const line of varianceTable(split)) print(line);
    print(`\n${varianceSentence(split)}`);
    if (diverged) print(`${diverged} of ${runs} runs diverged and are left out: the spread of the others is not that of all.`);
    if (!masks) print("No dropout masks are drawn: nothing is dropped, so they are no source.");
  }
  return exitCodes.success;
}
