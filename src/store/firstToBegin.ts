import type { Experiment } from "#experiment";

/**
 * Up to which repetition runs of an experiment may begin when it comes into a store: none where it prunes, until who looks at them says
 * so; else all (null).
 */
export const firstToBegin = ({ prune }: Pick<Experiment, "prune">): 0 | null => (prune ? 0 : null);
