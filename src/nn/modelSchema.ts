import { z } from "zod";
import { activationNames, dropoutLayerKinds, type LayerSpec, lossNames, type ModelSpec } from "./model.ts";
import { checkModelSize } from "./modelSize.ts";
import { numberThat, parseWith, SchemaError, wholeNumber } from "./schemaError.ts";

const rate = 'a rate in [0, 1) or "input"';
/** Devices compute in float32. */
const isHeld = (value: number) => Number.isFinite(Math.fround(value));
const initializer = z.union(
  [
    z.enum(["glorotUniform", "glorotNormal", "heUniform", "heNormal"]),
    z.strictObject({ sparse: wholeNumber(1, 1e6) }),
    z.strictObject({ constant: numberThat(isHeld, "a number that float32 can hold") }),
  ],
  { error: "glorotUniform, glorotNormal, heUniform, heNormal, { sparse: n } or { constant: x }" },
);

const units = z.union([wholeNumber(1, 1e6), z.literal("classes")], { error: 'a whole number from 1 to 1000000 or "classes"' });
const window = { size: wholeNumber(1, 32), stride: wholeNumber(1, 32).optional() };
const layer: z.ZodType<LayerSpec> = z.lazy(() =>
  z.discriminatedUnion("layer", [
    z.strictObject({
      layer: z.literal("conv2d"),
      filters: wholeNumber(1, 65536),
      ...window,
      padding: wholeNumber(0, 32).optional(),
      initializer: initializer.optional(),
    }),
    z.strictObject({ layer: z.literal("dense"), units, initializer: initializer.optional() }),
    z.strictObject({ layer: z.enum(["maxPool2d", "averagePool2d"]), ...window }),
    z.strictObject({ layer: z.literal("flatten") }),
    z.strictObject({
      layer: z.literal("batchNorm"),
      momentum: numberThat((share) => share > 0 && share <= 1, "a share in (0, 1]").optional(),
      epsilon: numberThat((value) => Math.fround(value) > 0 && isHeld(value), "a positive number that float32 can hold").optional(),
    }),
    z.strictObject({ layer: z.enum(activationNames) }),
    z.strictObject({
      layer: z.literal("dropout"),
      rate: z.union([numberThat((value) => value >= 0 && value < 1, rate), z.literal("input")], { error: rate }).optional(),
      kind: z.enum(dropoutLayerKinds).optional(),
    }),
    z.strictObject({ layer: z.literal("residual"), layers: z.array(layer), shortcut: z.array(layer).optional() }),
  ]),
) as z.ZodType<LayerSpec>;

/** What a model in JSON may be; see ModelSpec. A value that may be too large is asked about with refuseTooLarge first. */
export const modelSchema = z.strictObject({
  name: z.string().default("model"),
  input: z.array(wholeNumber(1, 1e6)).min(1).max(3).optional(),
  layers: z.array(layer).min(1, { error: "a list of at least one layer" }),
  loss: z.enum(lossNames).optional(),
  initializer: initializer.optional(),
});

/** The model that a JSON value describes; throws a SchemaError whose sentence names the field, its value and what was expected. */
export function parseModel(value: unknown): ModelSpec {
  refuseTooLarge(value, "model");
  return parseWith(modelSchema, value, "model") as ModelSpec;
}

/** Refuses a value that would be a model of more layers than are planned; throws a SchemaError. Nothing else of it is checked. */
export function refuseTooLarge(value: unknown, what: string): void {
  if (typeof value !== "object" || value === null || !("layers" in value)) return;
  try {
    checkModelSize(value.layers);
  } catch (error) {
    throw new SchemaError(`${what}: ${(error as Error).message}`, { cause: error });
  }
}
