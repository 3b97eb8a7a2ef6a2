import { DatabaseSync } from "node:sqlite";

/** Everything of a store that must not depend on what happened on the way: results, evaluations and weights, bit for bit, by trial. */
export function storeContent(file: string): Record<string, unknown> {
  const database = new DatabaseSync(file, { readOnly: true });
  const trials = database.prepare("SELECT number, id, state, iteration, result, weights FROM trials ORDER BY id").all() as {
    number: number;
    id: string;
    weights: number | null;
  }[];
  const parts = database.prepare("SELECT floats FROM parts WHERE trial = ? AND version = ? ORDER BY part");
  const weightsOf = (trial: number, version: number) =>
    Buffer.concat((parts.all(trial, version) as { floats: Uint8Array }[]).map(({ floats }) => floats)).toString("base64");
  const evaluations = database.prepare(
    "SELECT iteration, loss, accuracy, kernel_norms, dead_classes FROM evaluations WHERE trial = ? ORDER BY iteration",
  );
  const content = trials.map(({ number, id, weights, ...rest }) => [
    id,
    {
      ...rest,
      weights: weights && weightsOf(number, weights),
      evaluations: evaluations.all(number).map((row) => ({ ...row })),
    },
  ]);
  const members = database.prepare("SELECT count(*) AS count FROM members").get() as { count: number };
  const checkpoints = database.prepare("SELECT count(checkpoint) AS count FROM trials").get() as { count: number };
  database.close();
  return { trials: Object.fromEntries(content), members: members.count, checkpoints: checkpoints.count };
}
