import { DatabaseSync } from "node:sqlite";

/** Everything of a store that must not depend on what happened on the way: results, evaluations and weights, bit for bit, by trial. */
export function storeContent(file: string): Record<string, unknown> {
  const database = new DatabaseSync(file, { readOnly: true });
  const trials = database.prepare("SELECT number, id, state, iteration, result, weights FROM trials ORDER BY id").all() as {
    number: number;
    id: string;
    weights: Uint8Array | null;
  }[];
  const evaluations = database.prepare(
    "SELECT iteration, loss, accuracy, kernel_norms, dead_classes FROM evaluations WHERE trial = ? ORDER BY iteration",
  );
  const content = trials.map(({ number, id, weights, ...rest }) => [
    id,
    {
      ...rest,
      weights: weights && Buffer.from(weights).toString("base64"),
      evaluations: evaluations.all(number).map((row) => ({ ...row })),
    },
  ]);
  const members = database.prepare("SELECT count(*) AS count FROM members").get() as { count: number };
  const checkpoints = database.prepare("SELECT count(*) AS count FROM checkpoints").get() as { count: number };
  database.close();
  return { trials: Object.fromEntries(content), members: members.count, checkpoints: checkpoints.count };
}
