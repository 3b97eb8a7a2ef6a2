import { type OptimizerName, optimizerTable } from "#optim";
import { type GivenOptions, type MethodValues, methodOptions, methodValues, withDefaults } from "#regularize";
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

/**
 * The options of a trial that is kept that are not off or at their default, in the order of the catalog: what was given as off, or as it is
 * anyway, is the same trial, whoever wrote it. What max-norm limits stands with every limit.
 */
export function optionsOn(config: Chosen): Partial<MethodValues> {
  const values = recordedMethods(config);
  const on = methodOptions.filter(({ name, default: usual }) =>
    name === "maxNormScope" ? values.maxNorm > 0 : String(values[name]) !== String(usual),
  );
  return Object.fromEntries(on.map(({ name }) => [name, values[name]]));
}

function overOwn({ protocol, optimizer, methods }: Chosen): GivenOptions {
  const { maxNormScope } = protocols[protocol];
  const given = Object.entries(methods).filter(([, value]) => value !== undefined);
  return { maxNormScope, weightDecay: optimizerTable[optimizer].weightDecay, ...Object.fromEntries(given) };
}
