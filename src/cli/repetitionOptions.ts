import type { Command } from "commander";
import { defaults, type Experiment } from "#experiment";
import { type VariedStream, variedStreams } from "#train";
import { parsedOption, wholeNumberOption } from "./options.ts";

export interface RepetitionOptions {
  readonly reps?: number;
  readonly seed: number;
  readonly vary?: readonly VariedStream[];
  readonly quick?: boolean;
  readonly fresh?: boolean;
}

const quick = { iterations: 2000, reps: 4 };

/** Adds --reps, --seed, --vary, --quick and --fresh. */
export function addRepetitionOptions(command: Command): Command {
  return command
    .optionsGroup("Repetitions:")
    .addOption(wholeNumberOption("-r, --reps <n>", `runs of each configuration (default: ${defaults.reps})`, 1, 1e6))
    .addOption(wholeNumberOption("--seed <n>", "base seed; run k uses a seed derived from it", 0, Number.MAX_SAFE_INTEGER).default(1))
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
    .option("--quick", `${quick.iterations} iterations and ${quick.reps} runs, unless given`)
    .option("--fresh", "run again what is in the store already");
}

/** The experiment of the options, shortened with --quick. */
export function shortened(experiment: Experiment, options: RepetitionOptions): Experiment {
  const { reps = options.quick ? quick.reps : experiment.reps, seed, vary } = options;
  const iterations = experiment.iterations ?? (options.quick && !experiment.grid?.["iterations"] ? quick.iterations : undefined);
  return {
    ...experiment,
    ...(iterations && { iterations }),
    ...(reps && { reps }),
    ...(seed !== defaults.seed && { seed }),
    ...(vary && { vary }),
  };
}
