/** Regularizers, one file each, and the catalog that lists them. */
export { allows, attachMethods, catalog, methodOptions, methodValues } from "./catalog.ts";
export { type MaxNormScope, maxNormScopes } from "./maxNorm.ts";
export type { KernelTile, Method, MethodOption, MethodValues, OptionValue } from "./method.ts";
export { type MethodOptions, optionKinds } from "./methodOptions.ts";
