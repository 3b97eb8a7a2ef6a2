/**
 * `npm run soak:trouble`: a sweep that is killed, whose disk fills up and turns read-only, whose store is removed, replaced and damaged,
 * again and again, on a file system of its own. Each time what droplab says is done, and the same command typed again; in the end digits and
 * states are those of a calm run.
 *
 *   node test/soak/trouble.ts [troubles] [iterations of each run]
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, exit, stdout } from "node:process";
import { isDeepStrictEqual } from "node:util";
import { storeContent } from "../storeContent.ts";
import { writeTinyTable } from "../tinyTable.ts";

const isOwnNamespace = argv[2] === "mounts";
if (!isOwnNamespace) {
  // mounts that nobody else sees, and that are gone with this process
  const { status } = spawnSync("unshare", ["--mount", "--map-root-user", execPath, import.meta.filename, "mounts", ...argv.slice(2)], {
    stdio: "inherit",
  });
  exit(status ?? 1);
}
const [troubles, iterations] = [Number(argv[3] ?? 24), Number(argv[4] ?? 40_000)];
const MEGABYTES = 6;
const bin = join(import.meta.dirname, "..", "..", "bin", "droplab.js");
const say = (text: string) => stdout.write(`${text}\n`);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const random = (count: number) => Math.floor(Math.random() * count);
const wrong: string[] = [];
const expectThat = (isSo: boolean, what: string) => {
  if (!isSo) wrong.push(what);
};

const sweep = ["sweep", "--dataset", "tiny.csv", "--model", "mlp(8)", "--dropout", "0,0.5", "--reps", "4", "-i", String(iterations)];
const args = [...sweep, "--checkpoint-every", "0.1"];
const [calm, rough] = [0, 1].map(() => mkdtempSync(join(tmpdir(), "droplab-trouble-"))) as [string, string];
const store = join(rough, "droplab.db");
const mount = (...words: string[]) => execFileSync("mount", words);
mount("-t", "tmpfs", "-o", `size=${MEGABYTES}m`, "tmpfs", rough);
for (const folder of [calm, rough]) writeTinyTable(folder);

const droplab = (cwd: string, ...words: string[]) => spawnSync(execPath, [bin, ...words], { cwd, encoding: "utf8" });

/** The sweep at work; it ends with its code and what it said last. */
class Sweep {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; said: string }>;
  said = "";

  constructor() {
    this.child = spawn(execPath, [bin, ...args], { cwd: rough, stdio: ["ignore", "ignore", "pipe"] });
    this.child.stderr?.on("data", (text) => {
      this.said += text;
    });
    this.ended = new Promise((resolve) => this.child.on("close", (code) => resolve({ code, said: this.said })));
  }

  /** A while into its work, or until it is through. */
  async atWork(): Promise<void> {
    while (!/\d\/\d/.test(this.said) && this.child.exitCode === null) await sleep(20);
    await sleep(random(1500));
  }
}

/** Damage is met as droplab says: what it names is removed, and a file that is damaged as such is begun anew. */
function mend(): void {
  for (let step = 0; step < 40; step++) {
    const { stdout: found, stderr, status } = droplab(rough, "check");
    if (status === 0) return;
    const [, id] = /^(?:run|experiment) (\w+): /m.exec(found) ?? [];
    if (id && !/^the file itself/m.test(found) && droplab(rough, "rm", id, "--yes").status === 0) continue;
    expectThat(
      /damaged|not a droplab store|of another program|newer droplab/.test(found + stderr),
      `a sentence for damage, not ${found}${stderr}`,
    );
    for (const ending of ["", "-wal", "-shm"]) rmSync(store + ending, { force: true });
    anew++;
    return;
  }
  wrong.push("damage that does not go");
}
let anew = 0;

/** What was kept beside goes to where it was. */
async function putBack(one: Sweep, how: string): Promise<void> {
  const { code, said } = await one.ended;
  const kept = readdirSync(rough).find((name) => name.includes(".kept"));
  if (kept) for (const ending of ["-wal", "-shm"]) rmSync(store + ending, { force: true });
  if (kept) renameSync(join(rough, kept), store);
  expectThat(code === 1 && kept !== undefined && said.includes(how), `${how}: code ${code}, kept ${kept}, ${said.slice(-300)}`);
}

