import { type Bundle, inParts } from "#experiment";
import type { Evaluation, TrialResult } from "#train";
import { addResult } from "./addResult.ts";
import { addMember, addTrial } from "./addTrial.ts";
import type { Connection } from "./connection.ts";
import { changeLabels } from "./labelRow.ts";
import { logEvent, now } from "./logEvent.ts";
import { addOwner } from "./workers.ts";

/** When those who made imported runs were last heard of: they are through. */
const LONG_AGO = 0;

/** Takes in a bundle, within a transaction: see Store.importBundle. */
export function addBundle(connection: Connection, { experiments, trials }: Bundle): number {
  const revision = connection.revision();
  const isNew = (id: string) => !connection.first("SELECT 1 FROM trials WHERE id = ? AND state IN ('done', 'running')", id);
  const fresh = trials.filter(({ id, state }) => state === "done" && isNew(id));
  for (const trial of trials) addTrial(connection, trial, trial.created, revision);
  for (const { id, name, note = null, tags = [], definition, command, members, created = now(), updated = now() } of experiments) {
    const configurations = members.reduce((most, { configuration }) => Math.max(most, configuration + 1), 1);
    connection.run(
      `INSERT INTO experiments (id, definition, command, created, updated, configurations, changed) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
      ...[id, JSON.stringify(definition), command, created, updated, configurations, revision],
    );
    // what people have written here stays
    changeLabels(connection, id, (here) => ({ name: here.name ?? name, note: here.note ?? note, addTags: tags }));
    for (const member of members) addMember(connection, id, member);
  }
  const owners = new Map<string, number>();
  for (const { id, result, evaluations, weights, seconds, owner = null, started = null, finished = null } of fresh) {
    addResult(connection, id, { ...(result as TrialResult), evaluations: evaluations.map(complete) });
    const version = weights === null ? null : putWeights(connection, id, weights, revision);
    const key = JSON.stringify(owner);
    if (owner && !owners.has(key)) owners.set(key, addOwner(connection, owner, LONG_AGO));
    connection.run(
      `UPDATE trials SET state = 'done', owner = ?, started = ?, finished = ?, seconds_before = 0, seconds_since = ?, weights = ?,
       checkpoint = NULL, checkpoint_head = NULL, changed = ? WHERE id = ?`,
      ...[owners.get(key) ?? null, started, finished, seconds, version, revision, id],
    );
    logEvent(connection, id, `imported${owner ? `, from ${owner.host}, droplab ${owner.version}` : ""}`);
  }
  // what failed or was given up stays so, unless something has become of it here
  for (const { id, state, error, stack = null, finished = null } of trials)
    if (state === "failed" || state === "pruned")
      connection.run(
        "UPDATE trials SET state = ?, error = ?, stack = ?, finished = ?, changed = ? WHERE id = ? AND state = 'queued' AND iteration = 0",
        ...[state, error, stack, finished, revision, id],
      );
  return fresh.length;
}

/** JSON has null for what is no number. */
function complete(evaluation: Evaluation): Evaluation {
  const orNaN = (value: number | null | undefined) => value ?? Number.NaN;
  return { ...evaluation, loss: orNaN(evaluation.loss), selectionLoss: orNaN(evaluation.selectionLoss) };
}

/** Gives the version under which they are. */
function putWeights(connection: Connection, id: string, base64: string, version: number): number {
  const bytes = Buffer.from(base64, "base64");
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  connection.run("DELETE FROM parts WHERE trial = (SELECT number FROM trials WHERE id = ?)", id);
  let part = 0;
  for (const { buffer, byteOffset, byteLength } of inParts(numbers))
    connection.run(
      "INSERT INTO parts SELECT number, ?, ?, ? FROM trials WHERE id = ?",
      ...[version, part++, new Uint8Array(buffer, byteOffset, byteLength), id],
    );
  return version;
}
