import { areLimits } from "#data";
import { canonical, definedFields } from "#engine";
import { parseSchedule, type ScheduleSpec, scheduleText } from "#optim";
import { methodOptions } from "#regularize";
import { drawnStreams } from "./drawnStreams.ts";
import type { ConfigurationFields, Experiment } from "./experiment.ts";
import type { TrialRecord } from "./records.ts";

type Run = Pick<TrialRecord, "config" | "data" | "result">;

/**
 * The fields of a configuration as they act in its runs. A single configuration is refused where a field is in vain, beside others it is
 * not: what stands here can be given alone. A model of a file is the model itself, whatever the file holds by now.
 */
export function actingFields(fields: ConfigurationFields, { config, data }: Run): ConfigurationFields {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const acting = given.map(([name, value]) => {
    if (methodOptions.some((option) => option.name === name)) return [name, config.methods[name as keyof typeof config.methods]];
    if (name === "optimizer") return [name, config.optimizer];
    if (name === "schedule") return [name, isSame(value as string, config.schedule) ? value : scheduleText(config.schedule)];
    if (name === "dataSeed" && !areLimits(data)) return [name, undefined];
    if (name === "model" && typeof value === "string" && value.endsWith(".json")) return [name, config.model];
    return [name, value];
  });
  return definedFields(Object.fromEntries(acting));
}

/** How often the runs are made, as it acts: where nothing that varies is drawn, all runs are the first. */
export function actingRepetitions({ reps, seed, vary }: Experiment, run: Run): Pick<Experiment, "reps" | "seed" | "vary"> {
  const draws = drawnStreams(run.config, run.result?.trainingExamples);
  const isStill = vary && !vary.some((stream) => draws.includes(stream));
  return { reps: isStill ? 1 : reps, seed, vary };
}

const isSame = (text: string, schedule: ScheduleSpec): boolean => canonical(parseSchedule(text)) === canonical(schedule);
