/**
 * `npm run soak:hosts`: two hosts in network namespaces of their own, each with a worker, and a PostgreSQL server beside them. One is cut off for
 * longer than its lease while it trains: another must go on with its run within 30 seconds, and what the one that comes back writes must be
 * refused. Then every run is compared with those of one calm process. It needs Linux, root and iproute2, and takes two minutes.
 *
 *   node test/soak/hosts.ts [seconds of the cut]
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, exit, getuid, platform, stderr, stdout } from "node:process";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { numericsOf } from "#engine";
import { planExperiment } from "#experiment";
import { openLaboratory } from "#store";
import { startPostgres } from "../postgresServer.ts";
import { writeTinyTable } from "../tinyTable.ts";
import { about, differencesFromCalmRun } from "./calmRun.ts";

/** A bridge between them, on which the server listens. */
const [BRIDGE, SERVER, NETWORK] = ["droplab-br", "10.213.77.1", "10.213.77.0/24"];
const HOSTS = ["a", "b"] as const;
type Host = (typeof HOSTS)[number];
const spaceOf = (host: Host) => `droplab-${host}`;
const linkOf = (host: Host) => `droplab-${host}0`;
/** Within so many seconds a run that was lost goes on elsewhere. */
const PROMISED = 30;

const ip = (words: string) => execFileSync("ip", words.split(" "), { stdio: ["ignore", "ignore", "pipe"] });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const say = (text: string) => stdout.write(`${text}\n`);

function makeHosts(): void {
  ip(`link add ${BRIDGE} type bridge`);
  ip(`addr add ${SERVER}/24 dev ${BRIDGE}`);
  ip(`link set ${BRIDGE} up`);
  for (const [place, host] of HOSTS.entries()) {
    ip(`netns add ${spaceOf(host)}`);
    ip(`link add ${linkOf(host)} type veth peer name eth0 netns ${spaceOf(host)}`);
    ip(`link set ${linkOf(host)} master ${BRIDGE} up`);
    ip(`-n ${spaceOf(host)} addr add 10.213.77.${place + 2}/24 dev eth0`);
    ip(`-n ${spaceOf(host)} link set eth0 up`);
  }
}

function removeHosts(): void {
  for (const words of [...HOSTS.flatMap((host) => [`link del ${linkOf(host)}`, `netns del ${spaceOf(host)}`]), `link del ${BRIDGE}`])
    try {
      ip(words);
    } catch {
      // it was never made
    }
}

/** A worker on one of them, with process numbers and a name of its own, as another machine has. */
function startWorker(host: Host, url: string, folder: string, atOnce: number, heard: (text: string) => void): ChildProcess {
  const bin = join(import.meta.dirname, "..", "..", "bin", "droplab.js");
  const worker = `hostname host-${host}; exec ${execPath} ${bin} worker --store ${url} --data-dir ${folder} --workers ${atOnce} --checkpoint-every 1`;
  const child = spawn(
    "ip",
    ["netns", "exec", spaceOf(host), "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts", "sh", "-c", worker],
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  child.stderr?.on("data", (data) => {
    for (const line of String(data).trim().split("\n")) say(`  host-${host}: ${line}`);
    heard(String(data));
  });
  return child;
}

/** Runs it; gives what was not as promised, in sentences. */
async function soakHosts(cutSeconds: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "droplab-hosts-"));
  writeTinyTable(folder);
  removeHosts();
  makeHosts();
  const server = await startPostgres({ host: SERVER, network: NETWORK, fsync: true });
  const children: ChildProcess[] = [];
  try {
    const url = await server.database("hosts");
    const load = (spec: { dataset: string }) => loadDataset(join(folder, spec.dataset));
    const definition = { dataset: "tiny.csv", model: "mlp(32)", iterations: 4_000_000, evaluateEvery: 200_000, batchSize: 10 };
    const plan = planExperiment({ ...definition, reps: 1, grid: { dropout: [0, 0.25] } }, load, numericsOf(await openDevice("auto")));
    const laboratory = openLaboratory(url, { about });
    const { store, queue } = laboratory;
    await store.saveExperiment(plan, "droplab sweep");
    await queue.offer(await store.owed({ experiment: plan.id }));
    /** Waits for a run that is at work on a host, has kept something, and is not one of these. */
    const workedOn = async (host: Host, isIt: (id: string) => boolean) => {
      for (const begun = performance.now(); performance.now() - begun < 120_000; await sleep(200)) {
        const found = (await store.running()).find((one) => one.owner?.host === `host-${host}` && one.iteration > 0 && isIt(one.id));
        if (found && (await store.checkpoint(found.id))) return found;
      }
      throw new Error(`host-${host} works on nothing`);
    };
    let isTold = false;
    children.push(
      startWorker("a", url, folder, 1, (text) => {
        isTold ||= text.includes("was taken from this worker");
      }),
    );
    const lost = await workedOn("a", () => true);
    children.push(startWorker("b", url, folder, 2, () => {}));
    await workedOn("b", (id) => id !== lost.id);

    say(`host-a, which works on ${lost.id.slice(0, 10)}, is cut off`);
    ip(`link set ${linkOf("a")} down`);
    const cut = performance.now();
    await workedOn("b", (id) => id === lost.id);
    const after = (performance.now() - cut) / 1000;
    say(`its run goes on at host-b after ${after.toFixed(1)} seconds`);
    await sleep(Math.max(0, 1000 * cutSeconds - (performance.now() - cut)));
    ip(`link set ${linkOf("a")} up`);
    say("host-a is back");

    const troubles = after > PROMISED ? [`the run that was lost went on after ${after.toFixed(1)} seconds, not within ${PROMISED}`] : [];
    for (const begun = performance.now(); ; await sleep(500)) {
      const [experiment] = await store.experiments([plan.id]);
      if (experiment?.states.done === plan.trials.length && isTold) break;
      if (performance.now() - begun < 300_000) continue;
      return [...troubles, isTold ? "not all runs are done" : "host-a was never told that it had lost its run"];
    }
    const record = await store.trial(lost.id);
    if (record?.owner?.host !== "host-b") troubles.push(`the run that host-a lost was ended by ${record?.owner?.host}`);
    if (record?.losses !== 1 || record.failures !== 0) troubles.push(`it counts ${record?.losses} losses and ${record?.failures} failures`);
    troubles.push(...(await differencesFromCalmRun(store, plan, folder, load)));
    await laboratory.close();
    return troubles;
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await server.end();
    removeHosts();
    rmSync(folder, { recursive: true });
  }
}

if (platform !== "linux" || getuid?.() !== 0) {
  stderr.write("soak:hosts: network namespaces need Linux and root; run it there\n");
  exit(2);
}
const troubles = await soakHosts(Number(argv[2] ?? 60));
for (const trouble of troubles) say(trouble);
say(troubles.length ? "promises were broken" : "all promises were kept");
exit(troubles.length ? 1 : 0);
