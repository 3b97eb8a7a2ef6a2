/** Nets: layers, models as data, initializers. */
export { glorotUniform } from "./initializers.ts";
export { lenet } from "./lenet.ts";
export type { LayerSpec, ModelSpec } from "./model.ts";
export { buildNet, type Net } from "./net.ts";
