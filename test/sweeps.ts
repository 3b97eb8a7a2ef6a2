import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import type { ImageDataset } from "#data";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { type Laboratory, type Plan, planExperiment } from "#experiment";
import { runPlan } from "#lab";
import type { RunnerOptions } from "../src/lab/runner.ts";
import { type Implementation, idsOf, implementations } from "./laboratories.ts";
import { TestClock } from "./testClock.ts";
import { writeTinyTable } from "./tinyTable.ts";

const folder = mkdtempSync(join(tmpdir(), "droplab-"));
writeTinyTable(folder);
export const data: ImageDataset = loadDataset(join(folder, "tiny.csv"));
const load = () => data;
const numerics = numericsOf(await openDevice("auto"));
export const planOf = (fields: object): Plan =>
  planExperiment({ dataset: "tiny.csv", model: "mlp(2)", ...fields } as never, load, numerics);

/** A beat and a look into the news come when the clock says so; threads work meanwhile. */
export function running({ store, queue, close }: Laboratory, plan: Plan, more: Partial<RunnerOptions> = {}) {
  const stop = new AbortController();
  const clock = new TestClock();
  const ended = store.saveExperiment(plan, "droplab sweep").then(() =>
    runPlan(plan, {
      laboratory: { store, queue, close },
      load,
      device: "auto",
      workers: 1,
      checkpointEvery: 1,
      stop: stop.signal,
      clock,
      ...more,
    }),
  );
  return { stop, clock, ended };
}

/** Until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const statesOf = async ({ store }: Laboratory, plan: Plan) => {
  const records = await store.trials(idsOf(plan));
  return idsOf(plan).map((id) => records.get(id)?.state);
};
export const events = async ({ store }: Laboratory, id: string) => (await store.logOf(id)).map(({ text }) => text);
export const endless = { iterations: 100_000_000, evaluateEvery: 1000, reps: 1 };

export const withEach = (name: string, run: (implementation: Implementation) => Promise<void>) =>
  test.each(implementations)(
    `${name} (%s)`,
    async (_, make) => {
      const implementation = await make();
      try {
        await run(implementation);
      } finally {
        await implementation.end();
      }
    },
    60_000,
  );
