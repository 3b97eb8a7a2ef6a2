import type { MaxNormScope } from "#regularize";

export const protocolNames = ["post", "sound"] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** How an experiment is judged: what the net's last layer is, which images choose the iteration, which spread is printed. */
export interface Protocol {
  readonly logits: "relu" | "linear";
  readonly maxNormScope: MaxNormScope;
  readonly selectOn: "test" | "heldOut";
  readonly deviation: "population" | "sample";
}

/** `post`: as published. `sound`: as it should be done. */
export const protocols: { readonly [name in ProtocolName]: Protocol } = {
  post: { logits: "relu", maxNormScope: "kernel", selectOn: "test", deviation: "population" },
  sound: { logits: "linear", maxNormScope: "unit", selectOn: "heldOut", deviation: "sample" },
};
