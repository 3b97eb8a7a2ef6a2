import type { DataReading } from "#data";
import {
  type BundledExperiment,
  type BundledRecord,
  checkBundledRuns,
  type KnownRun,
  knownRun,
  parseBundledExperiment,
  parseBundledReading,
  parseBundledRun,
  StoreError,
} from "#experiment";
import { Base64Reader } from "./base64.ts";
import { FORMAT, olderFormats } from "./format.ts";
import { type Found, JsonElements } from "./jsonElements.ts";
import { recordSum, weightsSum } from "./recordSum.ts";
import { textPieces } from "./textPieces.ts";

export interface ReadBundleOptions {
  /** What is read, in messages. */
  readonly name: string;
  /** The command that makes an experiment whose own was left out. */
  readonly commandOf: (definition: BundledExperiment["definition"]) => string;
}

/**
 * The records of a text that `droplab export --json` wrote, checked one by one. What is no such text, or has records that do not fit together,
 * throws StoreError with a sentence that names the record: the last of them at the end.
 */
export async function* readBundle(bytes: AsyncIterable<Uint8Array>, options: ReadBundleOptions): AsyncGenerator<BundledRecord> {
  const name = `import: ${options.name}`;
  const reader = new BundleReader(options);
  for await (const text of textPieces(bytes, name)) yield* explained(name, () => [...reader.push(text)]);
  explained(name, () => reader.end());
}

/** Runs work; says what it was on when it throws. */
function explained<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StoreError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

class BundleReader {
  readonly #options: ReadBundleOptions;
  readonly #elements = new JsonElements("weights");
  #weights = new Base64Reader();
  #hasWeights = false;
  #weightsSum = 0;
  /** A record without a sum. */
  #unsummed: string | undefined;
  readonly #experiments = new Map<string, Pick<BundledExperiment, "definition" | "members">>();
  /** Runs with what their readings are named, and what their experiments are checked by. */
  readonly #runs = new Map<string, { readonly reading: string | null; readonly known: KnownRun | undefined }>();
  readonly #readings = new Map<string, DataReading>();

  constructor(options: ReadBundleOptions) {
    this.#options = options;
  }

  *push(text: string): Generator<BundledRecord> {
    for (const found of this.#elements.push(text)) {
      const record = found.kind === "piece" ? this.#piece(found.text) : this.#record(found);
      if (record) yield record;
    }
  }

  #piece(text: string): undefined {
    this.#hasWeights = true;
    this.#weightsSum = weightsSum(text, this.#weightsSum);
    if (!this.#weights.push(text)) throw new Error(`trials[${this.#runs.size}].weights: they are not base64`);
  }

