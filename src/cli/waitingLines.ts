import { datasetNames, fileName } from "#data";
import { counted, inLine } from "#engine";
import type { DataShelf, Demand, Plan, StoreReader } from "#experiment";

/** What waits, and what a worker must have to make it, where nobody is at runs of the kind. */
export function waitingLines(demands: readonly Demand[]): string[] {
  return demands
    .filter(({ waiting }) => waiting > 0)
    .map(({ run, waiting, running }) => {
      const what = `${counted(waiting, "run")} of ${inLine(run.data.dataset)} ${waiting === 1 ? "waits" : "wait"}`;
      const contents = run.dataHash === null || run.dataHash === run.data.dataset ? "" : `, contents ${run.dataHash.slice(0, 10)}`;
      return running > 0
        ? `${what}; ${running} of the same data and digits ${running === 1 ? "runs" : "run"}`
        : `${what}, and nobody works on such runs: a worker (droplab worker) needs the digits of ${run.numerics} and ${inLine(run.data.dataset)}${contents}`;
    });
}

/** Where workers look for the data of a plan, unless they have them. */
export async function dataLines({ trials }: Plan, shelf: DataShelf | undefined): Promise<string[]> {
  const names = [...new Set(trials.map(({ data }) => data.dataset))].filter((name) => !(datasetNames as readonly string[]).includes(name));
  const shelved = new Set((names.length ? await shelf?.list() : undefined)?.map(({ name }) => name));
  return names
    .filter((name) => !shelved.has(fileName(name)))
    .map(
      (name) =>
        `workers look for ${inLine(name)} at that place, and by its name below their --data-dir; droplab data push ${inLine(name)} puts it into the store for all`,
    );
}

/** So many workers are named. */
const MOST_NAMED = 4;

/** Workers that wait for runs. */
export function idleLines(workers: Awaited<ReturnType<StoreReader["idleWorkers"]>>): string[] {
  if (workers.length === 0) return [];
  const named = workers.slice(0, MOST_NAMED).map(({ host, pid }) => `process ${pid} on ${inLine(host)}`);
  const more = workers.length > MOST_NAMED ? ` and ${workers.length - MOST_NAMED} more` : "";
  return [`${counted(workers.length, "worker")} ${workers.length === 1 ? "waits" : "wait"} for runs: ${named.join(", ")}${more}`];
}
