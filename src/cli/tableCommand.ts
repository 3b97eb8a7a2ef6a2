import type { Command } from "commander";
import { chosenOn, compareWithPublished } from "#analysis";
import { counted } from "#engine";
import { defaults, isPostTable, postExperiment, publishedRows, publishedRuns } from "#experiment";
import { postTable, publishedShares, robustnessLines, sweepPlot } from "#report";
import { protocols, variedStreams } from "#train";
import { conclude } from "./conclusion.ts";
import { trainingOption } from "./configurationOptions.ts";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { executePlan } from "./executePlan.ts";
import { addLabelOptions, type LabelOptions, labelled } from "./labelOptions.ts";
import { addMachineOptions, type MachineOptions } from "./machineOptions.ts";
import { makePlan } from "./makePlan.ts";
import { choiceOption } from "./options.ts";
import { plotWidth, print, tableWidth } from "./output.ts";
import { addRepetitionOptions, type RepetitionOptions, shortened } from "./repetitionOptions.ts";
import { addRobustnessOption, type RobustnessOption } from "./robustnessOption.ts";
import { addSnapshotsOption, type SnapshotsOption } from "./snapshotsOption.ts";
import { summariesOf, sweepJson } from "./sweepOutput.ts";

interface TableOptions extends MachineOptions, RepetitionOptions, LabelOptions, RobustnessOption, SnapshotsOption {
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly protocol: "post" | "sound";
  readonly iterations?: number;
}

/** How the accuracy of a run came about, by what chose its iteration. */
const CHOICES = {
  test: "best of all evaluations on the test examples",
  heldOut: "iteration chosen on held-out examples, test examples read once",
  nothing: "of the one evaluation, so no iteration is chosen",
} as const;

/** `droplab table`: the post's fourteen rows beside the published ones. */
export function addTableCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("table")
    .summary("run the post's fourteen rows and set them beside the published ones")
    .description(
      [
        "Runs the fourteen rows of the post's table, ten runs of 50,000 iterations each (about an hour on two fast cores), and sets mean and standard deviation beside the published ones, with the number of runs in which a class was lost, the mean of the runs without, and a verdict: Welch's test of the two summaries at 1%.",
        "With --protocol sound the same rows without the artefact: there is no published number to agree with. Work that is in the store already is not done again.",
      ].join("\n\n"),
    )
    .addOption(choiceOption("--protocol <name>", "how the result is judged", ["post", "sound"]).default("post"))
    .addOption(trainingOption("iterations"));
  addRepetitionOptions(command);
  addSnapshotsOption(addRobustnessOption(command));
  addLabelOptions(command);
  addMachineOptions(command)
    .option("-v, --verbose", "a line per evaluation")
    .option("--json", "the whole result as JSON on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  droplab table --quick        a short version, marked as such, in a minute\n  droplab table                the whole of it",
    )
    .action(async (options: TableOptions) => setExitCode(await table(options)));
}

async function table(options: TableOptions): Promise<number> {
  const chosen = await chooseDevice(options);
  const load = dataLoader();
  const { protocol, iterations } = options;
  const experiment = labelled(shortened({ ...postExperiment(protocol), ...(iterations && { iterations }) }, options), options);
  const plan = makePlan(experiment, load, chosen);
  const execution = await executePlan(plan, load, { ...options, chosen });
  try {
    const { reps = defaults.reps, iterations: length = defaults.iterations, vary = variedStreams, seed = defaults.seed } = experiment;
    const whole = length === defaults.iterations && reps >= publishedRuns;
    const comparable = isPostTable(experiment) && reps >= publishedRuns;
    const summaries = summariesOf(execution.results);
    const { deviation } = protocols[protocol];
    const [first] = plan.configurations;
    const of = `${counted(reps, "run")} of ${counted(length, "iteration")}, protocol ${protocol}`;
    const how = `accuracy in percent, ${CHOICES[first ? chosenOn(first.config) : "nothing"]}, ${deviation} standard deviation, base seed ${seed}`;
    if (options.json) {
      const verdicts = publishedRows.map((published, row) => ({
        published: publishedShares(published),
        ...(comparable && compareWithPublished(published, summaries[row] as (typeof summaries)[number])),
      }));
      print(JSON.stringify({ ...sweepJson(execution), whole, verdicts }, null, 2));
    } else {
      print(`The post's table: ${of}; ${how}.`);
      if (!whole) print("A SHORT VERSION: the published rows are ten runs of 50,000 iterations, so there are no verdicts.");
      if (vary.length < variedStreams.length)
        print("SOME OF THE RANDOMNESS IS HELD: the published runs differ in all of it, so there are no verdicts.");
      print("");
      const published = publishedRows.map((row) => row.mean);
      for (const line of postTable(summaries, comparable, tableWidth())) print(line);
      for (const line of sweepPlot(summaries, plotWidth(), published)) print(line);
      for (const line of robustnessLines(execution.results.configurations, tableWidth())) print(line);
    }
    return conclude(execution, options);
  } finally {
    await execution.store.close();
  }
}
