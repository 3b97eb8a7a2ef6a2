import { type Drawing, drawnStreams } from "#experiment";
import type { TrialConfig, VariedStream } from "#train";

/** What each stream of random numbers makes. */
export const streamNames: { readonly [stream in VariedStream]: string } = {
  init: "initial weights",
  order: "order of the examples",
  dropout: "dropout masks",
};

type Sharing = Drawing & Pick<TrialConfig, "streamSeeds">;

/**
 * What the runs of a configuration share, in words: the streams that --vary held at one seed and that they draw from; undefined where they
 * share none.
 */
export function heldText({ streamSeeds = {}, ...config }: Sharing, trainingExamples?: number): string | undefined {
  const held = drawnStreams(config, trainingExamples).flatMap((stream) => (stream in streamSeeds ? [streamNames[stream]] : []));
  return held.length ? [held.slice(0, -1).join(", "), held.at(-1)].filter(Boolean).join(" and ") : undefined;
}

/** Whether all runs of a configuration are copies of one since they draw from no stream. */
export const areUndrawn = (config: Drawing, trainingExamples?: number): boolean => drawnStreams(config, trainingExamples).length === 0;
