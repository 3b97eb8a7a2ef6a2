/**
 * `npm run soak:machines`: worker processes on one PostgreSQL server make the runs of an experiment, while a hand kills them (SIGKILL), stops them for
 * longer than their lease (SIGSTOP), and stops, crashes and starts the server. Then the promises are checked: every run is done, once, with the
 * digits of one process on SQLite, and nobody wrote what it had lost.
 *
 *   node test/soak/machines.ts [workers] [runs] [blows] [lease in ms]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, exit, stdout } from "node:process";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { planExperiment } from "#experiment";
import { openLaboratory } from "#store";
import { startPostgres } from "../postgresServer.ts";
import { writeTinyTable } from "../tinyTable.ts";
import { about, differencesFromCalmRun } from "./calmRun.ts";

export interface MachinesSoak {
  readonly workers: number;
  readonly runs: number;
  /** How often something is done to the workers or to the server. */
  readonly blows: number;
  readonly iterations: number;
  /** In milliseconds. */
  readonly lease: number;
  readonly say: (text: string) => void;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const random = (count: number) => Math.floor(Math.random() * count);
const workerFile = join(import.meta.dirname, "machineWorker.ts");

/** Runs it; gives what was not as promised, in sentences. */
export async function soakMachines({ workers, runs, blows, iterations, lease, say }: MachinesSoak): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "droplab-soak-"));
  writeTinyTable(folder);
  const server = await startPostgres({ fsync: true, settings: ["max_connections=100"] });
  const children = new Set<ChildProcess>();
  try {
    const url = await server.database("soak");
    const load = (spec: { dataset: string }) => loadDataset(join(folder, spec.dataset));
    const numerics = numericsOf(await openDevice("auto"));
    const grid = { dropout: [0, 0.25, 0.5] };
    const definition = {
      dataset: "tiny.csv",
      model: "mlp(16)",
      iterations,
      evaluateEvery: 500,
      batchSize: 10,
      reps: Math.ceil(runs / 3),
      grid,
    };
    const plan = planExperiment(definition, load, numerics);
    const first = openLaboratory(url, { about, lease });
    await first.store.saveExperiment(plan, "droplab sweep");
    await first.queue.offer(await first.store.owed({ experiment: plan.id }));

    const start = () => {
      const child = spawn(execPath, [workerFile, url, folder, String(lease)], { stdio: ["ignore", "pipe", "inherit"] });
      child.stdout?.on("data", (text) => say(String(text).trim()));
      children.add(child);
      child.on("exit", () => children.delete(child));
    };
    for (let i = 0; i < workers; i++) start();
    const counts = { killed: 0, paused: 0, stopped: 0, crashed: 0 };
    const progress = async () => {
      const [experiment] = await first.store.experiments([plan.id]);
      return experiment?.states.done ?? 0;
    };
    const blow = async () => {
      const all = [...children];
      const child = all[random(all.length)] as ChildProcess;
      const kind = random(10);
      if (kind < 5) {
        counts.killed++;
        child.kill("SIGKILL");
        start();
      } else if (kind < 8) {
        counts.paused++;
        child.kill("SIGSTOP");
        setTimeout(() => child.kill("SIGCONT"), 1.5 * lease + random(lease));
      } else {
        counts[kind === 8 ? "stopped" : "crashed"]++;
        await server.stop(kind === 8 ? "fast" : "immediate");
        await sleep(200 + random(1500));
        await server.start();
      }
    };
    for (let i = 0; i < blows; i++) {
      await sleep(300 + random(900));
      await blow();
    }
    const done = plan.trials.length;
    for (let before = -1, since = performance.now(); ; await sleep(500)) {
      const now = await progress().catch(() => before); // the server may be starting
      if (now === done) break;
      if (now !== before) [before, since] = [now, performance.now()];
      if (performance.now() - since > 60_000 + 10 * lease) return [`${done - now} of ${done} runs are not done, and nothing goes on`];
    }
    say(`${done} runs are done; ${JSON.stringify(counts)}`);
    const troubles = await differencesFromCalmRun(first.store, plan, folder, load);
    await first.close();
    return troubles;
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await server.end();
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [workers = 6, runs = 300, blows = 120, lease = 3000] = argv.slice(2).map(Number);
  const troubles = await soakMachines({ workers, runs, blows, lease, iterations: 20_000, say: (text) => stdout.write(`${text}\n`) });
  for (const trouble of troubles) stdout.write(`${trouble}\n`);
  stdout.write(troubles.length ? "promises were broken\n" : "all promises were kept\n");
  exit(troubles.length ? 1 : 0);
}
