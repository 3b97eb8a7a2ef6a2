/**
 * What a database carries: how many runs a second workers take, finish and settle in it, what a run costs beside its training, what idle workers
 * cost the server, what working ones do, and how long `list`, `show` and `compare` take on 20,000 runs, beside SQLite. It starts a PostgreSQL server of its own.
 * Usage: npm run bench:machines -- [throughput] [overhead] [idle] [working] [reading] [--write], which puts the figures into
 * bench/machines.json and docs/scaling.md
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
import { carriesLines, type MachinesFacts, measuredLines, withFigures } from "./machinesText.ts";
import { secondsOfServer } from "./processorTime.ts";

const isToWrite = argv.includes("--write");
const named = argv.slice(2).filter((word) => word !== "--write");
const isAsked = (part: string) => named.length === 0 || named.includes(part);
const say = (text: string) => stdout.write(`${text}\n`);
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
async function throughput(url: string, runs: number, workers: number, atOnce: number): Promise<MachinesFacts["batches"]> {
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
      await queue.settle(claims, true);
      done += claims.length;
      if (done >= 0.9 * runs && !tenth) tenth = performance.now();
    }
  };
  await Promise.all(laboratories.map(work));
  const end = performance.now();
  if (done !== runs) throw new Error(`${done} of ${runs} runs are done`);
  say(`${runs} runs planned and offered in ${offering.toFixed(1)} s`);
  for (const each of laboratories) await each.close();
  return { runs, perSecond: (1000 * runs) / (end - start), inLastTenth: (100 * runs) / (end - tenth) };
}

/** What a run of a few milliseconds costs beside its training: one worker in a database, and the same in memory. */
async function overhead(runs: number): Promise<MachinesFacts["overhead"]> {
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
  return { runs, inMemory, inDatabase };
}

/** Workers that wait, each with its two connections: what they cost the server and themselves. */
async function idle(url: string, workers: number, forSeconds: number): Promise<MachinesFacts["idle"]> {
  const stop = new AbortController();
  const laboratories = Array.from({ length: workers }, () => openLaboratory(url, { about }));
  let begun = 0;
  const waiting = laboratories.map((laboratory) =>
    workRuns({ laboratory, dataFor: async () => data, device: "auto", workers: 1, stop: stop.signal, onIdle: () => begun++ }),
  );
  while (begun < workers) await new Promise((resolve) => setTimeout(resolve, 1000));
  await new Promise((resolve) => setTimeout(resolve, 30_000)); // they know of one another
  const [own, servers] = [process.cpuUsage(), secondsOfServer(server.port)];
  await new Promise((resolve) => setTimeout(resolve, 1000 * forSeconds));
  const { user, system } = process.cpuUsage(own);
  const ofServer = (secondsOfServer(server.port) - servers) / forSeconds;
  stop.abort();
  await Promise.all(waiting);
  for (const each of laboratories) await each.close();
  return { workers, ofServer, ofWorkers: (user + system) / 1e6 / forSeconds };
}

/** Workers at work, simulated: each beats every 5 s and records every 2 s, with an evaluation; and checkpoints of a net of 431,080 parameters with momentum. */
async function working(url: string, workers: number, forSeconds: number): Promise<Pick<MachinesFacts, "working" | "checkpoint">> {
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
  const ofServer = (secondsOfServer(server.port) - servers) / forSeconds;
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
  for (const each of laboratories) await each.close();
  return { working: { workers, ofServer }, checkpoint: { megabytes: (4 * words) / 1e6, took: (1000 * took) / least, ofServer: cost } };
}

/** The commands that read, on 20,000 runs with 1,000,000 evaluations: the least of three. */
async function reading(url: string): Promise<MachinesFacts["reading"]> {
  const file = join(folder, "big.db");
  const bin = join(import.meta.dirname, "..", "bin", "droplab.js");
  const droplab = (...args: string[]) => execFileSync(execPath, [bin, ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  say(`put ${RUNS} runs into a file in ${(await seconds(() => fillStore(file))).toFixed(1)} s`);
  say(`copied to a database in ${(await seconds(() => droplab("copy", "--from", file, "--to", url))).toFixed(1)} s`);
  const commands = [];
  for (const words of [["list"], ["show", nameOf(100)], ["compare", nameOf(100)], ["status"]]) {
    const least = async (store: string) => {
      const all = [];
      for (let i = 0; i < 3; i++) all.push(await seconds(() => droplab(...words, "--store", store)));
      return Math.min(...all);
    };
    commands.push({ name: words[0] as string, inFile: await least(file), inDatabase: await least(url) });
  }
  return { runs: RUNS, commands };
}

const factsFile = new URL("machines.json", import.meta.url);
const known: Partial<MachinesFacts> = existsSync(factsFile) ? JSON.parse(readFileSync(factsFile, "utf8")) : {};
let facts: Partial<MachinesFacts> = { ...known, processor: cpus()[0]?.model ?? "unknown", cores: cpus().length };
try {
  if (isAsked("throughput")) {
    const batches = await throughput(await server.database("batches"), 100_000, 4, 10);
    facts = { ...facts, batches, singles: await throughput(await server.database("singles"), 20_000, 16, 1) };
  }
  if (isAsked("overhead")) facts = { ...facts, overhead: await overhead(4000) };
  if (isAsked("idle")) facts = { ...facts, idle: await idle(await server.database("idle"), 500, 60) };
  if (isAsked("working")) facts = { ...facts, ...(await working(await server.database("working"), 100, 30)) };
  if (isAsked("reading")) facts = { ...facts, reading: await reading(await server.database("reading")) };
  const whole = facts as MachinesFacts; // the first time all parts are asked for
  for (const line of [...measuredLines(whole), "", ...carriesLines(whole)]) say(line);
  if (isToWrite) {
    const page = new URL("../docs/scaling.md", import.meta.url);
    writeFileSync(factsFile, `${JSON.stringify(facts, null, 2)}\n`);
    writeFileSync(page, withFigures(readFileSync(page, "utf8"), whole));
  }
} finally {
  await server.end();
  rmSync(folder, { recursive: true });
}
