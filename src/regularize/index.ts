/** Regularizers, one file each, and the catalog that lists them. */
export { type AttachedMethods, allows, attachMethods, catalog, methodOptions, methodValues, withDefaults } from "./catalog.ts";
export { dropout, drops } from "./dropout.ts";
export { drawnRate, drawsNoise, ratesOfSites } from "./dropoutRates.ts";
export {
  actingOptions,
  type GivenOptions,
  type IdleOption,
  idleOptions,
  idleSentence,
  orphanOptions,
  refuseIdle,
  refuseWithoutMethod,
} from "./idleOptions.ts";
export type { MaxNormScope } from "./maxNormScope.ts";
export type { Method, MethodOption, OptionValue, Place } from "./method.ts";
export type { MethodOptions, MethodValues } from "./methodOptions.ts";
export type { KernelTile, Stage, Transform } from "./transform.ts";
