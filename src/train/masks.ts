const THINNED = 0x80000000; // from this iteration on thinned nets draw their masks: training does not reach it

/** Whose masks: those of a thinned net, by its number from 0 (see Trainer.sampledLogits), or those of a step of training, by its iteration from 1. */
export type Masks = { readonly thinned: number } | { readonly iteration: number };

/** The iteration at which these masks are drawn. */
export const iterationOf = (masks: Masks): number => ("thinned" in masks ? THINNED + masks.thinned : masks.iteration);
