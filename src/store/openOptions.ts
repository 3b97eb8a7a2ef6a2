import type { Owner } from "#experiment";
import type { ProcessPlace } from "./processes.ts";

/** What the variables of a process say, such as PGSERVICE. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenOptions {
  /** Who works, for people; that it is this process is found out. */
  readonly about: Omit<Owner, "pid" | "processStart">;
  /** How long another worker may be silent until it is taken to be no more, in milliseconds. */
  readonly lease?: number;
  /** Of a server: how long after its start, and after it could not be reached, nobody's silence counts, in milliseconds; the same unless given. */
  readonly grace?: number;
  /** Milliseconds that never go back, where the observer has a clock of its own. */
  readonly clock?: () => number;
  /** What a database's address leaves to it; nothing unless given. */
  readonly environment?: Environment;
  /** Where this process is said to be. */
  readonly place?: ProcessPlace;
}
