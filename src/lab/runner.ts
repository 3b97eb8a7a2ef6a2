import type { DataLoader } from "#data";
import type { DeviceName } from "#devices";
import { type Claim, type Demand, type Laboratory, type Plan, type PlannedTrial, requirementOf, type TrialRecord } from "#experiment";
import type { Progress } from "#train";
import { type Clock, realClock } from "./clock.ts";
import { Crew } from "./crew.ts";
import { PlanNews } from "./planNews.ts";
import { Pruning } from "./prune.ts";
import { RunTaker } from "./runTaker.ts";
import { Settlements } from "./settlements.ts";

export interface RunnerEvents {
  onProgress?(trial: PlannedTrial, progress: Progress): void;
  /** A trial of the plan has come to its end: here, in another process, or before. */
  onSettled?(trial: PlannedTrial, record: TrialRecord): void;
  /** A run of the plan threw here, and may be tried again. */
  onThrown?(trial: PlannedTrial, message: string): void;
  /** A run that was worked on here is another's now, or was given up or removed; it is dropped. */
  onLost?(id: string, record: TrialRecord | undefined): void;
  /** All that is left runs in other processes. */
  onWaiting?(count: number, owner: string): void;
  /** What is left of the plan waits, and nobody has worked on its kind for a while; said once. */
  onNobody?(demands: readonly Demand[]): void;
  /** The store cannot be written just now; it is tried again, and nothing is lost. Called with undefined when it works again. */
  onTrouble?(message: string | undefined): void;
}

export interface RunnerOptions extends RunnerEvents {
  readonly laboratory: Laboratory;
  readonly load: DataLoader;
  readonly device: DeviceName | "auto";
  readonly simd?: string | undefined;
  /** 0 only offers the runs, and waits until others have made them. */
  readonly workers: number;
  /** Milliseconds of work between checkpoints. */
  readonly checkpointEvery?: number;
  /** Whether checkpoints and weights are kept; true unless given. */
  readonly keepsNets?: boolean;
  /** How many snapshots a run keeps; none unless given. */
  readonly snapshots?: number | undefined;
  /** Lets every trial checkpoint, then ends. */
  readonly stop: AbortSignal;
  /** Ends at the first failure. */
  readonly failFast?: boolean;
  /** Gives up configurations that are clearly behind the best. */
  readonly prune?: boolean;
  /** Milliseconds between two records of how far the runs have come. */
  readonly recordEvery?: number;
  /** A run is failed when it has thrown so often; at once unless given. */
  readonly failures?: number;
  readonly clock?: Clock;
}

/** How often one looks whether others have come to the end of their runs, in milliseconds; after so many looks at nobody it is said. */
const [LOOK_MS, MOST_LOOKS] = [1000, 10];

