import { DataError, type DataLoader } from "#data";
import { counted, numericsOf } from "#engine";
import { configurationCount, type Experiment, idleNotes, type Plan, planExperiment } from "#experiment";
import { protocols } from "#train";
import type { ChosenDevice } from "./deviceOptions.ts";
import { modelFile } from "./modelFile.ts";
import { stderr } from "./output.ts";
import { refuseToPrune } from "./refuseToPrune.ts";
import { asTyped } from "./typedNames.ts";
import { UsageError } from "./usageError.ts";

/** Models of files keep their logits, also under a protocol that has a ReLU on those of models by name. */
function linearNotes({ configurations }: Plan): string[] {
  const found = configurations.flatMap(({ config: { model, protocol } }) =>
    protocols[protocol].logits === "relu" && model.layers.at(-1)?.layer !== "relu" ? [`${model.name} under protocol ${protocol}`] : [],
  );
  return [...new Set(found)].map(
    (which) =>
      `${which} trains with linear logits, as it is written; the ReLU that the protocol has there is of models by name, or a last relu layer`,
  );
}

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
    for (const note of [...notes, ...linearNotes(plan)]) stderr.write(`droplab: ${asTyped(note)}\n`);
    return plan;
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new UsageError((error as Error).message);
  }
}
