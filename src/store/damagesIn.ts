import { type Damage, DamagedStoreError, type StoreReader, TransientStoreError } from "#experiment";

/** Looks at something, and writes down what is damaged of it; undefined where it is. */
export type Look = <T>(damage: Damage, read: () => T | Promise<T>) => Promise<T | undefined>;

/** Keeps what is damaged. */
export function lookInto(damages: Damage[]): Look {
  return async (damage, read) => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof DamagedStoreError) damages.push(damage);
      else if (!(error instanceof TransientStoreError)) throw error; // it was replaced while it was read: it is new
    }
    return undefined;
  };
}

/** Reads all that is kept of experiments and runs. */
export async function readAll(reader: StoreReader, look: Look, experiments: readonly string[], runs: readonly string[]): Promise<void> {
  for (const id of experiments) {
    await look({ thing: "experiment", id, what: "the definition" }, () => reader.experiments([id]));
    await look({ thing: "experiment", id, what: "the list of runs" }, () => reader.members(id));
  }
  for (const id of runs) {
    const of = (what: string): Damage => ({ thing: "run", id, what });
    const record = await look(of("the record"), () => reader.trial(id));
    await look(of("the evaluations"), () => reader.evaluations(id));
    await look(of("the reading of the data"), async () => {
      // one that the run names is there
      if ((await reader.reading(id)) === undefined && typeof record?.reading === "string") throw new DamagedStoreError("it is not there");
    });
    await look(of("the weights"), async () => drain(await reader.weights(id)));
    await look(of("the snapshots"), async () => {
      for await (const _ of reader.snapshots(id));
    });
    await look(of("the checkpoint"), async () => drain((await reader.checkpoint(id))?.parts));
  }
}

async function drain(parts: AsyncIterable<Float32Array> | undefined): Promise<void> {
  for await (const _ of parts ?? []);
}
