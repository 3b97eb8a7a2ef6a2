import type { DeviceName } from "#devices";
import {
  type Claim,
  DamagedStoreError,
  type Demand,
  type Laboratory,
  requirementOf,
  TransientStoreError,
  type TrialRecord,
} from "#experiment";
import type { Progress } from "#train";
import { resumeFrom } from "./checkpointParts.ts";
import { type Clock, realClock } from "./clock.ts";
import { Crew } from "./crew.ts";
import type { TakenRun } from "./runTaker.ts";
import type { ThreadOutcome } from "./threads.ts";

export interface WorkEvents {
  /** It goes on from an iteration, 0 where it begins. */
  onTaken?(record: TrialRecord, from: number): void;
  onProgress?(id: string, progress: Progress): void;
  /** With how often it has thrown, where it threw and is still there. */
  onEnd?(id: string, outcome: ThreadOutcome, failures?: number): void;
  onLost?(id: string, record: TrialRecord | undefined): void;
  onTrouble?(message: string | undefined): void;
  /** Of a run that was taken, something in the store is not as it was written. */
  onDamage?(id: string, message: string): void;
  /** Nothing that can be done here waits. */
  onIdle?(): void;
}

export interface WorkOptions extends WorkEvents {
  readonly laboratory: Laboratory;
  /** The data of runs, or undefined where they cannot be worked on here. Asked once for each requirement, and again after a while. */
  readonly dataFor: (demand: Demand) => Promise<TakenRun["data"] | undefined>;
  readonly device: DeviceName | "auto";
  readonly simd?: string | undefined;
  readonly workers: number;
  readonly checkpointEvery?: number;
  /** How many snapshots a run keeps; none unless given. */
  readonly snapshots?: number | undefined;
  /** Lets every run checkpoint, gives it back, and ends. */
  readonly stop: AbortSignal;
  /** Ends when nothing that can be done here waits. */
  readonly untilEmpty?: boolean;
  /** How long one waits for news before one looks again, in milliseconds; unless given, the queue decides. */
  readonly patience?: number;
  readonly clock?: Clock;
}

/**
 * Where many machines make runs: how often one may throw, wherever, until it is failed; and how often a process says how far its runs have come,
 * in milliseconds, since a server hears it from all.
 */
export const AMONG_MANY = { failures: 3, recordEvery: 2000 } as const;
/** How long what cannot be done here is not asked for again, and data are kept that nobody asks for, in milliseconds. */
const [AGAIN_MS, FORGOTTEN_MS] = [30_000, 600_000];
/**
 * How long who ends when nothing waits stays where others run something, and how often it looks, in milliseconds: of a machine that has just died
 * it is not known yet, and its runs will wait.
 */
const [LAST_MS, LAST_LOOK_MS] = [25_000, 2000];
/** How long a server that is away is waited for until data are asked for again, in milliseconds. */
const AWAY_MS = 1000;

/** Works on any runs that are offered and can be done here, until it is told to stop. Gives how many came to their end. */
export async function workRuns(options: WorkOptions): Promise<number> {
  return await new RunWorker(options).run();
}

class RunWorker {
  readonly #options: WorkOptions;
  readonly #crew: Crew;
  readonly #clock: Clock;
  /** By requirement: the data, or when it was found that there are none. */
  readonly #known = new Map<string, { readonly data: TakenRun["data"] | undefined; readonly at: number }>();
  /** What was asked for and can be done here, when it was last looked. */
  #wanted: readonly string[] = [];
  /** One of the threads looks for all. */
  #looking: Promise<Claim | undefined> = Promise.resolve(undefined);
  #ended = 0;
  /** Since when nothing has waited that can be done here. */
  #emptySince: number | undefined;

