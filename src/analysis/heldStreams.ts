import { drawsMasks } from "#experiment";
import type { TrialConfig } from "#train";

/** What each stream of random numbers makes. */
export const streamNames: { readonly [stream in keyof NonNullable<TrialConfig["streamSeeds"]>]-?: string } = {
  init: "initial weights",
  order: "order of the examples",
  dropout: "dropout masks",
};

/**
 * What the runs of a configuration share, in words: the streams that --vary held at one seed and that they draw from; undefined where they
 * share none.
 */
export function heldText({ streamSeeds = {}, ...config }: Pick<TrialConfig, "streamSeeds" | "methods" | "model">): string | undefined {
  const isDrawn = (stream: string) => stream !== "dropout" || drawsMasks(config);
  const held = Object.entries(streamNames).flatMap(([stream, name]) => (stream in streamSeeds && isDrawn(stream) ? [name] : []));
  return held.length ? [held.slice(0, -1).join(", "), held.at(-1)].filter(Boolean).join(" and ") : undefined;
}
