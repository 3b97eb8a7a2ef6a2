import { checkNames, shown } from "#engine";
import { type ModelSpec, parseModel } from "#nn";
import { type OptimizerName, optimizerTable, type Ramp, type ScheduleSpec } from "#optim";
import type { MethodOptions } from "#regularize";
import { type ProtocolName, protocols } from "./protocol.ts";
import { type TrainingField, takes } from "./trainingField.ts";
import { type LaterFields, laterFields, laterValue, trainingFields } from "./trainingFields.ts";

/** Everything that decides the numbers of one trial, as plain data. */
export interface TrialConfig extends LaterFields {
  readonly protocol: ProtocolName;
  readonly model: ModelSpec;
  /** Options of methods by name, `{ dropout: 0.4, maxNorm: 25 }`; what is not given is off, or as the protocol has it. */
  readonly methods: MethodOptions;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly schedule: ScheduleSpec;
  /** Of optimizers that have one. */
  readonly momentum: Ramp;
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly batch: number;
  /** Of the initial weights, the order of the examples, and the dropout masks. */
  readonly seed: number;
  /** Streams with a seed of their own, so that one source of variance can be held still. */
  readonly streamSeeds?: { readonly [stream in VariedStream]?: number };
}

/** The sources of a trial's randomness. */
export const variedStreams = ["init", "order", "dropout"] as const;
export type VariedStream = (typeof variedStreams)[number];

/** Those beside the later ones of the table. */
const fields: { readonly [field in Exclude<keyof TrialConfig, keyof LaterFields>]-?: true } = {
  protocol: true,
  model: true,
  methods: true,
  optimizer: true,
  learningRate: true,
  schedule: true,
  momentum: true,
  iterations: true,
  evaluateEvery: true,
  batch: true,
  seed: true,
  streamSeeds: true,
};

/** Refuses what would not end, or not be what it says; options of methods are checked where they are used. */
export function checkTrial(config: TrialConfig): void {
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new TypeError(`trial: ${shown(config)} is no configuration of a trial`);
  checkNames("trial", config, [...Object.keys(fields), ...laterFields.map(({ name }) => name)], "field");
  const {
    protocol,
    model,
    methods,
    optimizer,
    learningRate,
    schedule,
    momentum,
    iterations,
    evaluateEvery,
    batch,
    seed,
    streamSeeds = {},
  } = config;
  const refuse = (name: string, value: unknown, range: string) => {
    throw new RangeError(`${name}: ${shown(value)} is not ${range}`);
  };
  if (!Object.hasOwn(protocols, protocol)) refuse("protocol", protocol, Object.keys(protocols).join(" or "));
  if (!Object.hasOwn(optimizerTable, optimizer)) refuse("optimizer", optimizer, `one of ${Object.keys(optimizerTable).join(", ")}`);
  if (typeof model !== "object" || model === null) refuse("model", model, "a model, such as lenet()");
  parseModel(model);
  if (typeof methods !== "object" || methods === null || Array.isArray(methods))
    refuse("methods", methods, "options of methods, such as { dropout: 0.4 }");
  if (typeof schedule !== "object" || schedule === null) refuse("schedule", schedule, '{ kind: "constant" } or another schedule');
  if (!takes(trainingFields.learningRate, learningRate)) refuse("learningRate", learningRate, trainingFields.learningRate.range);
  if (typeof momentum !== "number" && (typeof momentum !== "object" || momentum === null))
    refuse("momentum", momentum, "a number in [0, 1), or { from, to, iterations }; 0 for optimizers that have none");
  if (momentum !== 0 && !optimizerTable[optimizer].takesMomentum)
    throw new RangeError(`momentum: ${shown(momentum)} is given, and ${optimizer} has none of that kind; give 0, or use sgd or nesterov`);
  const check = (name: string, value: unknown, field: TrainingField) => takes(field, value) || refuse(name, value, field.range);
  check("iterations", iterations, trainingFields.iterations);
  check("evaluateEvery", evaluateEvery, trainingFields.evaluateEvery);
  check("batch", batch, trainingFields.batchSize);
  for (const field of laterFields) {
    const value = laterValue(config, field.name);
    if (value !== undefined) check(field.name, value, field);
  }
  if (typeof streamSeeds !== "object" || streamSeeds === null) refuse("streamSeeds", streamSeeds, "seeds by stream, such as { init: 1 }");
  for (const stream of Object.keys(streamSeeds))
    if (!variedStreams.includes(stream as never)) refuse("streamSeeds", stream, `one of ${variedStreams.join(", ")}`);
  // two seeds with the same 32 bits would train alike under two identities
  for (const [name, value] of [["seed", seed], ...Object.entries(streamSeeds).map(([stream, of]) => [`streamSeeds.${stream}`, of])])
    if (!(Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32))
      refuse(String(name), value, `a whole number from 0 to ${2 ** 32 - 1}`);
}
