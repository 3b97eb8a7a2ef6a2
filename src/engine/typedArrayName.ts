import type { Numbers } from "./device.ts";

const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get as () =>
  | string
  | undefined;

/**
 * What kind of typed array a value is, `Uint8Array` for a Node Buffer too; undefined for anything else. Unlike instanceof it knows
 * arrays of other realms, and is not taken in by objects that only inherit.
 */
export const typedArrayName = (value: unknown): string | undefined => tag.call(value);

/** Whether a value is what a device reads: a Float32Array, or a Float64Array. */
export const areNumbers = (value: unknown): value is Numbers => ["Float32Array", "Float64Array"].includes(typedArrayName(value) ?? "");
