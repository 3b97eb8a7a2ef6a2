import { changedLabels, type LabelChanges, type Labels } from "#experiment";
import type { Connection, Row } from "./connection.ts";

/** The labels in a row of experiments. */
export const labelsOf = (row: Row): Labels => ({
  name: row["name"] as string | null,
  note: row["note"] as string | null,
  tags: JSON.parse(String(row["tags"])),
});

/** Changes the labels of an experiment, within a transaction; false where there is none such. */
export function changeLabels(connection: Connection, id: string, changes: LabelChanges | ((now: Labels) => LabelChanges)): boolean {
  const row = connection.first("SELECT name, note, tags FROM experiments WHERE id = ?", id);
  if (!row) return false;
  const before = labelsOf(row);
  const { name, note, tags } = changedLabels(before, typeof changes === "function" ? changes(before) : changes);
  connection.run(
    "UPDATE experiments SET name = ?, note = ?, tags = ?, changed = ? WHERE id = ?",
    ...[name, note, JSON.stringify(tags), connection.revision(), id],
  );
  return true;
}
