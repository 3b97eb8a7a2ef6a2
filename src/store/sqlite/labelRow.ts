import { changedLabels, type LabelChanges, type Labels } from "#experiment";
import type { Connection, Row } from "./connection.ts";
import { parsed } from "./damage.ts";

/** The labels in a row of experiments, which has its id, too. */
export const labelsOf = (connection: Connection, row: Row): Labels => ({
  name: row["name"] as string | null,
  note: row["note"] as string | null,
  tags: parsed(connection, row["tags"], "experiment", String(row["id"]), "the tags"),
});

/** Changes the labels of an experiment, within a transaction; false where there is none such. */
export function changeLabels(connection: Connection, id: string, changes: LabelChanges | ((now: Labels) => LabelChanges)): boolean {
  const row = connection.first("SELECT id, name, note, tags FROM experiments WHERE id = ?", id);
  if (!row) return false;
  const before = labelsOf(connection, row);
  const { name, note, tags } = changedLabels(before, typeof changes === "function" ? changes(before) : changes);
  connection.run(
    "UPDATE experiments SET name = ?, note = ?, tags = ?, changed = ? WHERE id = ?",
    ...[name, note, JSON.stringify(tags), connection.revision(), id],
  );
  return true;
}
