import type { DataReading } from "#data";
import { canonical } from "#engine";
import type { Plan, Store } from "#experiment";

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
