import type { DataLoader } from "#data";
import type { DeviceName } from "#engine";
import type { Plan, PlannedTrial, Store, TrialNews, TrialRecord } from "#experiment";
import { type Evaluation, type Progress, scoreOf, type TrialCheckpoint } from "#train";
import { Pruning } from "./prune.ts";
import { type ThreadOutcome, Threads } from "./threads.ts";

export interface RunnerEvents {
  onProgress?(trial: PlannedTrial, progress: Progress): void;
  /** A trial of the plan has come to its end: here, in another process, or before. */
  onSettled?(trial: PlannedTrial, record: TrialRecord): void;
  /** All that is left runs in other processes. */
  onWaiting?(count: number, owner: string): void;
  /** The store cannot be written just now; it is tried again, and nothing is lost. Called with undefined when it works again. */
  onTrouble?(message: string | undefined): void;
}

export interface RunnerOptions extends RunnerEvents {
  readonly store: Store;
  readonly load: DataLoader;
  readonly device: DeviceName | "auto";
  readonly simd?: string | undefined;
  readonly workers: number;
  /** Milliseconds of work between checkpoints. */
  readonly checkpointEvery?: number;
  /** Lets every trial checkpoint, then ends. */
  readonly stop: AbortSignal;
  /** Ends at the first failure. */
  readonly failFast?: boolean;
  /** Gives up configurations that are clearly behind the best. */
  readonly prune?: boolean;
}

const RECORD_MS = 250;
const HEARTBEAT_MS = 5000;
const RETRY_MS = 1000;
const WAIT_MS = 300;
/** How long a stopping run tries to write to a store that cannot be written. */
const LAST_TRIES_MS = 10000;
const settled = ["done", "failed", "pruned"];

/** Runs what is not done yet of a plan, in this process and beside others. Gives whether all of it is settled. */
export async function runPlan(plan: Plan, options: RunnerOptions): Promise<boolean> {
  return await new Runner(plan, options).run();
}

class Runner {
  readonly #plan: Plan;
  readonly #options: RunnerOptions;
  readonly #trials: ReadonlyMap<string, PlannedTrial>;
  readonly #news = new Map<string, { iteration: number; since: number; evaluations: Evaluation[] }>();
  readonly #pruning: Pruning | undefined;
  /** Repetitions up to this one are run now; the next look at what to prune comes after them. */
  #last = Number.POSITIVE_INFINITY;
  readonly #reported = new Set<string>();
  /** What is to be written, in order; it waits here while the store cannot be written. */
  readonly #writes: (() => void)[] = [];
  #threads: Threads | undefined;
  #troubled = 0;
  #fatal: unknown;
  #stopping = false;

  constructor(plan: Plan, options: RunnerOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#trials = new Map(plan.trials.map((trial) => [trial.id, trial]));
    this.#pruning = options.prune ? new Pruning(plan.trials) : undefined;
  }

  async run(): Promise<boolean> {
    const { stop, store } = this.#options;
    const onStop = () => this.#stop();
    stop.addEventListener("abort", onStop);
    if (stop.aborted) onStop();
    const timers = [setInterval(() => this.#writeNews(), RECORD_MS), setInterval(() => this.#write(() => store.heartbeat()), HEARTBEAT_MS)];
    try {
      this.#reportSettled();
      for (;;) {
        await this.#runThreads();
        await this.#drain();
        this.#reportSettled();
        if (this.#fatal) throw this.#fatal;
        if (this.#stopping) return this.#unsettled().length === 0;
        if (this.#unsettled().length === 0) return true;
        if (this.#mayBegin === this.#last) await this.#waitForOthers();
      }
    } finally {
      stop.removeEventListener("abort", onStop);
      for (const timer of timers) clearInterval(timer);
    }
  }

  /** Runs trials until none can be claimed. */
  async #runThreads(): Promise<void> {
    const { device, simd, checkpointEvery = 5000 } = this.#options;
    this.#last = this.#mayBegin;
    const workers = Math.min(this.#options.workers, this.#unsettled(this.#last).length);
    this.#threads = new Threads({
      device,
      simd,
      workers,
      checkpointEvery,
      next: () => this.#next(),
      onProgress: (id, progress) => this.#progress(id, progress),
      onCheckpoint: (id, checkpoint) => this.#checkpoint(id, checkpoint),
      onEnd: (id, outcome) => this.#end(id, outcome),
    });
    await this.#threads.run();
  }

  #next() {
    if (this.#stopping || this.#writes.length) return undefined;
    try {
      const claimed = this.#options.store.claim(this.#unsettled(this.#last));
      if (!claimed) return undefined;
      const trial = this.#trials.get(claimed.id) as PlannedTrial;
      this.#news.set(trial.id, { iteration: claimed.checkpoint?.iteration ?? 0, since: performance.now(), evaluations: [] });
      return { key: trial.id, config: trial.config, data: this.#options.load(trial.data), resume: claimed.checkpoint };
    } catch (error) {
      if (!isPassing(error)) this.#fail(error);
      return undefined;
    }
  }

  #progress(id: string, progress: Progress): void {
    const trial = this.#trials.get(id) as PlannedTrial;
    const news = this.#news.get(id);
    if (news) {
      news.iteration = progress.iteration;
      if (progress.evaluation) news.evaluations.push(progress.evaluation);
    }
    this.#options.onProgress?.(trial, progress);
  }

  get #mayBegin(): number {
    return this.#pruning?.mayBegin ?? Number.POSITIVE_INFINITY;
  }

  #checkpoint(id: string, checkpoint: TrialCheckpoint): void {
    this.#writeNews();
    this.#write(() => this.#options.store.saveCheckpoint(id, checkpoint));
  }

  #end(id: string, outcome: ThreadOutcome): void {
    const { store, failFast } = this.#options;
    const [news] = this.#takeNews(id);
    const seconds = news?.seconds ?? 0;
    if (outcome.kind === "done") this.#write(() => store.finish(id, outcome.result, outcome.weights, seconds));
    if (outcome.kind === "failed") this.#write(() => store.fail(id, outcome.message, outcome.stack, seconds));
    if (outcome.kind === "stopped") this.#write(() => store.interrupt(id, seconds));
    if (outcome.kind === "failed" && failFast) this.#stop();
    this.#reportSettled([id]);
  }

  #stop(): void {
    this.#stopping = true;
    this.#threads?.stop();
  }

