import { type OptimizerName, optimizerTable } from "#optim";
import { type GivenOptions, type MethodValues, methodValues } from "#regularize";
import { type ProtocolName, protocols } from "./protocol.ts";

interface Chosen {
  readonly protocol: ProtocolName;
  readonly optimizer: OptimizerName;
  readonly methods: GivenOptions;
}

/** The options of all methods in a trial: the given ones over those of its protocol and its optimizer. */
export function trialMethods({ protocol, optimizer, methods }: Chosen): MethodValues {
  const { maxNormScope } = protocols[protocol];
  const given = Object.entries(methods).filter(([, value]) => value !== undefined);
  return methodValues({ maxNormScope, weightDecay: optimizerTable[optimizer].weightDecay, ...Object.fromEntries(given) });
}
