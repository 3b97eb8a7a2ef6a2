import { z } from "zod";
import type { DataReading } from "#data";
import type { Numbers } from "#engine";
import { readingSchema } from "#experiment";
import { type ModelSpec, parseModel, parseWith, wholeNumber } from "#nn";
import { type MethodOptions, methodValues } from "#regularize";
import { MOST_IN_BATCH } from "#train";

/** What a penalty is: two of the same account add the same to the loss of the same net. */
export interface PenaltyAccount {
  readonly name: string;
  readonly strength: number;
  /** A hash of the ops that its function composed, with their numbers. */
  readonly ops: string;
}

/** What an optimizer is and what it will do: two of the same account make the same steps from the same memory. */
export interface OptimizerAccount {
  readonly name: string;
  /** Names of its memory. */
  readonly slots: readonly string[];
  /** The weight decay that it was made with, adamW's; the net's own is one of its methods. */
  readonly decay?: number;
  /** Its numbers that stay: adam's epsilon. */
  readonly constants: Readonly<Record<string, number>>;
  /** Its numbers that go with the iteration, by name, at some iterations to come; none where its schedule gives no numbers. */
  readonly coming: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** A hash of the same at many iterations to come. */
  readonly schedule: string;
}

/** What is said of a saved net beside its numbers. */
export interface SavedHeader {
  readonly model: ModelSpec;
  readonly methods: MethodOptions;
  /** What the net was made with, where it differs: `set` may have turned off what has parts in the net. */
  readonly madeWith?: MethodOptions;
  readonly penalties: readonly PenaltyAccount[];
  /** None of a net whose optimizer's memory was not kept, as that of a run: it can predict, and train on only with a new memory. */
  readonly optimizer?: OptimizerAccount;
  readonly seed: number;
  readonly batch: number;
  readonly iteration: number;
  /** Which devices continue with the same digits: see numericsOf. */
  readonly numerics: string;
  /** What the net was trained on, and how its numbers are read. */
  readonly data: DataReading & {
    readonly heldOut: number;
    /** A hash of the training examples and their labels; none where only the run's own identity has it. */
    readonly training?: string;
  };
  /** Of a net that is that of a run: its id. */
  readonly run?: string;
}

/** A net as it is kept: its header, and tensors by name. */
export interface SavedNet {
  readonly header: SavedHeader;
  readonly tensors: ReadonlyMap<string, Numbers>;
}

const MOST_SLOTS = 16;
const numbersByName = z.record(z.string(), z.number());
const headerSchema = z.object({
  model: z.unknown(),
  methods: z.record(z.string(), z.unknown()),
  madeWith: z.record(z.string(), z.unknown()).optional(),
  penalties: z.array(z.object({ name: z.string(), strength: z.number(), ops: z.string() })),
  optimizer: z
    .object({
      name: z.string(),
      slots: z.array(z.string()).max(MOST_SLOTS),
      constants: numbersByName,
      decay: z.number().optional(),
      coming: z.record(z.string(), numbersByName),
      schedule: z.string(),
    })
    .optional(),
  seed: wholeNumber(0, 2 ** 32 - 1),
  batch: wholeNumber(1, MOST_IN_BATCH),
  iteration: wholeNumber(0, 1e9),
  numerics: z.string(),
  data: readingSchema.extend({ heldOut: wholeNumber(0, 2 ** 31 - 1), training: z.string().optional() }),
  run: z.string().optional(),
});

/** The header in a value of JSON. Throws a sentence where it is none. */
export function parseHeader(value: unknown): SavedHeader {
  const header = parseWith(headerSchema, value, "header");
  for (const methods of [header.methods, header.madeWith ?? {}]) methodValues(methods);
  return { ...header, model: parseModel(header.model) } as SavedHeader;
}
