import { areLimits } from "#data";
import { idleSentence } from "#regularize";
import { type VariedStream, variedStreams } from "#train";
import { configurationText, type Plan, type PlannedConfiguration } from "./plan.ts";
import { defaults } from "./resolveTrial.ts";

/** Configurations that a note names; of more it says how many. */
const MOST_NAMED = 3;

/**
 * What a plan asks for in vain, in sentences, each once. An option of a method that is off in some configurations is none of it, unless
 * it is varied there: `sparsityTarget` beside `activitySparsity` 0 and 1.
 */
export function idleNotes(plan: Plan): string[] {
  const { configurations } = plan;
  const actsNowhere = (option: string) => configurations.every(({ config }) => !Object.hasOwn(config.methods, option));
  const told = configurations.flatMap((configuration) =>
    (configuration.idle ?? [])
      .filter(({ option, isOff }) => !isOff || option in configuration.varied || actsNowhere(option))
      .map((idle) => ({ configuration, sentence: idleSentence(idle) })),
  );
  const idleSeeds = idleDataSeeds(configurations).map((configuration) => ({ configuration, sentence: DATA_SEED_IDLE }));
  const notes = [...Map.groupBy([...told, ...idleSeeds], ({ sentence }) => sentence)].map(([sentence, found]) => {
    if (configurations.length === 1) return sentence;
    const where = namesOf(found.map(({ configuration }) => configuration));
    // where others are changed by it, the advice to give something more, or to leave it out, is none
    const what = found.length === configurations.length ? sentence : `${sentence.split("; ")[0]}`;
    return `${what} (${where}: nothing changes there, and equal configurations share their runs)`;
  });
  return [...notes, ...equalConfigurations(plan), ...equalRuns(plan)];
}

/** Configurations that are the same trials though none says anything in vain: rates of one float32, adamW and adam with its decay. */
function equalConfigurations({ configurations, trials }: Plan): string[] {
  const ids = new Map(trials.filter(({ repetition }) => repetition === 1).map(({ configuration, id }) => [configuration, id]));
  const told = new Set(idleDataSeeds(configurations));
  const untold = [...configurations.entries()].filter(([, one]) => !one.idle?.length && !told.has(one));
  return [...Map.groupBy(untold, ([index]) => ids.get(index)).values()]
    .filter((same) => same.length > 1)
    .map((same) => `${namesOf(same.map(([, one]) => one))}: these make the same runs, which are made once`);
}

/** Why a stream makes no difference, and what would make it draw. */
const stillness: { readonly [stream in VariedStream]: { readonly what: string; readonly why: string; readonly give: string } } = {
  init: { what: "initial weights", why: "all weights start at a constant", give: "an initializer that draws" },
  order: { what: "the order of the examples", why: "every step takes all examples", give: "a smaller batchSize" },
  dropout: { what: "dropout masks", why: "none are drawn", give: "dropout" },
};

/**
 * Runs that differ in nothing: none of the streams is to vary, or only such as are not drawn. A single run need not differ, and where all
 * vary, as they do unless it is said, nothing was asked in vain.
 */
function equalRuns({ configurations, experiment: { vary, reps = defaults.reps } }: Plan): string[] {
  if (reps === 1 || vary === undefined || variedStreams.every((stream) => vary.includes(stream))) return [];
  if (vary.length === 0) return ["vary: nothing would differ, so all runs would be equal; vary init, order or dropout, or give reps 1"];
  const still = configurations.filter(({ draws }) => draws && !vary.some((stream) => draws.includes(stream)));
  const sentences = Map.groupBy(still, ({ draws = [] }) => {
    const of = (part: "what" | "why" | "give") => vary.map((stream) => stillness[stream][part]);
    const advice = [draws.length ? `vary ${draws.join(" or ")}` : "", `give ${of("give").join(" or ")}`].filter(Boolean).join(", or ");
    return `vary: only ${of("what").join(" and ")} would differ, and ${of("why").join(", and ")}, so all runs would be equal; ${advice}`;
  });
  return [...sentences].map(([sentence, found]) => (configurations.length === 1 ? sentence : `${sentence} (${namesOf(found)})`));
}

/** Why runs of which nothing is drawn are one, behind what names them. */
export const COPIES =
  "all weights start at a constant, every step takes all training examples, and there are no masks, so such runs are copies of one net; their spread and intervals are of no sample, and one run (--reps 1) tells as much";

/** That the runs of some configurations are copies, where there are several. */
export function copiesNotes({ configurations, experiment: { reps = defaults.reps } }: Plan): string[] {
  const copied = configurations.filter(({ draws }) => draws?.length === 0);
  if (reps === 1 || copied.length === 0) return [];
  const which = copied.length === configurations.length ? "any run" : `the runs of ${namesOf(copied)}`;
  return [`nothing is drawn for ${which}: ${COPIES}`];
}

/** Where a data seed is given, and nothing drawn. */
export const DATA_SEED_IDLE = "dataSeed: nothing is drawn with it; give trainExamples or labelNoise too, or leave it out";

/** Configurations with a data seed of which nothing is made; beside others that draw, only where the seed is varied. */
function idleDataSeeds(configurations: readonly PlannedConfiguration[]): PlannedConfiguration[] {
  const drawNowhere = configurations.every(({ data }) => !areLimits(data));
  return configurations.filter(
    ({ data, varied }) => data.dataSeed !== undefined && !areLimits(data) && (drawNowhere || "dataSeed" in varied),
  );
}

function namesOf(configurations: readonly PlannedConfiguration[]): string {
  const names = configurations.slice(0, MOST_NAMED).map(({ varied }) => configurationText(varied));
  const more = configurations.length - names.length;
  return [...names, ...(more ? [`${more} more`] : [])].join("; ");
}
