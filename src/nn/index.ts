/** Nets: layers, models as data, initializers. */
export { checkBatch } from "./checkBatch.ts";
export {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  type InitializerSpec,
  makeInitializer,
  sparse,
} from "./initializers.ts";
export type { DropoutSite } from "./layerTable.ts";
export { type ClassifierOptions, lenet } from "./lenet.ts";
export { mlp } from "./mlp.ts";
export {
  type ActivationName,
  activationNames,
  type DropoutLayerKind,
  dropoutLayerKinds,
  type LayerSpec,
  type LossName,
  type ModelSpec,
  modelDefaults,
} from "./model.ts";
export { modelSchema, parseModel } from "./modelSchema.ts";
export { modelNames, namedModel } from "./namedModel.ts";
export { buildNet, type Net, type NetOptions, outputActivation } from "./net.ts";
export { residualNet } from "./residualNet.ts";
export { numberThat, parseWith, SchemaError, wholeNumber } from "./schemaError.ts";
export { withClasses } from "./withClasses.ts";
