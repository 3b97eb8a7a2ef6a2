import type { DeviceName } from "#devices";
import type { Numbers } from "#engine";
import { type Claim, inParts, type Laboratory, type RunProgress, TransientStoreError, type TrialRecord } from "#experiment";
import type { Progress, TrialCheckpoint } from "#train";
import { checkpointParts } from "./checkpointParts.ts";
import { type Clock, realClock } from "./clock.ts";
import { Heartbeat } from "./heartbeat.ts";
import { PendingWrites } from "./pendingWrites.ts";
import { RunsInHand } from "./runsInHand.ts";
import type { TakenRun } from "./runTaker.ts";
import { type ThreadOutcome, Threads, type ThreadTask } from "./threads.ts";

/** How a run ended. `lost`: it is another's now, who makes it. */
export type RunEnd = ThreadOutcome | { readonly kind: "lost" };

export interface CrewEvents {
  onProgress?(id: string, progress: Progress): void;
  /** A run has come to its end here, and all that was to be written of it is; or, to the very last, was not its own any more. */
  onEnd?(id: string, outcome: RunEnd): Promise<void>;
  /** A run that was worked on here is another's now, or was given up or removed; it is dropped. */
  onLost?: ((id: string, record: TrialRecord | undefined) => void) | undefined;
  /** The store cannot be written just now; it is tried again, and nothing is lost. Called with undefined when it works again. */
  onTrouble?: ((message: string | undefined) => void) | undefined;
}

export interface CrewOptions extends CrewEvents {
  readonly laboratory: Laboratory;
  readonly device: DeviceName | "auto";
  readonly simd?: string | undefined;
  /** Milliseconds of work between checkpoints. */
  readonly checkpointEvery?: number | undefined;
  /** Milliseconds between two records of how far the runs have come. */
  readonly recordEvery?: number | undefined;
  /** Whether checkpoints and weights are kept; true unless given. */
  readonly keepsNets?: boolean | undefined;
  /** How many snapshots a run keeps; none unless given. */
  readonly snapshots?: number | undefined;
  /** How often a run may throw until it is failed. */
  readonly failures: number;
  readonly clock?: Clock | undefined;
}

/**
 * Where a run may throw more than once, how long this process leaves the next to others after one threw here, at first and at most: it may
 * be this machine that lacks something, and others make it. And how often it looks meanwhile whether it is to stop; in milliseconds.
 */
const [REST_MS, LONGEST_REST_MS, REST_LOOK_MS] = [5000, 30_000, 250];
const RECORD_MS = 250;
const HEARTBEAT_MS = 5000;

/**
 * Works on runs that this process has taken, on threads of its own: says that it works, records what they come to, checkpoints, ends and
 * settles them, and drops what it has lost. Which run comes next, whoever has the crew decides.
 */
export class Crew {
  /** What the store is asked and told, in order. */
  readonly writes: PendingWrites;
  readonly #options: CrewOptions;
  readonly #hand: RunsInHand;
  readonly #heartbeat: Heartbeat;
  /** The run of each task of the threads. */
  readonly #tasks = new Map<string, Claim>();
  /** The last checkpoint of each task, while the store has not got to it: a later one takes the place of the one before. */
  readonly #unsaved = new Map<string, TrialCheckpoint>();
  /** What the store could not record yet. */
  #news: RunProgress[] = [];
  #threads: Threads | undefined;
  #fatal: { readonly error: unknown } | undefined;
  #stopping = false;
  /** How many runs have thrown here since one came to its end, and until when no more are taken for it. */
  readonly #thrown = { count: 0, until: Number.NEGATIVE_INFINITY };
  readonly #endings: readonly (() => void)[];

