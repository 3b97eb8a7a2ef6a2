/** Regularizers, one file each, and the catalog that lists them. */
export { allows, attachMethods, catalog, methodCells, methodOptions, methodValues } from "./catalog.ts";
export { drops } from "./dropout.ts";
export { drawnRate } from "./dropoutRates.ts";
export {
  actingOptions,
  type GivenOptions,
  type IdleOption,
  idleOptions,
  idleSentence,
  refuseIdle,
  refuseWithoutMethod,
} from "./idleOptions.ts";
export type { MaxNormScope } from "./maxNorm.ts";
export type { KernelTile, Method, MethodOption, MethodValues, OptionValue, Place } from "./method.ts";
export type { MethodOptions } from "./methodOptions.ts";
