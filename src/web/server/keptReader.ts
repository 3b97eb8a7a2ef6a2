import type { ExperimentRecord, Member, ResultsStore, StoreReader, TrialRecord } from "#experiment";

/** Records in memory; beyond these the oldest are asked for anew. */
const MOST_RECORDS = 40_000;

/** What was read of a store stays in memory until the store says that it changed: views of a large experiment need few of its rows anew. */
export class KeptReader implements ResultsStore {
  readonly #store: StoreReader;
  readonly #records = new Map<string, TrialRecord>();
  readonly #members = new Map<string, Member[]>();
  readonly #views = new Map<string, { readonly key: string; readonly value: unknown }>();
  /** The experiments that have a run, as far as their members were read. */
  readonly #homes = new Map<string, Set<string>>();
  readonly #versions = new Map<string, number>();
  /** Runs whose process is no more, though nobody has written it down yet: they are interrupted. */
  #gone: ReadonlySet<string> = new Set();
  /** Of the processes that work now, on whatever. */
  #commands: ReadonlySet<string> = new Set();
  #version = 0;
  #mark: string | undefined;

  constructor(store: StoreReader) {
    this.#store = store;
  }

  /** Forgets what has changed since the last time; asked before each question. */
  async refresh(): Promise<void> {
    const running = await this.#store.running();
    const gone = goneOf(running);
    this.#commands = new Set(running.flatMap(({ alive, owner }) => (alive && owner ? [owner.command] : [])));
    for (const id of inOneOf(gone, this.#gone)) for (const home of this.#homes.get(id) ?? []) this.#touch(home);
    this.#gone = gone;
    const { mark, reload, experiments, runs, removed } = await this.#store.changes(this.#mark);
    const isFirst = this.#mark === undefined;
    this.#mark = mark;
    if (reload || isFirst) {
      this.#records.clear();
      this.#members.clear();
      this.#homes.clear();
      this.#versions.clear();
      this.#views.clear();
      return;
    }
    for (const id of [...experiments, ...removed]) {
      this.#members.delete(id);
      this.#touch(id);
    }
    for (const id of [...runs, ...removed]) {
      this.#records.delete(id);
      for (const home of this.#homes.get(id) ?? []) this.#touch(home);
    }
  }

  #touch(experiment: string): void {
    this.#versions.set(experiment, ++this.#version);
  }

  async experiments(ids?: readonly string[]): Promise<ExperimentRecord[]> {
    const all = await this.#store.experiments(ids);
    if (this.#gone.size === 0) return all;
    const found: ExperimentRecord[] = [];
    for (const one of all) {
      const own = one.states.running ? (await this.members(one.id)).filter(({ trial }) => this.#gone.has(trial)) : [];
      const lost = new Set(own.map(({ trial }) => trial)).size;
      const { running, interrupted } = one.states;
      found.push(lost ? { ...one, states: { ...one.states, running: running - lost, interrupted: interrupted + lost } } : one);
    }
    return found;
  }

  /** Whether the process that makes the runs of an experiment lives, also where it helps with others first: it is known by its command. */
  isWorkedOn({ id, command }: Pick<ExperimentRecord, "id" | "command">): boolean {
    return [...this.#commands].some(
      (one) => one === command || /^droplab resume( --|$)/.test(one) || one.startsWith(`droplab resume ${id}`),
    );
  }

  async trial(id: string): Promise<TrialRecord | undefined> {
    return (await this.trials([id])).get(id);
  }

  async members(experiment: string): Promise<Member[]> {
    const known = this.#members.get(experiment);
    if (known) return known;
    const members = await this.#store.members(experiment);
    this.#members.set(experiment, members);
    for (const { trial } of members) {
      const homes = this.#homes.get(trial) ?? new Set();
      this.#homes.set(trial, homes.add(experiment));
    }
    return members;
  }

  async trials(ids: readonly string[]): Promise<Map<string, TrialRecord>> {
    const missing = ids.filter((id) => !this.#records.has(id));
    const found = missing.length ? await this.#store.trials(missing) : new Map<string, TrialRecord>();
    const answer = new Map<string, TrialRecord>();
    for (const id of ids) {
      const record = found.get(id) ?? this.#records.get(id);
      if (record) answer.set(id, this.#gone.has(id) && record.state === "running" ? { ...record, state: "interrupted" } : record);
    }
    for (const [id, record] of found) this.#records.set(id, record);
    for (const id of this.#records.keys()) {
      if (this.#records.size <= MOST_RECORDS) break;
      this.#records.delete(id);
    }
    return answer;
  }

  evaluations(id: string, after?: number): ReturnType<StoreReader["evaluations"]> {
    return this.#store.evaluations(id, after);
  }

  /** What was made of an experiment, once for each state of it: `what` and its arguments name it. */
  async once<T>(experiment: string, what: string, make: () => Promise<T>): Promise<T> {
    await this.members(experiment);
    const key = String(this.#versions.get(experiment) ?? 0);
    const name = `${experiment} ${what}`;
    const known = this.#views.get(name);
    if (known?.key === key) return known.value as T;
    const value = await make();
    this.#views.delete(name);
    this.#views.set(name, { key, value });
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= MOST_VIEWS) break;
      this.#views.delete(oldest);
    }
    return value;
  }
}

/** Views in memory. */
const MOST_VIEWS = 24;

type Running = Awaited<ReturnType<StoreReader["running"]>>;
const goneOf = (running: Running): Set<string> => new Set(running.flatMap(({ id, alive }) => (alive ? [] : [id])));

/** The runs of which nobody works any more. */
export const goneRuns = async (store: Pick<StoreReader, "running">): Promise<Set<string>> => goneOf(await store.running());

/** What is in one of two sets only. */
export const inOneOf = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): T[] => [
  ...[...a].filter((one) => !b.has(one)),
  ...[...b].filter((one) => !a.has(one)),
];
