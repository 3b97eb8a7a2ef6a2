import type { TrialConfig } from "#train";

/** What each stream of random numbers makes. */
export const streamNames: { readonly [stream in keyof NonNullable<TrialConfig["streamSeeds"]>]-?: string } = {
  init: "initial weights",
  order: "order of the examples",
  dropout: "dropout masks",
};

/** What the runs of a configuration share, in words: the streams that --vary held at one seed; undefined where they share none. */
export function heldText({ streamSeeds = {} }: Pick<TrialConfig, "streamSeeds">): string | undefined {
  const held = Object.entries(streamNames).flatMap(([stream, name]) => (stream in streamSeeds ? [name] : []));
  return held.length ? [held.slice(0, -1).join(", "), held.at(-1)].filter(Boolean).join(" and ") : undefined;
}
