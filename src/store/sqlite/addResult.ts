import type { Evaluation, TrialResult } from "#train";
import { evaluationValues } from "../records.ts";
import type { Connection } from "./connection.ts";
import { seal, sumOf } from "./sums.ts";

/** Writes an evaluation of a run; one of the same iteration is replaced. */
export function addEvaluation(connection: Connection, id: string, evaluation: Evaluation): void {
  const values = evaluationValues(evaluation);
  connection.run(
    `INSERT OR REPLACE INTO evaluations (trial, iteration, loss, accuracy, selection_loss, kernel_norms, dead_classes, largest_norm, sum)
     SELECT number, ?, ?, ?, ?, ?, ?, ?, ? FROM trials WHERE id = ?`,
    ...values,
    sumOf(values),
    id,
  );
}

/** Writes what a run that is done came to. */
export function addResult(connection: Connection, id: string, { evaluations, ...result }: TrialResult): void {
  for (const evaluation of evaluations) addEvaluation(connection, id, evaluation);
  connection.run(
    "UPDATE trials SET iteration = ?, accuracy = ?, result = ?, error = NULL, stack = NULL WHERE id = ?",
    evaluations.at(-1)?.iteration ?? 0,
    result.accuracy,
    JSON.stringify(result),
    id,
  );
  connection.run(seal("trials", "id = ?"), id);
}
