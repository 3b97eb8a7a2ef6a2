import type { DataLoader } from "#data";
import type { DeviceName } from "#devices";
import type { Numbers } from "#engine";
import {
  type Claim,
  inParts,
  type Laboratory,
  type Plan,
  type PlannedTrial,
  type RunProgress,
  TransientStoreError,
  type TrialRecord,
} from "#experiment";
import type { Progress, TrialCheckpoint } from "#train";
import { checkpointParts } from "./checkpointParts.ts";
import { type Clock, realClock } from "./clock.ts";
import { Heartbeat } from "./heartbeat.ts";
import { PendingWrites } from "./pendingWrites.ts";
import { Pruning } from "./prune.ts";
import { RunsInHand } from "./runsInHand.ts";
import { RunTaker } from "./runTaker.ts";
import { Settlements } from "./settlements.ts";
import { type ThreadOutcome, Threads, type ThreadTask } from "./threads.ts";

export interface RunnerEvents {
  onProgress?(trial: PlannedTrial, progress: Progress): void;
  /** A trial of the plan has come to its end: here, in another process, or before. */
  onSettled?(trial: PlannedTrial, record: TrialRecord): void;
  /** A run that was worked on here is another's now, or was given up or removed; it is dropped. */
  onLost?(id: string, record: TrialRecord | undefined): void;
  /** All that is left runs in other processes. */
  onWaiting?(count: number, owner: string): void;
  /** The store cannot be written just now; it is tried again, and nothing is lost. Called with undefined when it works again. */
  onTrouble?(message: string | undefined): void;
}

export interface RunnerOptions extends RunnerEvents {
  readonly laboratory: Laboratory;
  readonly load: DataLoader;
  readonly device: DeviceName | "auto";
  readonly simd?: string | undefined;
  readonly workers: number;
  /** Milliseconds of work between checkpoints. */
  readonly checkpointEvery?: number;
  /** Whether checkpoints and weights are kept; true unless given. */
  readonly keepsNets?: boolean;
  /** Lets every trial checkpoint, then ends. */
  readonly stop: AbortSignal;
  /** Ends at the first failure. */
  readonly failFast?: boolean;
  /** Gives up configurations that are clearly behind the best. */
  readonly prune?: boolean;
  readonly clock?: Clock;
}

const RECORD_MS = 250;
const HEARTBEAT_MS = 5000;
/** A run that threw is not tried again by itself. */
const FAILURES = 1;

/**
 * Runs what is not done yet of a plan, in this process and beside others. A run that was stopped goes on from its last checkpoint: RunTaker
 * reads it from the store, Threads give it to a worker, and `runTrial` takes it up. Gives whether all of it is settled: not so where it was told to
 * stop, or somebody wishes that the experiment stops.
 */
export async function runPlan(plan: Plan, options: RunnerOptions): Promise<boolean> {
  return await new Runner(plan, options).run();
}

class Runner {
  readonly #plan: Plan;
  readonly #options: RunnerOptions;
  readonly #trials: ReadonlyMap<string, PlannedTrial>;
  readonly #hand: RunsInHand;
  readonly #writes: PendingWrites;
  readonly #settlements: Settlements;
  readonly #taker: RunTaker;
  readonly #heartbeat: Heartbeat;
  /** The run of each task of the threads. */
  readonly #tasks = new Map<string, Claim>();
  /** The last checkpoint of each task, while the store has not got to it: a later one takes the place of the one before. */
  readonly #unsaved = new Map<string, TrialCheckpoint>();
  /** What the store could not record yet. */
  #news: RunProgress[] = [];
  /** Repetitions up to this one are run now. */
  #last = Number.POSITIVE_INFINITY;
  #threads: Threads | undefined;
  #fatal: unknown;
  #stopping = false;

