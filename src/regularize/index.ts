/** Regularizers, one file each, and the catalog that lists them. */
export { allows, attachMethods, catalog, methodCells, methodOptions, methodValues } from "./catalog.ts";
export { dropout, drops } from "./dropout.ts";
export { drawnRate, ratesOfSites } from "./dropoutRates.ts";
export {
  actingOptions,
  type GivenOptions,
  type IdleOption,
  idleOptions,
  idleSentence,
  refuseIdle,
  refuseWithoutMethod,
} from "./idleOptions.ts";
export { type MaxNormScope, maxNormScopes } from "./maxNorm.ts";
export type { KernelTile, Method, MethodOption, MethodValues, OptionValue, Place } from "./method.ts";
export { type MethodOptions, optionKinds } from "./methodOptions.ts";
