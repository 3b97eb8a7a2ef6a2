import { shapeText, shown, suggestion } from "#engine";
import type { ClassifierOptions } from "./lenet.ts";
import { lenet } from "./lenet.ts";
import { mlp } from "./mlp.ts";
import type { ModelSpec } from "./model.ts";
import { residualNet } from "./residualNet.ts";

/** The models that have names, in words. */
export const modelNames = "lenet, mlp, mlp(1024,1024,2048) with any sizes, residual";

/** What others call them, or what is nearest to it here. */
const otherNames = { resnet: "residual", resnet18: "residual", lenet5: "lenet", cnn: "lenet", convnet: "lenet", dense: "mlp" };

/** `"Resnet" is not lenet, mlp, …; did you mean residual?`, for a text that names no model. */
export const noSuchModel = (name: string, orElse = ""): string =>
  `model: ${shown(name)} is not ${modelNames}${orElse}${suggestion(name, ["lenet", "mlp", "residual"], otherNames)}`;

/** What takes pictures, by its name. */
const pictureModels: ReadonlyMap<string, (options: ClassifierOptions) => ModelSpec> = new Map([
  ["lenet", lenet],
  ["residual", residualNet],
]);
const DEFAULT_HIDDEN = [1024, 1024, 2048];
const MOST_UNITS = 65536;

/** The model of a name, such as `lenet` or `mlp(100,50)`; undefined where no model has it. */
export function namedModel(name: string, options: ClassifierOptions = {}): ModelSpec | undefined {
  if (typeof name !== "string") throw new TypeError(`model: ${shown(name)} is no name; there are ${modelNames}`);
  const makePictureModel = pictureModels.get(name);
  if (makePictureModel) {
    const { input } = options;
    if (input && input.length !== 3)
      throw new Error(
        `model: ${name} takes pictures, channels × height × width, and the data's examples are ${shapeText(input)} numbers; give one of dense layers, such as model 'mlp(16)'`,
      );
    return makePictureModel(options);
  }
  const [, within, behind] = /^mlp(?:\(([^()]*)\)|:([^()]*))?$/.exec(name) ?? [];
  const sizes = within ?? behind;
  if (!name.startsWith("mlp") || (name !== "mlp" && sizes === undefined)) return undefined;
  const hidden = sizes === undefined ? DEFAULT_HIDDEN : sizes.split(",").map((text) => (text.trim() ? Number(text) : Number.NaN));
  const wrong = hidden.findIndex((units) => !Number.isInteger(units) || units < 1 || units > MOST_UNITS);
  if (wrong >= 0) throw new Error(`model: ${name}: layer ${wrong + 1} is not a whole number of units from 1 to ${MOST_UNITS}`);
  return mlp(hidden, options);
}
