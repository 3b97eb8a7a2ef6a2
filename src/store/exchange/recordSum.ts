import { crc32 } from "node:zlib";
import { canonical } from "#engine";

/**
 * The sum of a record of an export, over its fields in any order and the base64 of its weights: what a disk, a mail or a hand changed in
 * the file is seen when it is imported.
 */
export const recordSum = (record: object, weights = 0): string => crc32(canonical(record), weights).toString(16).padStart(8, "0");

/** Of the next piece of base64. */
export const weightsSum = (piece: string, before: number): number => crc32(piece, before);
