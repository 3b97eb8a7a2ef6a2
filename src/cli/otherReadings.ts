import type { DataReading } from "#data";
import { canonical } from "#engine";
import type { BundledRecord, Plan, Store } from "#experiment";

/** What new rows are read by: not the name of the file, nor what only says when to doubt them. */
function rulesOf({ table, standardization }: DataReading): string {
  const columns = table?.columns.map(({ areThousands: _, neverThreeDigits: __, ...rules }) => rules);
  return canonical({ table: { ...table, columns }, standardization });
}

/**
 * Tables that give the numbers of runs which are there, though their columns are named, written or measured otherwise: another header, another
 * unit, which standardizing takes away. They are the same runs; new rows are read as the table that was asked for last.
 */
export async function otherReadings({ trials, configurations }: Plan, store: Store): Promise<string[]> {
  const found = new Map<string, DataReading>();
  const kept = await store.trials(trials.map(({ id }) => id));
  for (const { id, configuration } of trials) {
    const name = kept.get(id)?.reading;
    const reading = configurations[configuration]?.reading;
    if (!name || !reading?.table || found.has(name)) continue;
    const before = await store.reading(id);
    if (before?.table && rulesOf(before) !== rulesOf(reading)) found.set(name, reading);
  }
  const names = [...new Set([...found.values()].map(({ name }) => name))];
  return names.map(
    (name) =>
      `${name} gives the very numbers of runs that were made before, though its columns are named, written or measured otherwise: they are the same runs, and droplab predict reads new rows as ${name} from now on`,
  );
}

/** How the data of runs were read that come from another store, beside how those of the same runs were read that are here. */
export class BroughtReadings {
  readonly #runs = new Map<string, string>();
  readonly #readings = new Map<string, DataReading>();

  /** Passes all on. */
  async *watch(records: AsyncIterable<BundledRecord>): AsyncGenerator<BundledRecord> {
    for await (const record of records) {
      if (record.kind === "run" && record.run.reading !== null) this.#runs.set(record.run.id, record.run.reading);
      else if (record.kind === "reading") this.#readings.set(record.reading.name, record.reading.reading);
      yield record;
    }
  }

  /** Which tables new rows will be read by that are named, written or measured otherwise than those of the runs that came. */
  async notes(store: Store): Promise<string[]> {
    const kept = await store.trials([...this.#runs.keys()]);
    const found = new Map<string, string>();
    for (const [id, name] of this.#runs) {
      const its = kept.get(id)?.reading;
      const [brought, here] = [this.#readings.get(name), its && its !== name ? await store.reading(id) : undefined];
      if (brought?.table && here?.table && rulesOf(brought) !== rulesOf(here)) found.set(`${name} ${its}`, noteOf(brought, here));
    }
    return [...new Set(found.values())];
  }
}

const noteOf = (brought: DataReading, here: DataReading) =>
  `runs of ${brought.name} that came are here already, of ${here.name === brought.name ? "a table of that name" : here.name}, whose columns are named, written or measured otherwise: they are the same runs, and droplab predict reads new rows as that one here`;
