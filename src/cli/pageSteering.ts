import { type ChildProcess, execFile, spawn } from "node:child_process";
import { argv, execPath } from "node:process";
import { setTimeout } from "node:timers/promises";
import { type DatasetName, datasetNames } from "#data";
import type { LabelChanges, Laboratory, Wishes } from "#experiment";
import type { FormField, FormValues, Steering } from "#web";
import { chooseDevice } from "./deviceOptions.ts";
import { fileAt } from "./followedStore.ts";
import { formFields, LABELS } from "./formFields.ts";
import { commandOf, openStore, storeWords } from "./storeOptions.ts";

/** Milliseconds for an estimate, and until a started experiment must be in the store. */
const [ESTIMATE_MS, START_MS] = [60_000, 30_000];
const LOOK_EVERY = 150;
/** So long an estimate is taken again, in milliseconds. */
const FRESH_MS = 20_000;
/** Of what a process said last, in characters. */
const LAST_WORDS = 4000;

interface DryRun {
  readonly command: string;
  readonly lines: readonly string[];
  /** Of the experiment. */
  readonly id: string;
}

/** What the page starts runs in processes of its own, by the same commands as one would type: they go on when the page is closed. */
export class PageSteering implements Steering {
  readonly #store: string;
  readonly #isReadOnly: boolean;
  readonly #children = new Set<ChildProcess>();
  #laboratory: Promise<Laboratory> | undefined;
  #file = "";
  #estimating: ChildProcess | undefined;
  /** The last, while it is fresh. */
  #known: DryRun | undefined;

  constructor(store: string, isReadOnly: boolean) {
    this.#store = store;
    this.#isReadOnly = isReadOnly;
  }

  /** Experiments that were started here and still run. */
  get running(): number {
    return this.#children.size;
  }

  async wish(id: string, wishes: Partial<Wishes>): Promise<boolean> {
    return (await this.#open()).store.wish(id, wishes);
  }

  async label(id: string, changes: LabelChanges): Promise<boolean> {
    return (await this.#open()).store.label(id, changes);
  }

  async resume(id: string): Promise<void> {
    return this.#goOn(id, ["resume", id]);
  }

  async measure(id: string): Promise<void> {
    return this.#goOn(id, ["resume", id, "--robustness"]);
  }

  /** Starts a process that goes on with an experiment; resolves when it has begun. Throws a RangeError with what it was refused with. */
  async #goOn(id: string, words: readonly string[]): Promise<void> {
    const { store } = await this.#open();
    const stateOf = async () => (await store.experiments([id]))[0]?.updated;
    const before = await stateOf();
    if (before === undefined) throw new RangeError("there is no such experiment in this store; it may have been removed");
    const { stopped = false } = (await store.wishes(id)) ?? {};
    try {
      await this.#begin(words, async () => (await stateOf()) !== before);
    } catch (error) {
      await store.wish(id, { stopped });
      throw error;
    }
  }

  /**
   * Starts a process; resolves when `hasBegun` says so or it has ended well, to whether that came within the time. Throws a RangeError with
   * what it was refused with.
   */
  async #begin(words: readonly string[], hasBegun: () => Promise<boolean>): Promise<boolean> {
    const child = this.#start(words);
    for (let waited = 0; waited < START_MS; waited += LOOK_EVERY) {
      const refused = await Promise.race([child.refused, setTimeout(LOOK_EVERY, undefined)]);
      if (refused !== undefined) throw new RangeError(refused);
      if (child.isDone() || (await hasBegun())) return true;
    }
    return false;
  }

  fields(): Promise<readonly FormField[]> {
    return Promise.resolve(formFields());
  }