  constructor(options: CrewOptions) {
    const { laboratory, clock = realClock, onTrouble, recordEvery = RECORD_MS } = options;
    this.#options = options;
    this.#hand = new RunsInHand(clock);
    this.writes = new PendingWrites({ clock, onTrouble, onFatal: (error) => this.fail(error) });
    this.#heartbeat = new Heartbeat(laboratory.queue, () => this.#hand.claims, {
      onLost: (claim) => this.#lose(claim),
      onStop: (claim) => this.#threads?.stopOne(keyOf(claim)),
      onFatal: (error) => this.fail(error),
    });
    this.#endings = [clock.every(recordEvery, () => this.#writeNews()), clock.every(HEARTBEAT_MS, () => void this.#heartbeat.beat())];
  }

  /** Whether it was told to stop, or something went wrong that does not pass. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** How many runs are worked on here. */
  get count(): number {
    return this.#hand.claims.length;
  }

  has(id: string): boolean {
    return this.#hand.has(id);
  }

  /** Works on so many runs at once, until `take` gives none. `read` gives what is needed to work on one; without it, it is not worked on. */
  async work(
    workers: number,
    take: () => Promise<Claim | undefined>,
    read: (claim: Claim) => Promise<TakenRun | undefined>,
  ): Promise<void> {
    const { device, simd, checkpointEvery = 5000, keepsNets = true, snapshots } = this.#options;
    this.#threads = new Threads({
      ...{ device, simd, workers, snapshots, checkpointEvery: keepsNets ? checkpointEvery : undefined },
      next: () => this.#next(take, read),
      onProgress: (key, progress) => this.#progress(key, progress),
      onSnapshot: (key, snapshot) => {
        const claim = this.#tasks.get(key) as Claim;
        this.#write(claim, ({ store }) => store.addSnapshot(claim, snapshot));
      },
      onCheckpoint: (key, checkpoint) => this.#checkpoint(key, checkpoint),
      onEnd: (key, outcome) => void this.#end(key, outcome),
    });
    if (this.#stopping) this.#threads.stop();
    await this.#threads.run();
    await this.writes.drained();
    this.throwFatal();
  }

  /** Says that this process is there, before it has a run. */
  appear(): void {
    void this.#heartbeat.beat();
  }

  /** Whether runs have thrown here of late, so that others come first. */
  get isResting(): boolean {
    const { clock = realClock } = this.#options;
    return !this.#stopping && clock.now() < this.#thrown.until;
  }

  /** Waits for the end of that. */
  async rested(): Promise<void> {
    const { clock = realClock } = this.#options;
    while (this.isResting) await clock.sleep(REST_LOOK_MS);
  }

  /** Lets every run checkpoint, and takes no more. */
  stop(): void {
    this.#stopping = true;
    this.writes.hurry();
    this.#threads?.stop();
  }

  /** The same for the runs that are not among these: they go on elsewhere, from a checkpoint. */
  giveBackOthers(isKept: (id: string) => boolean): void {
    for (const [key, { id }] of this.#tasks) if (!isKept(id)) this.#threads?.stopOne(key);
  }

  fail(error: unknown): void {
    this.#fatal ??= { error };
    this.stop();
  }

  /** Throws what does not pass, if there was something. */
  throwFatal(): void {
    if (this.#fatal) throw this.#fatal.error;
  }

  /** No more beats. */
  close(): void {
    for (const end of this.#endings) end();
  }

  async #next(
    take: () => Promise<Claim | undefined>,
    read: (claim: Claim) => Promise<TakenRun | undefined>,
  ): Promise<ThreadTask | undefined> {
    await this.writes.drained();
    try {
      while (!this.#stopping) {
        const claim = await take();
        if (!claim) return undefined;
        const task = await this.#begin(claim, read);
        if (task) return task;
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof TransientStoreError)) this.fail(error);
      return undefined;
    }
  }

  async #begin(claim: Claim, read: (claim: Claim) => Promise<TakenRun | undefined>): Promise<ThreadTask | undefined> {
    this.#hand.begin(claim, 0);
    let task: ThreadTask | undefined;
    await this.writes.add(async () => {
      const run = await read(claim);
      task = run && { key: keyOf(claim), ...run };
    });
    if (task) {
      this.#hand.begin(claim, task.resume?.iteration ?? 0);
      this.#tasks.set(task.key, claim);
    } else {
      // it was removed meanwhile, or cannot be made here after all
      await this.writes.add(async () => void (await this.#options.laboratory.store.interrupt(claim, 0)));
      this.#hand.end(claim);
      await this.writes.add(() => this.#options.laboratory.queue.settle([claim]));
    }
    return task;
  }

  #progress(key: string, progress: Progress): void {
    const claim = this.#tasks.get(key) as Claim;
    this.#hand.progress(claim, progress);
    this.#options.onProgress?.(claim.id, progress);
  }

  #checkpoint(key: string, checkpoint: TrialCheckpoint): void {
    const claim = this.#tasks.get(key) as Claim;
    this.#unsaved.set(key, checkpoint);
    let taken: TrialCheckpoint | undefined;
    this.#write(claim, async ({ store }) => {
      taken = this.#unsaved.get(key) ?? taken;
      this.#unsaved.delete(key);
      if (!taken) return true;
      await this.#recordNews(); // what was evaluated before it
      const { head, parts } = checkpointParts(taken);
      return await store.saveCheckpoint(claim, head, parts);
    });
  }

  async #end(key: string, outcome: ThreadOutcome): Promise<void> {
    const { laboratory, keepsNets = true, failures, onEnd } = this.#options;
    const claim = this.#tasks.get(key) as Claim;
    this.#tasks.delete(key);
    this.#rest(outcome);
    if (this.#hand.holds(claim)) {
      if (outcome.kind === "done") {
        this.#unsaved.delete(key);
        const parts = keepsNets && outcome.weights ? [...inParts(float32(outcome.weights))] : null;
        this.#write(claim, async ({ store }) => {
          if (await store.finish(claim, outcome.result, this.#hand.secondsOf(claim), parts)) return true;
          // an answer that was lost on the way: the record tells whose it was
          const record = await store.trial(claim.id);
          return record?.state === "done" && record.attempt === claim.attempt;
        });
      }
      if (outcome.kind === "failed") this.#write(claim, ({ store }) => store.fail(claim, outcome, this.#hand.secondsOf(claim), failures));
      if (outcome.kind === "stopped") this.#write(claim, ({ store }) => store.interrupt(claim, this.#hand.secondsOf(claim)));
    }
    const isDone = () => outcome.kind === "done" && this.#hand.holds(claim);
    await this.writes.add(() => laboratory.queue.settle([claim], isDone()));
    const end: RunEnd = this.#hand.holds(claim) ? outcome : { kind: "lost" };
    this.#hand.end(claim);
    await onEnd?.(claim.id, end);
  }

  #rest({ kind }: ThreadOutcome): void {
    const { clock = realClock, failures } = this.#options;
    const thrown = this.#thrown;
    if (kind === "done") thrown.count = 0;
    if (kind !== "failed" || failures === 1) return;
    thrown.until = clock.now() + Math.min(REST_MS * 2 ** thrown.count, LONGEST_REST_MS);
    thrown.count++;
  }

  /** A write that only the owner may do; a run that was lost is dropped. */
  #write(claim: Claim, work: (laboratory: Laboratory) => Promise<boolean>): void {
    void this.writes.add(async () => {
      if (this.#hand.holds(claim) && !(await work(this.#options.laboratory))) this.#lose(claim);
    });
  }

  #writeNews(): void {
    if (this.writes.count === 0 && this.#hand.claims.length) void this.writes.add(() => this.#recordNews());
  }

  async #recordNews(): Promise<void> {
    const untold = this.#news.filter(({ evaluations }) => evaluations.length);
    this.#news = [...untold, ...this.#hand.takeNews()];
    for (const claim of await this.#options.laboratory.store.record(this.#news)) this.#lose(claim);
    this.#news = [];
  }

  #lose(claim: Claim): void {
    if (!this.#hand.holds(claim)) return;
    this.#hand.end(claim);
    this.#unsaved.delete(keyOf(claim));
    this.#threads?.drop(keyOf(claim));
    const { onLost, laboratory } = this.#options;
    if (onLost) void this.writes.add(async () => onLost(claim.id, await laboratory.store.trial(claim.id)));
  }
}

/** A run that is taken again is another task. */
const keyOf = ({ attempt }: Claim): string => String(attempt);

const float32 = (numbers: Numbers): Float32Array => (numbers instanceof Float32Array ? numbers : Float32Array.from(numbers));
