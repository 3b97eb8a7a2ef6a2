/** Regularizers, one file each, and the catalog that lists them. */
export { catalog } from "./catalog.ts";
export type { MaxNormScope, Method, MethodOption } from "./method.ts";