  async estimate(fields: FormValues): Promise<{ readonly command: string; readonly lines: readonly string[] }> {
    const words = wordsOf(fields);
    this.#estimating?.kill(); // only the last is of interest
    const { lines } = await this.#dryRun(words, (child) => {
      this.#estimating = child;
    });
    return { command: commandOf([...words, ...storeWords(this.#store)]), lines };
  }

  /** What `--dry-run` says of a command, and which experiment it is. Throws a RangeError where it is refused. */
  async #dryRun(words: readonly string[], onStart?: (child: ChildProcess) => void): Promise<DryRun> {
    const command = commandOf(words);
    if (this.#known?.command === command) return this.#known;
    const lines = await new Promise<readonly string[]>((resolve, reject) => {
      const all = [argv[1] as string, ...words, "--dry-run", "--store", this.#store];
      const child = execFile(execPath, all, { timeout: ESTIMATE_MS }, (error, stdout, said) => {
        if (!error) return resolve(stdout.trim().split("\n"));
        reject(new RangeError(refusalIn(said) || "the estimate was given up; ask again"));
      });
      onStart?.(child);
    });
    const id = /; experiment ([0-9a-f]+)/.exec(lines.at(-1) ?? "")?.[1];
    if (id === undefined) throw new RangeError("what it would run is not known; ask for the estimate again");
    this.#known = { command, lines, id };
    // runs come to be there meanwhile
    void setTimeout(FRESH_MS, undefined, { ref: false }).then(() => {
      if (this.#known?.command === command) this.#known = undefined;
    });
    return { command, lines, id };
  }

  async start(fields: FormValues): Promise<string> {
    const words = wordsOf(fields);
    // an experiment is known by what it runs: the same under another name, or with more repetitions, is the same
    const { id } = await this.#dryRun(words);
    const { store } = await this.#open();
    const stateOf = async () => {
      const [known] = await store.experiments([id]);
      return known && `${known.updated} ${(await store.wishes(id))?.stopped}`;
    };
    const before = await stateOf();
    const hasBegun = await this.#begin(words, async () => {
      const now = await stateOf();
      return now !== undefined && now !== before;
    });
    if (hasBegun) return id;
    throw new RangeError("the experiment has not begun within half a minute; look at it in the list of experiments");
  }

  /** Lets what was started here checkpoint and end, or leaves it to itself. */
  async close(withStarted: boolean): Promise<void> {
    if (!withStarted) for (const child of this.#children) child.unref();
    const stopped = withStarted ? [...this.#children] : [];
    const ended = stopped.map((child) => new Promise((resolve) => child.once("exit", resolve)));
    for (const child of stopped) child.kill("SIGINT");
    await Promise.all(ended);
    await (await this.#laboratory)?.close().catch(() => {}); // a store that was lost has said so
  }

  #start(words: readonly string[]): { readonly refused: Promise<string>; isDone(): boolean } {
    // a group of its own: Ctrl-C of the terminal is the server's to pass on
    const child = spawn(execPath, [argv[1] as string, ...words, "--store", this.#store], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-LAST_WORDS);
    });
    this.#children.add(child);
    const refused = new Promise<string>((resolve) => {
      const onEnd = (code: number | null) => {
        this.#children.delete(child);
        if (code !== 0 && code !== null) resolve(refusalIn(said) || "it ended at once");
      };
      child.once("exit", onEnd);
      child.once("error", ({ message }) => {
        this.#children.delete(child);
        resolve(message);
      });
    });
    return { refused, isDone: () => !this.#children.has(child) };
  }

  async #open(): Promise<Laboratory> {
    if (this.#isReadOnly) throw new RangeError("read-only: this server only shows");
    // another file at its place is another store
    const file = fileAt(this.#store);
    if (file !== this.#file) {
      const before = this.#laboratory;
      this.#laboratory = undefined;
      await (await before)?.close().catch(() => {});
    }
    this.#file = file;
    this.#laboratory ??= chooseDevice().then(({ device }) => openStore({ store: this.#store }, device));
    return this.#laboratory;
  }
}

/** The last thing a process said before it ended: why. */
const refusalIn = (said: string): string =>
  said
    .trim()
    .split("\n")
    .findLast((line) => line.startsWith("droplab: "))
    ?.replace(/^droplab: /, "") ?? "";

/** Where files are named no page may say which: that is for the command line. */
const isFile = (name: string, value: string): boolean =>
  /[/\\]/.test(value) ||
  (name === "model" && /\.(json|[mc]?[jt]s)\b/i.test(value)) ||
  (name === "dataset" && !datasetNames.includes(value as DatasetName));

/** The command of a form: each field as one word with its option, so that no text becomes another option. Throws a RangeError. */
function wordsOf(fields: FormValues): string[] {
  const known = new Map(formFields().map((field) => [field.name, field]));
  const words = Object.entries(fields).flatMap(([name, text]) => {
    const field = known.get(name);
    if (!field) throw new RangeError(`${name}: there is no such field`);
    if (/[\0\r\n]/.test(text)) throw new RangeError(`${field.flag}: it is one line of text`);
    const isLabel = field.group === LABELS;
    const value = isLabel ? text.trim() : text.trim().replace(/\s*,\s*/g, ",");
    if (value === "") return [];
    if (!isLabel && value.split(",").some((one) => isFile(name, one)))
      throw new RangeError(`${field.flag}: data and models in files are named on the command line: droplab sweep --${field.flag} …`);
    return [`--${field.flag}=${value}`];
  });
  if (!words.length) throw new RangeError("nothing is said to run; give dropout several values, such as 0, 0.5");
  return ["sweep", ...words];
}
