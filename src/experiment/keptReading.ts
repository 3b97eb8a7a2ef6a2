import { z } from "zod";
import type { DataReading } from "#data";
import { canonical, sha256, size } from "#engine";
import { parseWith, wholeNumber } from "#nn";

const MOST_FEATURES = 1e8;
const listOfNumbers = z.array(z.number());
const place = wholeNumber(0, MOST_FEATURES);
const tableSchema = z.object({
  header: z.array(z.string()).optional(),
  width: place,
  label: place,
  columns: z.array(
    z.object({
      column: place,
      kind: z.enum(["numbers", "truths", "words"]),
      format: z.object({ decimal: z.enum([".", ","]), groups: z.boolean() }),
      missing: z.object({ isScale: z.boolean(), areSharps: z.boolean(), areNumbers: z.boolean(), isNoneWord: z.literal(true).optional() }),
      areThousands: z.literal(true).optional(),
      neverThreeDigits: z.literal(true).optional(),
      words: z.array(z.string()).optional(),
    }),
  ),
  missing: z.enum(["refuse", "drop", "mean"]),
  means: listOfNumbers.optional(),
});
export const readingSchema = z.object({
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
  extremes: z.object({ least: listOfNumbers, most: listOfNumbers }).optional(),
  pixels: z
    .object({
      least: z.number(),
      most: z.number(),
      ends: z.object({ highestLeast: z.number(), lowestMost: z.number() }).optional(),
      arePixels: z.boolean().optional(),
      // of pictures of one shade each droplab wrote null once
      means: z
        .object({ least: z.number().nullable(), most: z.number().nullable() })
        .transform((means) => (means.least === null || means.most === null ? undefined : means))
        .optional(),
      mostBeyond: z.number().optional(),
    })
    .optional(),
  table: tableSchema.optional(),
});

/** How data were read, in a value of JSON that was kept elsewhere. Throws a SchemaError where it is none. */
export const parseReading = (value: unknown, what = "reading"): DataReading => parseWith(readingSchema, value, what) as DataReading;

/** The text of a reading as it is kept, and what it is known by: a hash of the text. */
export const readingText = (reading: DataReading): string => canonical(reading);
export const readingName = (text: string): string => sha256(text).slice(0, 20);
