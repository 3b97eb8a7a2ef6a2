import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaults, type Experiment, parseExperiment, postExperiment } from "#lab";

/** An experiment that a page is made of. */
export interface PageExperiment {
  readonly definition: Experiment;
  /** The words after `droplab` that run it. */
  readonly words: readonly string[];
}

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function fromFile(name: string): PageExperiment {
  const definition = parseExperiment(JSON.parse(readFileSync(fileOf(name), "utf8")));
  return { definition, words: ["sweep", `bench/results/${name}`] };
}

const table = (protocol: "post" | "sound"): PageExperiment => ({
  definition: postExperiment(protocol),
  words: ["table", "--protocol", protocol],
});

/** In the order in which they run. */
export const experiments = {
  post: table("post"),
  sound: table("sound"),
  heldOut: fromFile("chosen-on-held-out.json"),
} as const satisfies Record<string, PageExperiment>;

export type ExperimentKey = keyof typeof experiments;
export const experimentKeys = Object.keys(experiments) as ExperimentKey[];

/** How long and how often a marked short version trains. */
export const short = { iterations: 100, reps: 2 };

/** The length of an experiment's runs, and how many each configuration has. */
export const lengthOf = ({ definition }: PageExperiment, quick: boolean): { readonly iterations: number; readonly reps: number } =>
  quick ? short : { iterations: definition.iterations ?? defaults.iterations, reps: definition.reps ?? defaults.reps };

/** The words that run it, whole or short. */
export const wordsOf = ({ words }: PageExperiment, quick: boolean): string[] => [
  ...words,
  ...(quick ? ["--iterations", String(short.iterations), "--reps", String(short.reps)] : []),
];