  constructor(plan: Plan, options: RunnerOptions) {
    const { laboratory, load, clock = realClock, prune, onTrouble, onSettled } = options;
    this.#plan = plan;
    this.#options = options;
    this.#trials = new Map(plan.trials.map((trial) => [trial.id, trial]));
    this.#hand = new RunsInHand(clock);
    this.#writes = new PendingWrites({ clock, onTrouble, onFatal: (error) => this.#fail(error) });
    this.#settlements = new Settlements(plan, laboratory.store, this.#writes, prune ? new Pruning(plan.trials) : undefined, onSettled);
    this.#taker = new RunTaker(laboratory, plan, load);
    this.#heartbeat = new Heartbeat(laboratory.queue, () => this.#hand.claims, {
      onLost: (claim) => this.#lose(claim),
      onStop: (claim) => this.#threads?.stopOne(keyOf(claim)),
      onFatal: (error) => this.#fail(error),
    });
  }

  async run(): Promise<boolean> {
    const { stop, clock = realClock } = this.#options;
    const onStop = () => this.#stop();
    stop.addEventListener("abort", onStop);
    if (stop.aborted) onStop();
    const endings = [clock.every(RECORD_MS, () => this.#writeNews()), clock.every(HEARTBEAT_MS, () => void this.#heartbeat.beat())];
    try {
      await this.#settlements.look();
      for (;;) {
        await this.#runThreads();
        await this.#settlements.look();
        await this.#writes.drained();
        if (this.#fatal) throw this.#fatal;
        // an experiment that was removed is not whole
        if (this.#settlements.unsettled().length === 0) return (await this.#options.laboratory.store.wishes(this.#plan.id)) !== undefined;
        if (this.#stopping || (await this.#isUnwanted())) return false;
        if (this.#settlements.mayBegin === this.#last) await this.#waitForOthers();
      }
    } finally {
      stop.removeEventListener("abort", onStop);
      for (const end of endings) end();
    }
  }

  /** Runs trials until none can be taken. */
  async #runThreads(): Promise<void> {
    const { device, simd, workers, checkpointEvery = 5000, keepsNets = true } = this.#options;
    this.#last = this.#settlements.mayBegin;
    const unsettled = this.#settlements.unsettled(this.#last);
    await this.#writes.add(() => this.#taker.offer(unsettled));
    this.#threads = new Threads({
      device,
      simd,
      workers: Math.min(workers, unsettled.length),
      checkpointEvery: keepsNets ? checkpointEvery : undefined,
      next: () => this.#next(),
      onProgress: (key, progress) => this.#progress(key, progress),
      onCheckpoint: (key, checkpoint) => this.#checkpoint(key, checkpoint),
      onEnd: (key, outcome) => void this.#end(key, outcome),
    });
    if (this.#stopping) this.#threads.stop();
    await this.#threads.run();
    await this.#writes.drained();
  }

  /** The next run, while one of the plan is not in hand or settled. */
  async #next(): Promise<ThreadTask | undefined> {
    await this.#writes.drained();
    if (this.#stopping || this.#settlements.unsettled(this.#last).every((id) => this.#hand.has(id))) return undefined;
    try {
      const claim = await this.#taker.take();
      return claim && (await this.#begin(claim));
    } catch (error) {
      if (!(error instanceof TransientStoreError)) this.#fail(error);
      return undefined;
    }
  }

  async #begin(claim: Claim): Promise<ThreadTask | undefined> {
    this.#hand.begin(claim, 0);
    let task: ThreadTask | undefined;
    await this.#writes.add(async () => {
      const run = await this.#taker.read(claim);
      task = run && { key: keyOf(claim), ...run };
    });
    if (task) {
      this.#hand.begin(claim, task.resume?.iteration ?? 0);
      this.#tasks.set(task.key, claim);
    } else this.#hand.end(claim);
    return task;
  }

  #progress(key: string, progress: Progress): void {
    const claim = this.#tasks.get(key) as Claim;
    this.#hand.progress(claim, progress);
    const trial = this.#trials.get(claim.id);
    if (trial) this.#options.onProgress?.(trial, progress);
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
    const { laboratory, failFast, keepsNets = true } = this.#options;
    const claim = this.#tasks.get(key) as Claim;
    this.#tasks.delete(key);
    const isOwn = this.#trials.has(claim.id);
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
      if (outcome.kind === "failed") this.#write(claim, ({ store }) => store.fail(claim, outcome, this.#hand.secondsOf(claim), FAILURES));
      if (outcome.kind === "stopped") this.#write(claim, ({ store }) => store.interrupt(claim, this.#hand.secondsOf(claim)));
      if (outcome.kind === "failed" && failFast && isOwn) this.#stop();
    }
    await this.#writes.add(() => laboratory.queue.settle([claim]));
    this.#hand.end(claim);
    if (isOwn) await this.#settlements.look([claim.id]);
    if (this.#settlements.unsettled(this.#last).length === 0) this.#giveBackOthers();
  }

  /** Where the plan is through, others' runs go on elsewhere, from a checkpoint. */
  #giveBackOthers(): void {
    for (const [key, { id }] of this.#tasks) if (!this.#trials.has(id)) this.#threads?.stopOne(key);
  }

  /** A write that only the owner may do; a run that was lost is dropped. */
  #write(claim: Claim, work: (laboratory: Laboratory) => Promise<boolean>): void {
    void this.#writes.add(async () => {
      if (this.#hand.holds(claim) && !(await work(this.#options.laboratory))) this.#lose(claim);
    });
  }

  #writeNews(): void {
    if (this.#writes.count === 0 && this.#hand.claims.length) void this.#writes.add(() => this.#recordNews());
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
    if (onLost) void this.#writes.add(async () => onLost(claim.id, await laboratory.store.trial(claim.id)));
  }

  #stop(): void {
    this.#stopping = true;
    this.#writes.hurry();
    this.#threads?.stop();
  }

  #fail(error: unknown): void {
    this.#fatal ??= error;
    this.#stop();
  }

  /** Whether somebody wishes that this experiment stops, or has removed it. */
  async #isUnwanted(): Promise<boolean> {
    const wishes = await this.#options.laboratory.store.wishes(this.#plan.id);
    return wishes?.stopped !== false;
  }

  async #waitForOthers(): Promise<void> {
    const { laboratory, stop, onWaiting } = this.#options;
    const waitsFor = (await laboratory.store.running()).filter(({ id, alive }) => alive && this.#trials.has(id));
    const [first] = waitsFor;
    if (first?.owner) onWaiting?.(waitsFor.length, `process ${first.owner.pid} on ${first.owner.host}`);
    await laboratory.queue.arrival(stop);
  }
}

/** A run that is taken again is another task. */
const keyOf = ({ attempt }: Claim): string => String(attempt);

const float32 = (numbers: Numbers): Float32Array => (numbers instanceof Float32Array ? numbers : Float32Array.from(numbers));
