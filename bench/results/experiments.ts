import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configurationsOf, defaults, type Experiment, parseExperiment, postExperiment } from "#experiment";

/** An experiment that a page is made of. */
export interface PageExperiment {
  readonly definition: Experiment;
  /** The words after `droplab` that run it. */
  readonly words: readonly string[];
  /** Whether its nets are measured without some of their hidden units: two seconds for each, which a short version does without. */
  readonly isMeasured?: boolean;
}

function fromFile(path: string): PageExperiment {
  const definition = parseExperiment(JSON.parse(readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8")));
  return { definition, words: ["sweep", path] };
}

const table = (protocol: "post" | "sound"): PageExperiment => ({
  definition: postExperiment(protocol),
  words: ["table", "--protocol", protocol],
  isMeasured: true,
});

/** In the order in which they run: minutes first, hours later. */
export const experiments = {
  overfitting: fromFile("examples/whereDropoutHelps.json"),
  post: table("post"),
  sound: table("sound"),
  heldOut: fromFile("bench/results/chosen-on-held-out.json"),
  unitsTakenAway: { ...fromFile("examples/unitsTakenAway.json"), isMeasured: true },
} as const satisfies Record<string, PageExperiment>;

export type ExperimentKey = keyof typeof experiments;
export const experimentKeys = Object.keys(experiments) as ExperimentKey[];

/** How long and how often a marked short version trains. */
export const short = { iterations: 20, reps: 2 };

/** The length of an experiment's runs, and how many each configuration has. */
export const lengthOf = ({ definition }: PageExperiment, quick: boolean): { readonly iterations: number; readonly reps: number } =>
  quick ? short : { iterations: definition.iterations ?? defaults.iterations, reps: definition.reps ?? defaults.reps };

/** How many runs these experiments have. */
export const expectedRuns = (keys: readonly ExperimentKey[], quick: boolean): number =>
  keys.reduce((sum, key) => sum + configurationsOf(experiments[key].definition).length * lengthOf(experiments[key], quick).reps, 0);

/** The words that run it, whole or short. */
export const wordsOf = ({ words, isMeasured }: PageExperiment, quick: boolean): string[] => [
  ...words,
  ...(quick ? ["--iterations", String(short.iterations), "--reps", String(short.reps)] : isMeasured ? ["--robustness"] : []),
];
