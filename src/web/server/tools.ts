import type { DataLoader } from "#data";
import { type Device, inLine } from "#engine";
import type { ConfigurationFields, ExperimentRecord, StoreReader, TrialRecord } from "#experiment";
import type { KeptReader } from "./keptReader.ts";

/** What answers are made with. */
export interface Tools {
  readonly store: StoreReader;
  readonly kept: KeptReader;
  readonly isShared: boolean;
  /** The command that repeats a configuration's runs, of which one is given. */
  readonly commandFor: (fields: ConfigurationFields, run: TrialRecord, experiment: ExperimentRecord) => string;
  readonly load: DataLoader;
  /** For looking into nets; opened when the first is. */
  readonly device: () => Promise<Device>;
  /** The name of this machine. */
  readonly host: string;
}

/** There is no such thing: one sentence. */
export class NotThereError extends Error {
  override readonly name = "NotThereError";
}

/** The experiment of an id; throws NotThereError. */
export async function theExperiment({ kept }: Tools, id: string): Promise<ExperimentRecord> {
  const [found] = await kept.experiments([id]);
  if (!found) throw new NotThereError(`experiment ${id}: it is not in this store; it may have been removed`);
  return found;
}

/** What an experiment is called: by its name, else by its command. */
export const titleOf = ({ name, command }: Pick<ExperimentRecord, "name" | "command">): string =>
  inLine(name ?? command.replace(/^droplab /, ""));

/** JSON has no numbers that are none. */
export const known = (value: number | null | undefined): number | null => (Number.isFinite(value) ? (value as number) : null);
