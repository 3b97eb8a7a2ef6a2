import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { expect } from "vitest";
import type { ImageDataset } from "#data";
import { type Claim, type Laboratory, type Plan, planExperiment, requirementOf } from "#experiment";
import type { Evaluation, TrialResult } from "#train";
import { openPostgres } from "../src/store/postgres/openPostgres.ts";
import { openSqlite } from "../src/store/sqlite/openSqlite.ts";
import { startPostgres } from "./postgresServer.ts";

/** Milliseconds. */
export const LEASE = 60_000;

/** Where a process is said to be. */
export interface Place {
  readonly boot: string;
  readonly pidNamespace: string;
  readonly pid: number;
  readonly processStart: string;
}

/** One database that several workers open, on a clock of its own. */
export interface Implementation {
  readonly name: string;
  /** Whether silence is measured by the observer's own clock, and not by the server's. */
  readonly hasOwnClock: boolean;
  /** Whether what a worker has offered is forgotten when it goes. */
  readonly forgetsOffers: boolean;
  /** Opens it once more, as another worker: on a machine of its own unless told otherwise. */
  open(place?: Place): Laboratory;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** What was heard of workers is so many seconds older by the clock that tells. */
  age(seconds: number): Promise<void>;
  /** The queue loses what it has of a run. */
  forget(run: string): Promise<void>;
  end(): Promise<void>;
}

const machine = { processor: "a processor", cores: 1, node: "v24", device: "native avx2" };
const about = { host: "one name for all", machine, version: "0", command: "droplab sweep" };

/** With a file that can be removed while it is open. */
export function sqlite(file = join(mkdtempSync(join(tmpdir(), "droplab-")), "droplab.db")): Implementation & { lose(): void } {
  const opened: Laboratory[] = [];
  let now = 0;
  const change = (sql: string, value: string | number) => {
    const database = new DatabaseSync(file);
    database.prepare(sql).run(value);
    database.close();
  };
  return {
    name: "sqlite",
    hasOwnClock: true,
    forgetsOffers: true,
    open(place = { boot: `machine ${opened.length}`, pidNamespace: "one", pid: 1, processStart: "0" }) {
      const laboratory = openSqlite(file, { about, place, lease: LEASE, clock: () => now });
      opened.push(laboratory);
      return laboratory;
    },
    async pass(ms) {
      now += ms;
    },
    age: async (seconds) => change("UPDATE owners SET heard = heard - ?", seconds),
    forget: async (run) => change("DELETE FROM offers WHERE trial = (SELECT number FROM trials WHERE id = ?)", run),
    lose: () => rmSync(file),
    async end() {
      for (const laboratory of opened) await laboratory.close();
      rmSync(file, { force: true });
    },
  };
}

/** On a server of its own. */
async function postgres(): Promise<Implementation> {
  const server = await startPostgres();
  const url = await server.database("droplab");
  const opened: Laboratory[] = [];
  const client = new pg.Client(url);
  await client.connect();
  const age = async (seconds: number) => {
    await client.query("UPDATE droplab.owners SET beaten = beaten - $1 * interval '1 second'", [seconds]);
  };
  return {
    name: "postgres",
    hasOwnClock: false,
    forgetsOffers: false,
    open(place = { boot: `machine ${opened.length}`, pidNamespace: "one", pid: 1, processStart: "0" }) {
      const laboratory = openPostgres(url, { about, place, lease: LEASE, grace: 0 });
      opened.push(laboratory);
      return laboratory;
    },
    pass: (ms) => age(ms / 1000),
    age,
    forget: async (run) => void (await client.query("DELETE FROM droplab_queue.job WHERE data->>'id' = $1", [run])),
    async end() {
      for (const laboratory of opened) await laboratory.close();
      await client.end();
      await server.end();
    },
  };
}

/** Every implementation of Store and Queue: the suites loop over them. */
export const implementations: readonly (readonly [name: string, make: () => Implementation | Promise<Implementation>])[] = [
  ["sqlite", () => sqlite()],
  ["postgres", postgres],
];

const part = (count: number) => ({ images: new Uint8Array(count), labels: new Uint8Array(count), features: 1, count });
export const tinyData: ImageDataset = {
  name: "tiny",
  classes: 2,
  shape: [1],
  scale: 1,
  train: part(4),
  test: part(2),
  heldOut: 1,
};

let plans = 0;

/** An experiment with digits of its own, so that nobody else's workers take its runs; or with those of another. */
export function planOf(reps: number, dropout: readonly number[] = [0], numerics = `${++plans} fused`): Plan {
  const model = { name: "m", layers: [{ layer: "dense", units: 3 }, { layer: "dropout" }, { layer: "dense", units: 2 }] } as const;
  return planExperiment({ model, grid: { dropout }, reps } as never, () => tinyData, numerics);
}

export const idsOf = ({ trials }: Plan): string[] => trials.map(({ id }) => id);
/** What a worker must be able to do for its runs. */
export const requirementsOf = ({ trials }: Plan): string[] => [...new Set(trials.map(requirementOf))];

/** Saves an experiment and offers its runs. */
export async function offered({ store, queue }: Laboratory, plan: Plan): Promise<Plan> {
  await store.saveExperiment(plan, "droplab sweep");
  await offerOwed({ store, queue }, plan);
  return plan;
}

/** Offers what the store owes of an experiment, as a worker does that finds nothing to take. */
export async function offerOwed({ store, queue }: Pick<Laboratory, "store" | "queue">, { id }: Plan): Promise<void> {
  await queue.offer(await store.owed({ experiment: id }));
}

/** Takes one run; there must be one. */
export async function takeOne({ queue }: Laboratory, plan: Plan): Promise<Claim> {
  const [claim] = await queue.take(requirementsOf(plan));
  expect(claim).toBeDefined();
  return claim as Claim;
}

/** Time passes, in which the observer looks and these others beat. */
export async function silence(implementation: Implementation, observer: Laboratory, plan: Plan, beating: readonly Laboratory[] = []) {
  for (let look = 0; look < 5; look++) {
    await observer.store.owed({ experiment: plan.id });
    for (const { queue } of beating) await queue.beat([]);
    await implementation.pass(LEASE / 3);
  }
}

export const evaluation = (iteration: number, loss = 0.5): Evaluation => {
  return { iteration, loss, accuracy: 0.1 + 0.2, selectionLoss: Number.NaN, deadClasses: [1], kernelNorms: [0.1, 2] };
};

export const result: TrialResult = {
  seed: 1,
  accuracy: 0.5,
  iteration: 10,
  deadClasses: [],
  selectionAccuracy: 0.5,
  divergedAt: null,
  stoppedAt: null,
  monteCarlo: null,
  evaluations: [evaluation(10)],
};

/** Parts of three floats each, which count from these numbers. */
export const partsFrom = (...firsts: number[]): Float32Array[] => firsts.map((first) => Float32Array.of(first, first + 1, first + 2));

export async function numbersOf(parts: AsyncIterable<Float32Array> | undefined): Promise<number[] | undefined> {
  if (!parts) return undefined;
  const all: number[] = [];
  for await (const floats of parts) all.push(...floats);
  return all;
}

/** All that is kept of a run, for comparing. */
export async function keptOf({ store }: Laboratory, id: string): Promise<unknown> {
  const { parts, ...checkpoint } = (await store.checkpoint(id)) ?? {};
  return [
    await store.trial(id),
    await store.evaluations(id),
    checkpoint,
    await numbersOf(parts),
    await numbersOf(await store.weights(id)),
    await store.logOf(id),
  ];
}
