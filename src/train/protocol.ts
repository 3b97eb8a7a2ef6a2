import { fixed } from "#engine";
import type { MaxNormScope } from "#regularize";

export const protocolNames = ["post", "sound", "post-held-out"] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** How an experiment is judged: what the net's last layer is, which images choose the iteration, which spread is printed. */
export interface Protocol {
  readonly logits: "relu" | "linear";
  readonly maxNormScope: MaxNormScope;
  readonly selectOn: "test" | "heldOut";
  readonly deviation: "population" | "sample";
}

/**
 * `post`: as published. `sound`: as it should be done. `post-held-out`: the same training as `post`, weight for weight, but held-out images
 * choose the iteration, so that the difference between the two is what choosing on the test images is worth.
 */
export const protocols: { readonly [name in ProtocolName]: Protocol } = fixed({
  post: { logits: "relu", maxNormScope: "kernel", selectOn: "test", deviation: "population" },
  sound: { logits: "linear", maxNormScope: "unit", selectOn: "heldOut", deviation: "sample" },
  "post-held-out": { logits: "relu", maxNormScope: "kernel", selectOn: "heldOut", deviation: "population" },
});

/** The protocol with the same training whose iteration held-out images choose. */
export const heldOutTwins: { readonly [name in ProtocolName]?: ProtocolName } = { post: "post-held-out" };
