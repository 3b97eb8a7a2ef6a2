import { changedLabels, type LabelChanges, type Labels, type StoreError } from "#experiment";
import { labelsIn } from "../records.ts";
import type { Ask } from "./connection.ts";
import { CHANGED } from "./sql.ts";

/** Changes the labels of an experiment, within a transaction; false where there is none such. */
export async function changeLabels(
  ask: Ask,
  id: string,
  changes: LabelChanges | ((now: Labels) => LabelChanges),
  damaged: (what: string) => StoreError,
): Promise<boolean> {
  const [row] = await ask("SELECT name, note, tags FROM droplab.experiments WHERE id = $1 FOR UPDATE", id);
  if (!row) return false;
  const before = labelsIn(row, damaged);
  const { name, note, tags } = changedLabels(before, typeof changes === "function" ? changes(before) : changes);
  await ask(
    `UPDATE droplab.experiments SET name = $2, note = $3, tags = $4, ${CHANGED} WHERE id = $1`,
    ...[id, name, note, JSON.stringify(tags)],
  );
  return true;
}