  #fail(error: unknown): void {
    this.#fatal ??= error;
    this.#stop();
  }

  /** Gives up what is clearly behind; none of these trials has begun. */
  #prune(): void {
    for (const [id, reason] of this.#pruning?.decide() ?? []) {
      if (this.#reported.has(id)) continue;
      this.#write(() => this.#options.store.prune(id, reason));
      this.#reportSettled([id]);
    }
  }

  /** What has happened since the last write, of one trial or of all. */
  #takeNews(only?: string): TrialNews[] {
    const ids = only === undefined ? [...this.#news.keys()] : [only];
    return ids.flatMap((id) => {
      const news = this.#news.get(id);
      if (!news) return [];
      const now = performance.now();
      const taken = { id, iteration: news.iteration, seconds: (now - news.since) / 1000, evaluations: news.evaluations };
      if (only === undefined) this.#news.set(id, { iteration: news.iteration, since: now, evaluations: [] });
      else this.#news.delete(id);
      return [taken];
    });
  }

  #writeNews(): void {
    if (this.#writes.length) return; // the store cannot be written; evaluations wait with the news
    const news = this.#takeNews();
    if (news.length) this.#write(() => this.#options.store.record(news));
  }

  #write(work: () => void): void {
    this.#writes.push(work);
    if (this.#writes.length === 1) this.#tryWrites();
  }

  /** Writes what waits, in order; where the store cannot be written it tries again later. */
  #tryWrites(): void {
    for (let work = this.#writes[0]; work; work = this.#writes[0]) {
      try {
        work();
      } catch (error) {
        if (!isPassing(error)) {
          this.#writes.length = 0;
          this.#fail(error);
          return;
        }
        this.#troubled ||= performance.now();
        this.#options.onTrouble?.((error as Error).message);
        setTimeout(() => this.#tryWrites(), RETRY_MS);
        return;
      }
      this.#writes.shift();
      if (this.#troubled) this.#options.onTrouble?.(undefined);
      this.#troubled = 0;
    }
  }

  /** Until all is written; a stopping run gives up after a while. */
  async #drain(): Promise<void> {
    while (this.#writes.length) {
      await sleep(WAIT_MS);
      if (this.#stopping && this.#troubled && performance.now() - this.#troubled > LAST_TRIES_MS) {
        this.#fatal ??= new Error(
          `the store could not be written for ${LAST_TRIES_MS / 1000} seconds; what was not written will be done again`,
        );
        return;
      }
    }
  }

  async #waitForOthers(): Promise<void> {
    const waitsFor = this.#options.store.running().filter(({ id, alive }) => alive && this.#trials.has(id));
    const [first] = waitsFor;
    if (first?.owner) this.#options.onWaiting?.(waitsFor.length, `process ${first.owner.pid} on ${first.owner.host}`);
    await sleep(WAIT_MS);
  }

  /** Of repetitions up to `last`. */
  #unsettled(last = Number.POSITIVE_INFINITY): string[] {
    return this.#plan.trials.filter(({ id, repetition }) => repetition <= last && !this.#reported.has(id)).map(({ id }) => id);
  }

  /** Tells of the trials that have come to their end, each once. */
  #reportSettled(ids = this.#unsettled()): void {
    if (this.#writes.length && ids.length === 1) return; // told when it is written
    const records = this.#options.store.trials(ids);
    for (const id of ids) {
      const [trial, record] = [this.#trials.get(id), records.get(id)];
      if (!trial || !record || !settled.includes(record.state) || this.#reported.has(id)) continue;
      this.#reported.add(id);
      this.#pruning?.settle(id, record.result && scoreOf(record.result) !== null ? record.result.selectionAccuracy : null);
      this.#options.onSettled?.(trial, record);
    }
    this.#prune();
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isPassing = (error: unknown): boolean => (error as { passing?: boolean }).passing === true;
