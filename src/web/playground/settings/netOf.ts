import { runSeed } from "#engine";
import { buildNet, checkClasses, type ModelSpec, type Net, namedModel, noSuchModel, parseModel, withClasses } from "#nn";
import { type MethodValues, methodValues } from "#regularize";
import type { SharedSettings, TwinSettings } from "./settings.ts";

const CLASSES = 10;
export const IMAGE_SHAPE = [1, 28, 28] as const;

/** The seed of the first run of this seed, as `droplab run --seed` has it. */
export const trialSeed = ({ seed }: Pick<SharedSettings, "seed">): number => runSeed(seed, 1);

/** A named model with its logits as the switch says, or one's own as it is. Throws a sentence for what is none. */
export function modelOf({ model, logits }: Pick<SharedSettings, "model" | "logits">): ModelSpec {
  const input = [...IMAGE_SHAPE];
  if (typeof model === "string") {
    const named = namedModel(model, { input, logits });
    if (!named) throw new RangeError(noSuchModel(model));
    return withClasses(named, CLASSES);
  }
  return withClasses(parseModel(model), CLASSES);
}

/** Throws a sentence where the model does not fit pictures of digits. */
export function netOf(shared: Pick<SharedSettings, "model" | "logits">, { dropoutKind }: Pick<TwinSettings, "dropoutKind">): Net {
  const model = modelOf(shared);
  const net = buildNet(model, { input: IMAGE_SHAPE, dropoutKind });
  checkClasses(net, CLASSES);
  return net;
}

/** A twin's settings as options of methods. */
export const methodsOf = ({ dropout, dropoutKind, maxNorm, maxNormScope, l1, l2 }: TwinSettings): MethodValues =>
  methodValues({ dropout, dropoutKind, maxNorm, maxNormScope, l1, l2 });