const kinds: Readonly<Record<string, (one: Sweep) => Promise<void>>> = {
  async "is killed"(one) {
    one.child.kill("SIGKILL");
    await one.ended;
  },
  async "has a disk that fills up"(one) {
    const fill = join(rough, "fill");
    spawnSync("sh", ["-c", `cat /dev/zero > ${fill} 2> /dev/null`]);
    await sleep(2500);
    rmSync(fill);
    await sleep(1500);
    const full = one.said.match(/the disk is full/g)?.length ?? 0;
    expectThat(full <= 1 + (one.said.match(/can be written again/g)?.length ?? 0), `the disk is said to be full ${full} times`);
    expectThat(!/rollback|SQLITE|at file:/.test(one.said), `words of no user: ${one.said.slice(-300)}`);
    one.child.kill("SIGINT");
    expectThat([0, 130].includes((await one.ended).code as number), `a full disk ended it: ${one.said.slice(-300)}`);
  },
  async "has a disk that is read-only"(one) {
    one.child.kill("SIGINT");
    await one.ended;
    mount("-o", "remount,ro", rough);
    const before = readFileSync(store);
    for (const words of [["list"], ["status"], ["export"], ["check"]])
      expectThat(droplab(rough, ...words).status === 0, `${words} on a read-only disk`);
    const { status, stderr } = droplab(rough, ...args);
    expectThat(status === 0 || (status === 2 && /cannot be written/.test(stderr)), `a read-only disk: ${status} ${stderr}`);
    expectThat(readFileSync(store).equals(before), "a read-only store was changed");
    mount("-o", "remount,rw", rough);
  },
  async "has its store removed"(one) {
    if (one.child.exitCode !== null) return;
    rmSync(store);
    await putBack(one, "was removed");
  },
  async "has its store replaced"(one) {
    if (one.child.exitCode !== null) return;
    copyFileSync(join(calm, "empty.db"), join(rough, "other.db"));
    renameSync(join(rough, "other.db"), store);
    await putBack(one, "was replaced");
  },
  async "has bytes of its store flipped"(one) {
    one.child.kill("SIGINT");
    await one.ended;
    for (let flip = 0; flip < 3; flip++) {
      const bytes = readFileSync(store);
      const at = random(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << random(8));
      writeFileSync(store, bytes);
    }
    mend();
  },
};

const made = droplab(calm, "run", "--dataset", "tiny.csv", "--model", "mlp(2)", "-i", "1", "-r", "1", "--store", "empty.db");
expectThat(made.status === 0, `the other store: ${made.stderr}`);
expectThat(droplab(calm, ...args).status === 0, "the calm run");
const counts = new Map<string, number>();
const names = Object.keys(kinds);
for (let trouble = 0; trouble < troubles; trouble++) {
  const name = names[trouble % names.length] as string;
  const one = new Sweep();
  await one.atWork();
  await kinds[name]?.(one);
  if (one.child.exitCode === null && one.child.signalCode === null) one.child.kill("SIGKILL");
  const { code, said } = await one.ended;
  if (code === 2) {
    expectThat(/damaged/.test(said), `it does not go on: ${said.slice(-300)}`);
    mend();
  }
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
for (const [name, count] of counts) say(`${count} times: it ${name}`);
if (anew) say(`${anew} times the file was so damaged that it was begun anew`);
const last = droplab(rough, ...args);
expectThat(last.status === 0, `the last command: ${last.status} ${last.stderr.slice(-300)}`);
expectThat(droplab(rough, "check").status === 0, "the store is damaged in the end");
expectThat(
  existsSync(store) && isDeepStrictEqual(storeContent(store), storeContent(join(calm, "droplab.db"))),
  "digits or states differ from those of a calm run",
);
for (const what of wrong) say(`WRONG: ${what}`);
say(wrong.length ? "the promises were broken" : "all promises were kept");
exit(wrong.length ? 1 : 0);
