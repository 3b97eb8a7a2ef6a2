import type { StoreReader } from "#experiment";
import type { Changed } from "../api/shapes.ts";
import { goneRuns, inOneOf } from "./keptReader.ts";

/** Milliseconds between two looks at the store. */
const LOOK_EVERY = 300;
/** So many looks lie between two at whether whoever works is still there: a process that dies writes nothing. */
const LOOKS_AT_WORKERS = 8;
/** Names that wait for a reader that is slow; more are one word: reload. */
const MOST_NAMES = 2000;
/** Streams at once. */
const MOST_STREAMS = 1000;

/** What a reader is told. */
export interface News {
  readonly changed?: Changed;
  readonly trouble?: string | null;
}

/** What one reader has not been told yet: it is added up, so that a slow one costs no memory. */
export class Pending {
  #reload = false;
  readonly #names = { experiments: new Set<string>(), runs: new Set<string>(), removed: new Set<string>() };
  #wake: (() => void) | undefined;
  #trouble: string | null | undefined;
  #isClosed = false;

  /** Why the store cannot be read, or null when it can be read again. */
  tell(trouble: string | null): void {
    this.#trouble = trouble;
    this.#wake?.();
  }

  add(changes: Changed): void {
    if (changes.reload) this.#reload = true;
    for (const kind of ["experiments", "runs", "removed"] as const) for (const name of changes[kind]) this.#names[kind].add(name);
    const { experiments, runs, removed } = this.#names;
    if (this.#reload || experiments.size + runs.size + removed.size > MOST_NAMES) {
      this.#reload = true;
      for (const names of Object.values(this.#names)) names.clear();
    }
    this.#wake?.();
  }

  /** Wakes who waits, for the last time. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** What there is by now; undefined where nothing came for so many milliseconds, or the reader is gone. */
  async next(patience: number): Promise<News | undefined> {
    if (!this.#has() && !this.#isClosed) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, patience);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
    }
    this.#wake = undefined;
    if (!this.#has()) return undefined;
    const { experiments, runs, removed } = this.#names;
    const changed = { reload: this.#reload, experiments: [...experiments], runs: [...runs], removed: [...removed] };
    const told = { ...(this.#isChanged() && { changed }), ...(this.#trouble !== undefined && { trouble: this.#trouble }) };
    this.#trouble = undefined;
    this.#reload = false;
    for (const names of Object.values(this.#names)) names.clear();
    return told;
  }

  #has(): boolean {
    return this.#trouble !== undefined || this.#isChanged();
  }

  #isChanged(): boolean {
    const { experiments, runs, removed } = this.#names;
    return this.#reload || experiments.size + runs.size + removed.size > 0;
  }
}

/** Looks at the store while somebody listens, once for all of them. */
export class Streams {
  readonly #store: Pick<StoreReader, "changes" | "running">;
  #gone: ReadonlySet<string> = new Set();
  #looks = 0;
  readonly #readers = new Set<Pending>();
  #mark: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #trouble: string | null = null;

  constructor(store: Pick<StoreReader, "changes" | "running">) {
    this.#store = store;
  }

  get count(): number {
    return this.#readers.size;
  }

  /** A reader's own; undefined where there are too many. What changed while nobody listened, it is to load. */
  join(): Pending | undefined {
    if (this.#readers.size >= MOST_STREAMS) return undefined;
    const pending = new Pending();
    this.#readers.add(pending);
    if (this.#trouble !== null) pending.tell(this.#trouble);
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY);
    return pending;
  }

  leave(pending: Pending): void {
    this.#readers.delete(pending);
    if (this.#readers.size === 0) this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#mark = undefined;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const isFirst = this.#mark === undefined;
      const { mark, ...changed } = await this.#store.changes(this.#mark);
      this.#mark = mark;
      const died = await this.#died();
      const isSomething = changed.reload || changed.experiments.length + changed.runs.length + changed.removed.length > 0;
      if (isFirst) this.#tell({ reload: true, experiments: [], runs: [], removed: [] });
      else if (isSomething || died.length) this.#tell({ ...changed, runs: [...changed.runs, ...died] });
      this.#say(null);
    } catch (error) {
      // a database that is away for a while is asked again; everything is new then
      this.#mark = undefined;
      this.#say((error as Error).message);
    } finally {
      this.#looking = false;
    }
  }

  /** Runs whose process has died since, or that somebody took on again. */
  async #died(): Promise<string[]> {
    if (this.#looks++ % LOOKS_AT_WORKERS) return [];
    const gone = await goneRuns(this.#store);
    const differing = inOneOf(gone, this.#gone);
    this.#gone = gone;
    return differing;
  }

  #say(trouble: string | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    for (const reader of this.#readers) reader.tell(trouble);
  }

  #tell(changed: Changed): void {
    for (const reader of this.#readers) reader.add(changed);
  }
}
