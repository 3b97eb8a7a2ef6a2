/**
 * `npm run soak`: three processes work on one store, two in PID namespaces of their own where `unshare` is allowed, all with one host name
 * and one with a wall clock that is set back and forth. A hand kills them (SIGKILL) and stops them for longer than the lease (SIGSTOP).
 * Then the promises are checked against a calm run: the same digits and states, no run doubled, no more seconds than there was work.
 *
 *   node test/soak/soak.ts [blows] [lease in ms]
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, exit, kill, stderr, stdout } from "node:process";
import { isDeepStrictEqual } from "node:util";
import { readLaboratory } from "#store";
import { storeContent } from "../storeContent.ts";
import { writeTinyTable } from "../tinyTable.ts";
import { loadSoak, planOfSoak } from "./experiment.ts";

const [blows, lease] = [Number(argv[2] ?? 40), Number(argv[3] ?? 3000)];
const PROCESSES = 3;
/** A pause is so much longer than the lease, in milliseconds. */
const LONGER = 9000;
const worker = join(import.meta.dirname, "worker.ts");
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const random = (count: number) => Math.floor(Math.random() * count);
const say = (text: string) => stdout.write(`${text}\n`);

function canUnshare(): boolean {
  try {
    execFileSync("unshare", ["--pid", "--fork", "--mount-proc", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const namespaces = canUnshare();

/** A process that works in a folder; how long it was awake is how long it can have worked. */
class Worker {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly output: string[] = [];
  readonly #began = performance.now();
  #paused = 0;
  #pausedAt: number | undefined;
  #endedAt: number | undefined;

  constructor(folder: string, { apart = false, jumps = false }) {
    this.folder = folder;
    const command = [execPath, worker, folder, String(lease), ...(jumps ? ["jumps"] : [])];
    const whole = apart ? ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", ...command] : command;
    this.child = spawn(whole[0] as string, whole.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.on("data", (text) => this.output.push(...String(text).trim().split("\n")));
    this.child.stderr?.on("data", (text) => {
      if (!/unshare|sigprocmask/.test(String(text))) stderr.write(text); // which says that its child was killed
    });
    this.child.on("exit", () => {
      this.#endedAt = performance.now();
    });
  }

  get isThrough(): boolean {
    return this.#endedAt !== undefined;
  }
  get isAwake(): boolean {
    return this.#pausedAt === undefined && !this.isThrough;
  }

  /** In seconds. */
  get awake(): number {
    const end = this.#endedAt ?? performance.now();
    return (end - this.#began - this.#paused - (this.#pausedAt === undefined ? 0 : end - this.#pausedAt)) / 1000;
  }

  /** Of the process itself, not of the one that holds its namespace. */
  get #pid(): number {
    const own = this.child.pid as number;
    const below = namespaces && this.child.spawnfile === "unshare" ? readFileSync(`/proc/${own}/task/${own}/children`, "utf8").trim() : "";
    return Number(below || own);
  }

  kill(): void {
    kill(this.#pid, "SIGKILL");
  }

  async pause(ms: number): Promise<void> {
    const pid = this.#pid;
    kill(pid, "SIGSTOP");
    this.#pausedAt = performance.now();
    await sleep(ms);
    this.#paused += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
    kill(pid, "SIGCONT");
  }
}

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "droplab-soak-"));
  writeTinyTable(made);
  return made;
};
const calm = folder();
const calmWorker = new Worker(calm, {});
while (!calmWorker.isThrough) await sleep(100);

const rough = folder();
const workers: Worker[] = [];
const begin = (place: number) => workers.push(new Worker(rough, { apart: namespaces && place > 0, jumps: place === 2 }));
for (let place = 0; place < PROCESSES; place++) begin(place);
let [kills, pauses] = [0, 0];
const waking: Promise<void>[] = [];
for (let blow = 0; blow < blows; blow++) {
  await sleep(500 + random(1500));
  const awake = workers.filter((one) => one.isAwake);
  const one = awake[random(awake.length)];
  if (!one) {
    if (workers.every((any) => any.isThrough)) break;
    continue;
  }
  if (Math.random() < 0.5) {
    kills++;
    one.kill();
    begin(random(PROCESSES));
  } else {
    pauses++;
    waking.push(one.pause(lease + LONGER).catch(() => {}));
  }
}
await Promise.all(waking);
const deadline = performance.now() + 300_000;
while (!workers.every((one) => one.isThrough) && performance.now() < deadline) await sleep(200);

const stuck = workers.filter((one) => !one.isThrough);
for (const one of stuck) one.kill();
const reader = readLaboratory(join(rough, "droplab.db"));
const ids = (await planOfSoak(loadSoak(rough))).trials.map(({ id }) => id);
const records = [...(await reader.trials(ids)).values()];
const doubled: string[] = [];
for (const id of ids) {
  const events = (await reader.logOf(id)).map(({ text }) => text);
  // every beginning but the first follows an end, and there is one result
  const begins = events.flatMap((text, at) => (/^(started|continued)/.test(text) ? [at] : []));
  const isApart = begins.slice(1).every((at) => /(no more|interrupted)$/.test(events[at - 1] as string));
  if (!isApart || events.filter((text) => /^(done|diverged)/.test(text)).length !== 1) doubled.push(`${id}: ${events.join("; ")}`);
}
await reader.close();
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const [seconds, awake] = [sum(records.map((record) => record.seconds)), sum(workers.map((one) => one.awake))];
const output = workers.flatMap((one) => one.output);
const lost = output.filter((line) => line.includes(" lost ")).length;
const losses = sum(records.map((record) => record.losses));
const sameContent = isDeepStrictEqual(storeContent(join(rough, "droplab.db")), storeContent(join(calm, "droplab.db")));
say(
  `${ids.length} runs, ${kills} kills, ${pauses} pauses of ${(lease + LONGER) / 1000} s, ${namespaces ? "two" : "no"} PID namespaces apart`,
);
say(`${losses} runs were taken from those that were no more, ${lost} losers said so`);
say(`${seconds.toFixed(1)} s of work written down, ${awake.toFixed(1)} s in which processes were awake`);
const wrong = [
  ...(stuck.length ? ["a process did not come to its end"] : []),
  ...(sameContent ? [] : ["digits or states differ from those of a calm run"]),
  ...(seconds <= awake ? [] : ["more seconds of work than there can have been"]),
  ...doubled.map((run) => `doubled: ${run}`),
];
for (const what of wrong) say(`WRONG: ${what}`);
say(wrong.length ? "the promises were broken" : "all promises were kept");
exit(wrong.length ? 1 : 0);
