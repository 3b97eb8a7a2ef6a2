/** A worker of test/soak/machines.ts: `node machineWorker.ts <url> <folder of the data> <lease in ms>`. */
import { join } from "node:path";
import { argv } from "node:process";
import { fingerprint, isKnownAs } from "#data";
import { loadDataset } from "#data/files";
import { workRuns } from "#lab";
import { openLaboratory } from "#store";
import { type Clock, realClock } from "../../src/lab/clock.ts";

const [url, folder, lease] = argv.slice(2) as [string, string, string];
const about = { host: "one name for all", machine: { processor: "", cores: 1, node: "", device: "" }, version: "0", command: "worker" };
const laboratory = openLaboratory(url, { about, lease: Number(lease) });
/** Beats and news come ten times as often as they would, since the lease is as short. */
const hasty: Clock = { ...realClock, every: (ms, work) => realClock.every(ms / 10, work) };
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
await workRuns({
  ...{ laboratory, device: "auto", workers: 1, checkpointEvery: 100, stop: stop.signal, patience: 500, clock: hasty },
  async dataFor({ run }) {
    const data = loadDataset(join(folder, run.data.dataset));
    return isKnownAs(run.dataHash, fingerprint(run.data, data)) ? data : undefined;
  },
  onLost: (id) => console.log(`lost ${id}`),
  onTrouble: (message) => console.log(message ?? "the store can be written again"),
});
await laboratory.close();