  #record({ list, place, text }: Extract<Found, { kind: "element" }>): BundledRecord {
    const where = `${list}[${place}]`;
    const value = parsed(text, where);
    const given = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
    const id = typeof given === "string" ? given : undefined;
    if (list === "experiments") return this.#experiment(value, id === undefined ? where : `experiment ${id}`);
    if (list === "trials") return this.#run(value, id === undefined ? where : `run ${id}`);
    if (list === "readings") return this.#reading(value, where);
    throw new Error(`there is no field ${JSON.stringify(list)} in what droplab export --json writes`);
  }

  #experiment(value: unknown, what: string): BundledRecord {
    const { sum, ...given } = isRecord(value) ? (value as { sum?: unknown }) : {};
    const experiment = parseBundledExperiment(isRecord(value) ? given : value, what, this.#options.commandOf);
    this.#checkSum(what, sum, given);
    if (this.#experiments.has(experiment.id)) throw new Error(`${what} is there twice`);
    this.#experiments.set(experiment.id, { definition: experiment.definition, members: experiment.members });
    return { kind: "experiment", experiment };
  }

  #run(value: unknown, what: string): BundledRecord {
    if (!isRecord(value)) throw new Error(`${what}: ${JSON.stringify(value)} is no run`);
    const { weights: given = null, sum, ...rest } = value as { weights?: unknown; sum?: unknown };
    const weights = this.#hasWeights ? this.#weights.end() : [];
    if (!(given === null || given === "")) throw new Error(`${what}.weights: they are neither a text in base64 nor null`);
    if (!weights) throw new Error(`${what}.weights: they are no whole number of floats in base64`);
    const run = { ...parseBundledRun(upToDate(rest), what), weights: weights.length ? weights : null };
    this.#checkSum(what, sum, rest, this.#weightsSum);
    this.#weights = new Base64Reader();
    this.#hasWeights = false;
    this.#weightsSum = 0;
    if (this.#runs.has(run.id)) throw new Error(`${what} is there twice`);
    this.#runs.set(run.id, { reading: run.reading, known: ofRecord(what, () => knownRun(run)) });
    return { kind: "run", run };
  }

  #checkSum(what: string, sum: unknown, record: object, weights?: number): void {
    if (sum === undefined) this.#unsummed ??= what;
    else if (sum !== recordSum(record, weights)) throw new Error(`${what}: it is not as it was exported, by its sum; export it again`);
  }

  #reading(value: unknown, what: string): BundledRecord {
    const reading = parseBundledReading(value, what);
    if (this.#readings.has(reading.name)) throw new Error(`${what}: ${reading.name} is there twice`);
    this.#readings.set(reading.name, reading.reading);
    return { kind: "reading", reading };
  }

  /** What can be checked only when all is there. */
  end(): void {
    const rest = this.#elements.end();
    if (rest?.trim() === "") throw new Error("it is empty; name what droplab export --json wrote");
    if (rest === undefined) throw new Error("it ends in the middle; export it again");
    const whole = parsed(rest, "it") as { format?: unknown } | null;
    const format = whole?.format;
    if (format !== FORMAT && !olderFormats.includes(format as string)) throw new Error(formatSentence(format));
    if (format === FORMAT && this.#unsummed !== undefined) throw new Error(`${this.#unsummed}: its sum is not there; export it again`);
    const wanted = new Set<string>();
    for (const [id, { members }] of this.#experiments)
      for (const [i, { trial }] of members.entries()) {
        wanted.add(trial);
        if (!this.#runs.has(trial)) throw new Error(`experiment ${id}.members[${i}].trial: ${trial} is no run of the file`);
      }
    const named = new Set([...this.#runs.values()].map(({ reading }) => reading));
    for (const [id, { reading }] of this.#runs) {
      if (!wanted.has(id)) throw new Error(`run ${id} is of no experiment of the file`);
      if (reading !== null && !this.#readings.has(reading)) throw new Error(`run ${id}.reading: ${reading} is no reading of the file`);
    }
    for (const name of this.#readings.keys()) if (!named.has(name)) throw new Error(`reading ${name} is of no run of the file`);
    for (const [id, experiment] of this.#experiments)
      ofRecord(`experiment ${id}.definition`, () => checkBundledRuns(experiment, (run) => this.#runs.get(run)?.known, this.#readings));
  }
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/** Runs work; says which record it was on when it throws. */
function ofRecord<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

function formatSentence(format: unknown): string {
  if (typeof format === "string" && /^droplab experiments \d+$/.test(format))
    return `it is written as "${format}", by a newer droplab; this one reads "${FORMAT}" and older ones`;
  return "it is not what droplab export --json writes: it has no format";
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // a place in it is none in the file
    throw new Error(`${what} is not JSON: ${(error as Error).message.replace(/ (in JSON )?at position \d+.*$/, "")}`, { cause: error });
  }
}

/** A run as the first format had it says no more of its data than their names. */
function upToDate(run: object): object {
  if (!("dataset" in run) || "data" in run) return run;
  const { dataset, dataDir = null, ...rest } = run as { dataset: unknown; dataDir?: unknown };
  return { ...rest, data: { dataset, ...(dataDir !== null && { dataDir }) }, dataHash: null, testHash: null, classNames: null };
}
