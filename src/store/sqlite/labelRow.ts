import { changedLabels, type LabelChanges, type Labels } from "#experiment";
import { labelsIn } from "../records.ts";
import type { Connection } from "./connection.ts";
import { damaged } from "./damage.ts";

/** Changes the labels of an experiment, within a transaction; false where there is none such. */
export function changeLabels(connection: Connection, id: string, changes: LabelChanges | ((now: Labels) => LabelChanges)): boolean {
  const row = connection.first("SELECT id, name, note, tags FROM experiments WHERE id = ?", id);
  if (!row) return false;
  const before = labelsIn(row, (what) => damaged(connection, "experiment", id, what));
  const { name, note, tags } = changedLabels(before, typeof changes === "function" ? changes(before) : changes);
  connection.run(
    "UPDATE experiments SET name = ?, note = ?, tags = ?, changed = ? WHERE id = ?",
    ...[name, note, JSON.stringify(tags), connection.revision(), id],
  );
  return true;
}
