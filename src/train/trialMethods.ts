import { type OptimizerName, optimizerTable } from "#optim";
import { type GivenOptions, type MethodValues, methodValues, withDefaults } from "#regularize";
import { type ProtocolName, protocols } from "./protocol.ts";

interface Chosen {
  readonly protocol: ProtocolName;
  readonly optimizer: OptimizerName;
  readonly methods: GivenOptions;
}

/** The options of all methods in a trial: the given ones over those of its protocol and its optimizer. Throws a sentence for one that is none. */
export const trialMethods = (config: Chosen): MethodValues => methodValues(overOwn(config));

/** The same of a trial that is kept, whose options need not be those that are taken now. */
export const recordedMethods = (config: Chosen): MethodValues => withDefaults(overOwn(config));

function overOwn({ protocol, optimizer, methods }: Chosen): GivenOptions {
  const { maxNormScope } = protocols[protocol];
  const given = Object.entries(methods).filter(([, value]) => value !== undefined);
  return { maxNormScope, weightDecay: optimizerTable[optimizer].weightDecay, ...Object.fromEntries(given) };
}