  constructor(options: WorkOptions) {
    const { laboratory, device, simd, checkpointEvery, snapshots, clock = realClock, onLost, onTrouble } = options;
    this.#options = options;
    this.#clock = clock;
    this.#crew = new Crew({
      ...{ laboratory, device, simd, checkpointEvery, snapshots, clock, onLost, onTrouble, ...AMONG_MANY },
      onProgress: (id, progress) => options.onProgress?.(id, progress),
      onEnd: async (id, outcome) => {
        if (outcome.kind === "done") this.#ended++;
        if (outcome.kind === "lost") return;
        const thrown = outcome.kind === "failed" ? await this.#crew.writes.ask(() => laboratory.store.trial(id)) : undefined;
        options.onEnd?.(id, outcome, thrown?.failures);
      },
    });
  }

  async run(): Promise<number> {
    const { stop, workers } = this.#options;
    const onStop = () => this.#crew.stop();
    stop.addEventListener("abort", onStop);
    if (stop.aborted) onStop();
    this.#crew.appear();
    try {
      await this.#crew.work(
        workers,
        () => this.#next(),
        (claim) => this.#read(claim),
      );
      return this.#ended;
    } finally {
      stop.removeEventListener("abort", onStop);
      this.#crew.close();
    }
  }

  #next(): Promise<Claim | undefined> {
    this.#looking = this.#looking.catch(() => undefined).then(() => this.#look());
    return this.#looking;
  }

  /** Waits for a run; undefined when there is to be none any more. */
  async #look(): Promise<Claim | undefined> {
    const { laboratory, stop, untilEmpty, onIdle, patience } = this.#options;
    const { store, queue } = laboratory;
    for (let isFirst = true; !stop.aborted && !this.#crew.isStopping; isFirst = false) {
      if (untilEmpty && this.#crew.isResting && !(await this.#isOwed())) return undefined;
      await this.#crew.rested();
      let claim: Claim | undefined;
      let demands: Demand[] | undefined;
      // trouble that passes is waited for, as that of any write
      await this.#crew.writes.add(async () => {
        [claim] = await queue.take(this.#wanted);
        demands = claim ? undefined : await store.demands();
      });
      if (claim) return this.#take(claim);
      try {
        this.#wanted = await this.#doable(demands ?? []);
      } catch (error) {
        if (!(error instanceof TransientStoreError)) throw error;
        await this.#clock.sleep(AWAY_MS); // data that lie in the store
        continue;
      }
      if (this.#wanted.length)
        await this.#crew.writes.add(async () => {
          // what the queue has forgotten, and what was of workers that are no more
          await queue.offer(await store.owed({ requirements: this.#wanted }));
          [claim] = await queue.take(this.#wanted);
        });
      if (claim) return this.#take(claim);
      if (untilEmpty && !this.#mayBeOwed(demands ?? [])) return undefined;
      if (isFirst && !untilEmpty) onIdle?.();
      await queue.arrival(stop, untilEmpty ? LAST_LOOK_MS : patience);
    }
    return undefined;
  }

  /** Whether there will be something to do here after a rest. */
  async #isOwed(): Promise<boolean> {
    const demands = await this.#crew.writes.ask(() => this.#options.laboratory.store.demands());
    return (demands ?? []).some(({ requirement, waiting }) => waiting > 0 && this.#known.get(requirement)?.data !== undefined);
  }

  #take(claim: Claim): Claim {
    this.#emptySince = undefined;
    return claim;
  }

  /** Whether a run of another process may come to wait, as far as is known yet. */
  #mayBeOwed(demands: readonly Demand[]): boolean {
    if (this.#crew.count > 0) {
      this.#emptySince = undefined;
      return true; // this process works on, and threads that are free may get something meanwhile
    }
    const wanted = demands.filter(({ requirement }) => this.#wanted.includes(requirement));
    const running = wanted.reduce((sum, one) => sum + one.running, 0);
    this.#emptySince ??= this.#clock.now();
    return running > 0 && this.#clock.now() - this.#emptySince < LAST_MS;
  }

  /** What of it can be done here. Data that nobody has asked for in a while are forgotten. */
  async #doable(demands: readonly Demand[]): Promise<string[]> {
    const found: string[] = [];
    for (const demand of demands) {
      const { requirement } = demand;
      const now = this.#clock.now();
      const known = this.#known.get(requirement);
      const isToBeRead = !known || (known.data === undefined && now - known.at > AGAIN_MS);
      const data = isToBeRead ? await this.#options.dataFor(demand) : known.data;
      this.#known.set(requirement, { data, at: data || isToBeRead ? this.#clock.now() : known.at });
      if (data) found.push(requirement);
    }
    for (const [requirement, { at }] of this.#known) if (this.#clock.now() - at > FORGOTTEN_MS) this.#known.delete(requirement);
    return found;
  }

  /** A run that is damaged in the store is failed, and one whose checkpoint is begins anew: they must not end one worker after the other. */
  async #read(claim: Claim): Promise<TakenRun | undefined> {
    const { laboratory, onTaken, onDamage } = this.#options;
    const { store } = laboratory;
    const orTold = async <T>(work: () => Promise<T>, otherwise: (message: string) => Promise<unknown>): Promise<T | undefined> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof DamagedStoreError)) throw error;
        onDamage?.(claim.id, error.message);
        await otherwise(error.message);
        return undefined;
      }
    };
    const record = await orTold(
      () => store.trial(claim.id),
      (message) => store.fail(claim, { message, stack: "" }, 0, 1),
    );
    const data = record && this.#dataOf(record);
    if (!record || !data) return undefined;
    const resume = await orTold(
      () => resumeFrom(store, claim, record.config),
      () => store.log(claim, "its checkpoint is damaged; it begins anew"),
    );
    onTaken?.(record, resume?.iteration ?? 0);
    return { config: record.config, data, resume };
  }

  #dataOf(record: TrialRecord): TakenRun["data"] | undefined {
    return this.#known.get(requirementOf(record))?.data;
  }
}
