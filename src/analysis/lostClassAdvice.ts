import type { ConfigurationResults } from "#experiment";
import { type ModelSpec, namedModel } from "#nn";

type Config = Pick<ConfigurationResults["config"], "model" | "protocol">;

/** What keeps classes from being lost: only a model of a name takes its logits from the protocol. */
export const lostClassAdvice = (config: Config): "protocol" | "model" =>
  config.protocol !== "sound" && isNamed(config.model) ? "protocol" : "model";

/** Whether a model is the one of its name, with ReLU on its logits, and not one of a file that is called so. */
function isNamed({ name, layers }: ModelSpec): boolean {
  try {
    const own = namedModel(name, { logits: "relu" });
    return own !== undefined && layersText(own.layers) === layersText(layers);
  } catch {
    return false; // a name that is nearly one
  }
}

/** Whatever the number of classes is, and whether there are pictures to flatten. */
const layersText = (all: ModelSpec["layers"]): string => {
  const layers = all.filter(({ layer }) => layer !== "flatten");
  const last = layers.findLastIndex(({ layer }) => layer === "dense");
  return JSON.stringify(layers.map((one, place) => (place === last ? { ...one, units: "classes" } : one)));
};
