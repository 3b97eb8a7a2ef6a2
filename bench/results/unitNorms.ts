import { type Numbers, padded, size } from "#engine";
import { buildNet } from "#nn";
import type { TrialConfig } from "#train";
import type { RowFact } from "./facts.ts";

export interface KeptNet {
  readonly config: TrialConfig;
  /** All parameters in the order of the net, each padded to whole vectors. */
  readonly weights: Numbers;
}

/** A projected norm differs from the limit by no more than the rounding of 32 bits. */
const AT_LIMIT = 1e-4;

/** The norms of the incoming weights of each unit in the kept nets of a row; null without nets. */
export function unitNormsOf(nets: readonly KeptNet[]): RowFact["unitNorms"] {
  const norms = nets.map(normsOf);
  const [first] = norms;
  if (!first) return null;
  const limit = Number(nets[0]?.config.methods["maxNorm"] ?? 0);
  const atLimit = norms.map((ofNet) => ofNet.filter((norm) => norm >= limit * (1 - AT_LIMIT)).length);
  return {
    largest: Math.max(...norms.flat()),
    units: first.length,
    atLimit: limit > 0 ? { least: Math.min(...atLimit), most: Math.max(...atLimit) } : null,
  };
}

function normsOf({ config, weights }: KeptNet): number[] {
  let place = 0;
  return buildNet(config.model).graph.parameters.flatMap(({ shape, role }) => {
    const values = weights.subarray(place, place + size(shape));
    place += padded(values.length);
    if (role !== "kernel") return [];
    const units = shape[0] as number;
    const length = values.length / units;
    return Array.from({ length: units }, (_, unit) => Math.hypot(...values.subarray(unit * length, (unit + 1) * length)));
  });
}
