import { idleSentence } from "#regularize";
import { configurationText, type Plan, type PlannedConfiguration } from "./plan.ts";

/** Configurations that a note names; of more it says how many. */
const MOST_NAMED = 3;

/**
 * What a plan asks for in vain, in sentences, each once. An option of a method that is off in some configurations is none of it, unless
 * it is varied there: `sparsityTarget` beside `activitySparsity` 0 and 1.
 */
export function idleNotes(plan: Plan): string[] {
  const { configurations, experiment } = plan;
  const actsNowhere = (option: string) => configurations.every(({ config }) => !Object.keys(config.methods).includes(option));
  const told = configurations.flatMap((configuration) =>
    (configuration.idle ?? [])
      .filter(({ option, isOff }) => !isOff || option in configuration.varied || actsNowhere(option))
      .map((idle) => ({ configuration, sentence: idleSentence(idle) })),
  );
  const notes = [...Map.groupBy(told, ({ sentence }) => sentence)].map(([sentence, found]) =>
    configurations.length === 1
      ? sentence
      : `${sentence} (${namesOf(found.map(({ configuration }) => configuration))}: nothing changes there, and equal configurations share their runs)`,
  );
  const still = configurations.filter(({ drops }) => drops === false);
  if (still.length === 0 || !experiment.vary?.every((stream) => stream === "dropout")) return notes;
  const where = configurations.length === 1 ? "" : ` (${namesOf(still)})`;
  const why = "only dropout masks would differ, and none are drawn, so all runs would be equal; vary init or order, or give dropout";
  return [...notes, `vary: ${why}${where}`];
}

function namesOf(configurations: readonly PlannedConfiguration[]): string {
  const names = configurations.slice(0, MOST_NAMED).map(({ varied }) => configurationText(varied));
  const more = configurations.length - names.length;
  return [...names, ...(more ? [`${more} more`] : [])].join("; ");
}
