import { DataError, type DataLoader } from "#data";
import { counted, numericsOf } from "#engine";
import { configurationCount, type Experiment, idleNotes, type Plan, planExperiment } from "#experiment";
import type { ChosenDevice } from "./deviceOptions.ts";
import { modelFile } from "./modelFile.ts";
import { stderr } from "./output.ts";
import { refuseToPrune } from "./refuseToPrune.ts";
import { asTyped } from "./typedNames.ts";
import { UsageError } from "./usageError.ts";

/** More configurations than are planned in a second or two. */
const MANY = 5000;

/**
 * The plan of an experiment for a device; throws UsageError where something does not fit, or is given in vain. Of several configurations it
 * says what is in vain, and goes on: they count as equal to those without.
 */
export function makePlan(experiment: Experiment, load: DataLoader, { device }: ChosenDevice): Plan {
  try {
    const count = configurationCount(experiment);
    if (count > MANY) stderr.write(`droplab: planning ${counted(count, "configuration")}; Ctrl-C stops it, and nothing is kept of it\n`);
    const plan = planExperiment(experiment, load, numericsOf(device), modelFile);
    if (experiment.prune) refuseToPrune(plan);
    const notes = idleNotes(plan);
    if (notes[0] !== undefined && plan.configurations.length === 1) throw new Error(notes[0]);
    for (const note of notes) stderr.write(`droplab: ${asTyped(note)}\n`);
    return plan;
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new UsageError((error as Error).message);
  }
}
