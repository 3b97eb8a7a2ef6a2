import { type LayerSpec, type ModelSpec, modelDefaults } from "#nn";
import { type TrialConfig, type VariedStream, variedStreams } from "#train";
import { drawsMasks, dropsByExample } from "./recordedDropout.ts";

/** What decides which streams of random numbers a run draws from, beside how many examples it trains on. */
export type Drawing = Pick<TrialConfig, "model" | "methods" | "batch">;

/**
 * The streams in which two seeds make two runs: of none of the others does a run know. Whoever does not know how many examples were trained
 * on takes their order to matter.
 */
export function drawnStreams(config: Drawing, trainingExamples: number | undefined): VariedStream[] {
  const isDrawn: { readonly [stream in VariedStream]: boolean } = {
    init: drawsWeights(config.model),
    // where each step takes every example, as often as the others, their order is that of a sum; but a mask belongs to a place in it
    order: trainingExamples === undefined || config.batch % trainingExamples !== 0 || dropsByExample(config),
    dropout: drawsMasks(config),
  };
  return variedStreams.filter((stream) => isDrawn[stream]);
}

/** Whether the initial weights of some kernel are drawn. */
function drawsWeights({ layers, initializer: usual = modelDefaults.initializer }: Pick<ModelSpec, "layers" | "initializer">): boolean {
  const inOne = (spec: LayerSpec): boolean => {
    if (spec.layer === "residual") return [...(spec.shortcut ?? []), ...spec.layers].some(inOne);
    if (spec.layer !== "dense" && spec.layer !== "conv2d") return false;
    const { initializer = usual } = spec;
    return typeof initializer === "string" || !("constant" in initializer);
  };
  return layers.some(inOne);
}