/** How often a thread looks that has nothing to do while others work, and how often one hears of others while one works, in milliseconds. */
const [IDLE_LOOK_MS, HEAR_MS] = [2000, 2000];

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
  readonly #crew: Crew;
  readonly #settlements: Settlements;
  readonly #news: PlanNews;
  readonly #taker: RunTaker;
  /** Repetitions up to this one are run now. */
  #last = Number.POSITIVE_INFINITY;
  #looksAtNobody = 0;
  /** One of the threads takes at a time. */
  #taking: Promise<Claim | undefined> = Promise.resolve(undefined);
  /** Whether the run that was taken last is one of the plan. */
  #tookOwn = false;
  #isHearing = false;

  constructor(plan: Plan, options: RunnerOptions) {
    const {
      laboratory,
      load,
      device,
      simd,
      checkpointEvery,
      recordEvery,
      keepsNets,
      snapshots,
      clock,
      prune,
      failures = 1,
      onTrouble,
      onLost,
      onSettled,
    } = options;
    this.#plan = plan;
    this.#options = options;
    this.#trials = new Map(plan.trials.map((trial) => [trial.id, trial]));
    this.#crew = new Crew({
      ...{ laboratory, device, simd, checkpointEvery, recordEvery, keepsNets, snapshots, clock, onTrouble, onLost, failures },
      onProgress: (id, progress) => {
        const trial = this.#trials.get(id);
        if (trial) options.onProgress?.(trial, progress);
      },
      onEnd: async (id, outcome) => {
        const isOwn = this.#trials.has(id);
        const trial = this.#trials.get(id);
        if (outcome.kind === "failed" && failures > 1 && trial) options.onThrown?.(trial, outcome.message);
        if (outcome.kind === "failed" && options.failFast && isOwn) this.#crew.stop();
        if (isOwn) await this.#settlements.look([id]);
        this.#giveBackWhereDone();
      },
    });
    const { writes } = this.#crew;
    this.#settlements = new Settlements(plan, laboratory.store, writes, prune ? new Pruning(plan.trials) : undefined, onSettled);
    this.#news = new PlanNews(plan, laboratory.store, writes, this.#settlements);
    this.#taker = new RunTaker(laboratory, plan, load);
  }

  async run(): Promise<boolean> {
    const { stop, clock = realClock } = this.#options;
    const onStop = () => this.#crew.stop();
    stop.addEventListener("abort", onStop);
    if (stop.aborted) onStop();
    const endHearing = clock.every(HEAR_MS, () => void this.#hearWhileWorking());
    try {
      await this.#news.hear();
      await this.#settlements.look();
      for (;;) {
        await this.#workOnPlan();
        await this.#settlements.look();
        await this.#crew.writes.drained();
        this.#crew.throwFatal();
        // an experiment that was removed is not whole
        if (this.#settlements.unsettled().length === 0) return await this.#isThere();
        if (this.#crew.isStopping || (await this.#isUnwanted())) return false;
        if (this.#settlements.mayBegin === this.#last) await this.#waitForOthers();
      }
    } finally {
      endHearing();
      stop.removeEventListener("abort", onStop);
      this.#crew.close();
    }
  }

  /** What others have come to counts, also while one run lasts long; and where nothing of the plan is left to do, others' runs go back. */
  async #hearWhileWorking(): Promise<void> {
    if (this.#isHearing || this.#crew.count === 0 || this.#crew.isStopping) return;
    this.#isHearing = true;
    await this.#news.hear();
    if (await this.#isUnwanted()) this.#giveBack();
    this.#giveBackWhereDone();
    this.#isHearing = false;
  }

  #giveBackWhereDone(): void {
    if (this.#settlements.unsettled(this.#last).length === 0) this.#giveBack();
  }

  /** Runs of others that this process works on go on elsewhere, from a checkpoint. */
  #giveBack(): void {
    this.#crew.giveBackOthers((id) => this.#trials.has(id));
  }

  /** Runs trials until none can be taken. */
  async #workOnPlan(): Promise<void> {
    this.#last = this.#settlements.mayBegin;
    const unsettled = this.#settlements.unsettled(this.#last);
    await this.#offer(unsettled);
    const workers = Math.min(this.#options.workers, unsettled.length);
    if (workers > 0)
      await this.#crew.work(
        workers,
        () => this.#take(),
        (claim) => this.#taker.read(claim),
      );
  }

  /** Others take what may begin as far as this process knows, which looks at the runs where it prunes. */
  async #offer(ids: readonly string[]): Promise<void> {
    await this.#crew.writes.add(async () => {
      if (this.#options.prune) await this.#options.laboratory.store.letBegin(this.#plan.id, this.#last);
      await this.#taker.offer(ids);
    });
  }

  /** The next run, while one of the plan is not in hand or settled. */
  async #take(): Promise<Claim | undefined> {
    const { laboratory, stop } = this.#options;
    while (this.#open().length && !this.#crew.isStopping) {
      await this.#crew.rested();
      this.#taking = this.#taking.catch(() => undefined).then(() => this.#first());
      const claim = await this.#taking;
      // where other threads work on, what others give back, or leave, is theirs
      if (claim || this.#crew.count === 0) return claim;
      await laboratory.queue.arrival(stop, IDLE_LOOK_MS);
      await this.#offer(this.#open());
    }
    return undefined;
  }

  /** The first that waits; of others only where one of the plan waits behind it. */
  async #first(): Promise<Claim | undefined> {
    if (!this.#tookOwn) {
      await this.#news.hear();
      this.#giveBackWhereDone();
      if (!(await this.#news.waits(this.#open()))) return undefined;
    }
    const claim = this.#open().length ? await this.#taker.take() : undefined;
    this.#tookOwn = claim !== undefined && this.#trials.has(claim.id);
    return claim;
  }

  /** Runs of the plan that are neither settled nor in hand here. */
  #open(): string[] {
    return this.#settlements.unsettled(this.#last).filter((id) => !this.#crew.has(id));
  }

  /** Whether somebody wishes that this experiment stops, or has removed it. */
  async #isUnwanted(): Promise<boolean> {
    const wishes = await this.#crew.writes.ask(() => this.#options.laboratory.store.wishes(this.#plan.id));
    return wishes?.stopped !== false;
  }

  async #isThere(): Promise<boolean> {
    return (await this.#crew.writes.ask(() => this.#options.laboratory.store.wishes(this.#plan.id))) !== undefined;
  }

  async #waitForOthers(): Promise<void> {
    const { laboratory, stop, onWaiting, onNobody } = this.#options;
    const running = (await this.#crew.writes.ask(() => laboratory.store.running())) ?? [];
    const waitsFor = running.filter(({ id, alive }) => alive && this.#trials.has(id));
    if (waitsFor.length === 0 && ++this.#looksAtNobody === MOST_LOOKS) {
      const own = new Set(this.#plan.trials.map(requirementOf));
      const all = (await this.#crew.writes.ask(() => laboratory.store.demands())) ?? [];
      const demands = all.filter(({ requirement, running }) => own.has(requirement) && running === 0);
      if (demands.length) onNobody?.(demands);
    }
    const owners = new Set(waitsFor.flatMap(({ owner }) => (owner ? [`process ${owner.pid} on ${owner.host}`] : [])));
    const [first] = owners;
    if (first) onWaiting?.(waitsFor.length, owners.size > 1 ? `${first} and ${owners.size - 1} more` : first);
    await laboratory.queue.arrival(stop, LOOK_MS);
  }
}
