/**
 * One process of the soak: node worker.ts FOLDER LEASE [jumps]. It works on the soak's experiment until all of it is done, with a short
 * lease and fast beats; with `jumps` its wall clock is set back and forth by hours all the time.
 */
import { hostname } from "node:os";
import { join } from "node:path";
import { argv, pid, stdout } from "node:process";
import { runPlan } from "#lab";
import { type Clock, realClock } from "../../src/lab/clock.ts";
import { openSqlite } from "../../src/store/sqlite/openSqlite.ts";
import { loadSoak, planOfSoak } from "./experiment.ts";

const [, , folder = "", lease = "", jumps] = argv;
if (jumps) {
  const { now } = Date;
  let hours = 0;
  setInterval(() => {
    hours = 18 * Math.random() - 9;
  }, 500).unref();
  Date.now = () => now() + hours * 3_600_000;
}
/** Beats and news come ten times as often as they would, since the lease is as short. */
const hasty: Clock = { ...realClock, every: (ms, work) => realClock.every(ms / 10, work) };

const say = (text: string) => stdout.write(`${pid} ${text}\n`);
const machine = { processor: "", cores: 1, node: "", device: "" };
const laboratory = openSqlite(join(folder, "droplab.db"), {
  about: { host: hostname(), machine, version: "soak", command: "soak" },
  lease: Number(lease),
});
const load = loadSoak(folder);
const plan = await planOfSoak(load);
await laboratory.store.saveExperiment(plan, "soak");
await runPlan(plan, {
  laboratory,
  load,
  device: "auto",
  workers: 1,
  checkpointEvery: 100,
  stop: new AbortController().signal,
  clock: hasty,
  onLost: (id, record) => say(`lost ${id} ${record?.state}`),
});
await laboratory.close();
say("through");
