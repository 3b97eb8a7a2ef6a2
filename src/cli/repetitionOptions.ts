import type { Command } from "commander";
import { defaults, type Experiment } from "#experiment";
import { type VariedStream, variedStreams } from "#train";
import { parsedOption, wholeNumberOption } from "./options.ts";

export interface RepetitionOptions {
  readonly reps?: number;
  readonly seed?: number;
  readonly vary?: readonly VariedStream[];
  readonly quick?: boolean;
  readonly fresh?: boolean;
}

const quick: Pick<Experiment, "iterations" | "reps"> = { iterations: 2000, reps: 4 };

/** Adds --reps, --seed, --vary, --quick and --fresh. */
export function addRepetitionOptions(command: Command): Command {
  return (
    command
      .optionsGroup("Repetitions:")
      .addOption(wholeNumberOption("-r, --reps <n>", `runs of each configuration (default: ${defaults.reps})`, 1, 1e6))
      // a default of commander's would look like a 1 that was given, which replaces the seed of an experiment's file
      .addOption(
        wholeNumberOption(
          "--seed <n>",
          `base seed; run k uses a seed derived from it (default: ${defaults.seed})`,
          0,
          Number.MAX_SAFE_INTEGER,
        ),
      )
      .addOption(
        parsedOption(
          "--vary <streams>",
          `what differs from run to run, some of ${variedStreams.join(",")}; or none; the others keep the seed of run 1, so that variance can be split by source (default: all)`,
          `some of ${variedStreams.join(", ")}, separated by commas, or none`,
          (text) => {
            const streams = text === "none" ? [] : text.split(",");
            return streams.every((stream) => (variedStreams as readonly string[]).includes(stream)) ? streams : undefined;
          },
        ),
      )
      .option(
        "--quick",
        `${quick.iterations} iterations and ${quick.reps} runs, where neither an option nor an experiment's file gives them`,
      )
      .option("--fresh", "run again what is in the store already")
  );
}

/** The experiment with the options for its repetitions, and with those of --quick where neither it nor an option says others. */
export function shortened(experiment: Experiment, options: RepetitionOptions): Experiment {
  const short = options.quick ? quick : {};
  const { reps = experiment.reps ?? short.reps, seed = experiment.seed, vary = experiment.vary } = options;
  const isVaried = experiment.grid?.iterations || experiment.list?.every((entry) => entry.iterations !== undefined);
  const iterations = experiment.iterations ?? (isVaried ? undefined : short.iterations);
  return {
    ...experiment,
    ...(iterations && { iterations }),
    ...(reps && { reps }),
    ...(seed !== undefined && { seed }),
    ...(vary && { vary }),
  };
}
