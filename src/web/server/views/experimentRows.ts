import type { ExperimentRecord, Wishes } from "#experiment";
import { ARCHIVED } from "../../api/paths.ts";
import type { ExperimentRow, ExperimentState } from "../../api/shapes.ts";
import { type Tools, titleOf } from "../tools.ts";

/** Every experiment, by when it was last started. */
export async function experimentRows(tools: Tools, _: object): Promise<ExperimentRow[]> {
  const experiments = await tools.kept.experiments();
  return Promise.all(experiments.toReversed().map((one) => experimentRow(tools, one)));
}

export async function experimentRow({ store, kept, isShared }: Tools, experiment: ExperimentRecord): Promise<ExperimentRow> {
  const { id, name, note, tags, command, updated, states } = experiment;
  const runs = Object.values(states).reduce((sum, count) => sum + count, 0);
  const open = states.queued + states.running + states.interrupted;
  const wishes = (open ? await store.wishes(id) : undefined) ?? NONE;
  return {
    id,
    title: titleOf(experiment),
    name,
    note,
    tags: tags.filter((tag) => tag !== ARCHIVED),
    isArchived: tags.includes(ARCHIVED),
    command,
    updated,
    state: stateOf(experiment, wishes, { runs, open, hasWorkers: isShared || kept.isWorkedOn(experiment) }),
    runs,
    done: states.done + states.pruned,
    failed: states.failed,
    open,
    trouble: states.failed ? `${states.failed} failed` : null,
    order: wishes.order,
  };
}

const NONE: Wishes = { stopped: false, order: 0, repetitions: 0 };

function stateOf(
  { states }: ExperimentRecord,
  { stopped }: Wishes,
  { runs, open, hasWorkers }: { readonly runs: number; readonly open: number; readonly hasWorkers: boolean },
): ExperimentState {
  if (runs === 0) return "empty";
  if (states.running) return stopped ? "stopped" : "running";
  if (open) return stopped ? "stopped" : hasWorkers ? "waiting" : "unfinished";
  return states.failed ? "failed" : "done";
}
