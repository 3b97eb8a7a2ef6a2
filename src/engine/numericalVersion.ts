import type { Device } from "./device.ts";

/**
 * Counts the changes of the digits that a trial gives. Raise it when test/numericalVersion.test.ts says that they have changed:
 * results of other versions are then not taken for those of this one.
 */
export const NUMERICAL_VERSION = 2;

/** Widths that give the same bits: those with fused multiply-adds. */
const fused = ["avx512", "avx2", "neon"];

/** What a device's digits depend on beside the trial: devices with the same text give the same digits. */
export function numericsOf({ name, simd }: Pick<Device, "name" | "simd">): string {
  return `${NUMERICAL_VERSION} ${name === "native" && fused.includes(simd) ? "fused" : `${name} ${simd}`}`;
}
