/** Nets: layers, models as data, initializers. */
export { checkBatch } from "./checkBatch.ts";
export { checkClasses } from "./checkClasses.ts";
export type { InitializerSpec } from "./initializers.ts";
export type { DropoutSite } from "./layerTable.ts";
export { lenet } from "./lenet.ts";
export { mlp } from "./mlp.ts";
export {
  type ActivationName,
  activationNames,
  type DropoutLayerKind,
  dropoutLayerKinds,
  type LayerSpec,
  type ModelSpec,
  modelDefaults,
} from "./model.ts";
export { modelSchema, parseModel, refuseTooLarge } from "./modelSchema.ts";
export { modelNames, namedModel, noSuchModel } from "./namedModel.ts";
export { buildNet, type Net, outputActivation } from "./net.ts";
export { residualNet } from "./residualNet.ts";
export { numberThat, parseWith, SchemaError, wholeNumber } from "./schemaError.ts";
export { withClasses } from "./withClasses.ts";
