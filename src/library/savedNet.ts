import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { writeWhole } from "#data/files";
import { type Numbers, shown, size } from "#engine";
import { type ModelSpec, parseModel, parseWith, wholeNumber } from "#nn";
import { type MethodOptions, methodValues } from "#regularize";
import { MOST_IN_BATCH } from "#train";
import type { PenaltyAccount } from "./addPenalty.ts";
import type { OptimizerAccount } from "./optimizerAccount.ts";
import type { PixelRange } from "./pixelRange.ts";

/** What is said of a saved net beside its numbers; one line of JSON in its file. */
export interface SavedHeader {
  readonly model: ModelSpec;
  readonly methods: MethodOptions;
  /** What the net was made with, where it differs: `set` may have turned off what has parts in the net. */
  readonly madeWith?: MethodOptions;
  readonly penalties: readonly PenaltyAccount[];
  readonly optimizer: OptimizerAccount;
  readonly seed: number;
  readonly batch: number;
  readonly iteration: number;
  /** Which devices continue with the same digits: see numericsOf. */
  readonly numerics: string;
  /** What the net was trained on, and how its numbers are read. */
  readonly data: {
    readonly name: string;
    readonly classes: number;
    readonly classNames?: readonly string[];
    readonly shape: readonly number[];
    readonly scale: number;
    readonly kind: "bytes" | "floats";
    readonly standardization?: { readonly means: readonly number[]; readonly deviations: readonly number[] };
    /** The range of its pixels; see pixelRange. */
    readonly pixels?: PixelRange;
    readonly heldOut: number;
    /** A hash of the training examples and their labels. */
    readonly training: string;
  };
}

/** A net as it is kept: its header, and tensors by name. */
export interface SavedNet {
  readonly header: SavedHeader;
  readonly tensors: ReadonlyMap<string, Numbers>;
}

const MOST_FEATURES = 1e8;
const MOST_SLOTS = 16;
const listOfNumbers = z.array(z.number());
const numbersByName = z.record(z.string(), z.number());
const headerSchema = z.object({
  model: z.unknown(),
  methods: z.record(z.string(), z.unknown()),
  madeWith: z.record(z.string(), z.unknown()).optional(),
  penalties: z.array(z.object({ name: z.string(), strength: z.number(), ops: z.string() })),
  optimizer: z.object({
    name: z.string(),
    slots: z.array(z.string()).max(MOST_SLOTS),
    constants: numbersByName,
    decay: z.number().optional(),
    coming: z.record(z.string(), numbersByName),
    schedule: z.string(),
  }),
  seed: wholeNumber(0, 2 ** 32 - 1),
  batch: wholeNumber(1, MOST_IN_BATCH),
  iteration: wholeNumber(0, 1e9),
  numerics: z.string(),
  data: z.object({
    name: z.string(),
    classes: wholeNumber(2, 256),
    classNames: z.array(z.string()).optional(),
    shape: z
      .array(wholeNumber(1, 1e6))
      .min(1)
      .max(3)
      .refine((shape) => size(shape) <= MOST_FEATURES, { error: "a shape of an example" }),
    scale: z.number(),
    kind: z.enum(["bytes", "floats"]),
    standardization: z.object({ means: listOfNumbers, deviations: listOfNumbers }).optional(),
    pixels: z.object({ least: z.number(), most: z.number() }).optional(),
    heldOut: wholeNumber(0, 2 ** 31 - 1),
    training: z.string(),
  }),
  tensors: z.array(z.object({ name: z.string(), length: wholeNumber(0, 2 ** 31 - 1) })),
});

const VERSION = 1;
const MAGIC = "droplab net ";
const DIGEST = 32;

/**
 * Writes a file of three parts: the line `droplab net 1`; a line of JSON with the header and, under `tensors`, the name and length of
 * each tensor; then their numbers one after the other as little-endian float64, and the SHA-256 of all before. There is never half a net:
 * see writeWhole.
 */
export async function writeSavedNet(file: string, { header, tensors }: SavedNet): Promise<void> {
  const list = [...tensors].map(([name, { length }]) => ({ name, length }));
  const text = `${MAGIC}${VERSION}\n${JSON.stringify({ ...header, tensors: list })}\n`;
  const parts = [Buffer.from(text), ...[...tensors.values()].map((values) => Buffer.from(Float64Array.from(values).buffer))];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  try {
    await writeWhole(file, [...parts, hash.digest()]);
  } catch (error) {
    throw new Error(`${file}: the net cannot be written there (${(error as NodeJS.ErrnoException).code ?? error})`, { cause: error });
  }
}

/** Reads what `writeSavedNet` wrote. Throws a sentence for any other file, and for one that is damaged. */
export function readSavedNet(file: string): SavedNet {
  const bytes = read(file);
  const start = bytes.subarray(0, 64).toString("latin1");
  const version = /^droplab net (\d{1,9})\n/.exec(start)?.[1];
  if (version === undefined) throw new Error(`${file}: that is no saved net; learner.save(file) writes one`);
  if (Number(version) !== VERSION)
    throw new Error(
      `${file}: its format is ${version}, and this droplab reads ${VERSION}; read it with the droplab that wrote it, or a newer one`,
    );
  const damaged = (what: string) => new Error(`${file}: the saved net is damaged (${what}); save it again`);
  const content = bytes.subarray(0, Math.max(0, bytes.length - DIGEST));
  const digest = createHash("sha256").update(content).digest();
  if (!digest.equals(bytes.subarray(content.length))) throw damaged("its checksum is another");
  const first = MAGIC.length + version.length + 1;
  const end = content.indexOf(10, first);
  try {
    const { tensors: list, ...header } = parseWith(headerSchema, JSON.parse(content.subarray(first, end).toString()), "header");
    const tensors = new Map<string, Float64Array>();
    let at = end + 1;
    for (const { name, length } of list) {
      if (at + 8 * length > content.length) throw new RangeError(`${name} is cut short`);
      const first = content.byteOffset + at;
      tensors.set(name, new Float64Array(content.buffer.slice(first, first + 8 * length)));
      at += 8 * length;
    }
    if (at !== content.length) throw new RangeError("it is too long");
    for (const methods of [header.methods, header.madeWith ?? {}]) methodValues(methods);
    return { header: { ...header, model: parseModel(header.model) } as SavedHeader, tensors };
  } catch (error) {
    throw damaged((error as Error).message);
  }
}

function read(file: string): Buffer {
  if (typeof file !== "string") throw new TypeError(`file: ${shown(file)} is no path`);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${file}: it cannot be read (${(error as NodeJS.ErrnoException).code}); name a file that learner.save wrote`);
  }
}
