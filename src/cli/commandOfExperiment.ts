import { type ConfigurationFields, type Experiment, withoutLabels } from "#experiment";
import { argumentsOf } from "./configurationOptions.ts";
import { commandOf, quoted } from "./storeOptions.ts";

/** A command that makes an experiment of this definition: by options where these can say it, else by a file. */
export function commandOfExperiment(definition: Experiment): string {
  const { reps, seed, vary, prune, snapshots, robustness, grid = {}, list, ...fields } = withoutLabels(definition);
  const repetition = [
    ...(reps === undefined ? [] : ["--reps", String(reps)]),
    ...(seed === undefined ? [] : ["--seed", String(seed)]),
    ...(vary === undefined ? [] : ["--vary", vary.join() || "none"]),
    ...(prune ? ["--prune"] : []),
    ...(snapshots === undefined ? [] : ["--snapshots", String(snapshots)]),
    ...(robustness ? ["--robustness"] : []),
  ];
  const fixed = argumentsOf(fields);
  const axes = Object.entries(grid).map(([field, values]) => axisOf(field, values ?? []));
  if (!fixed || list || axes.includes(undefined))
    return `printf %s ${quoted(JSON.stringify(definition))} > experiment.json && ${commandOf(["sweep", "experiment.json"])}`;
  const isGrid = axes.length > 0 || prune;
  return commandOf([isGrid ? "sweep" : "run", ...fixed, ...(axes as string[][]).flat(), ...repetition]);
}

/** `--dropout 0,0.2`; undefined where a value cannot be written in such a list. */
function axisOf(field: string, values: readonly unknown[]): string[] | undefined {
  const single = values.map((value) => argumentsOf({ [field]: value } as ConfigurationFields));
  const texts = single.flatMap((words) => (words?.length === 2 ? [words[1] as string] : []));
  const areListed = texts.length === values.length && texts.every((text) => !text.replace(/\([^()]*\)/g, "").includes(","));
  return areListed ? [(single[0] as string[])[0] as string, texts.join()] : undefined;
}
