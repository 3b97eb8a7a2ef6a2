import type { DataReading } from "#data";
import type { Numbers } from "#engine";
import { parseReading, type TrialRecord } from "#experiment";
import { catalog } from "#regularize";
import { recordedMethods } from "#train";
import { givenOptions } from "./givenOptions.ts";
import { tensorPlaces } from "./netTensors.ts";
import { restingTrainer } from "./openNet.ts";
import type { SavedHeader, SavedNet } from "./savedNet.ts";

/** Nothing is computed where a net is only taken apart. */
const noDevice = { open: () => Promise.reject(new Error("a net that is taken apart has no device")) };

type Kept = Pick<TrialRecord, "id" | "config" | "numerics" | "result">;

/**
 * The net of a finished run: its model, the weights of its chosen iteration, and how the examples of its data were read. Its optimizer's
 * memory is not kept. Throws where the weights are not those of its net.
 */
export function netOfRun({ id, config, numerics, result }: Kept, weights: Numbers, reading: DataReading): SavedNet {
  const values = givenOptions(recordedMethods(config));
  // what acts on whole runs has no part in a net
  const ofRuns = catalog.flatMap(({ stepByStep, options }) => (stepByStep ? options.map(({ name }) => name as string) : []));
  const header: SavedHeader = {
    model: config.model,
    methods: Object.fromEntries(Object.entries(values).filter(([name]) => !ofRuns.includes(name))),
    penalties: [],
    seed: config.seed,
    batch: config.batch,
    iteration: result?.iteration ?? 0,
    numerics,
    data: { ...parseReading(reading), heldOut: 0 },
    run: id,
  };
  const trainer = restingTrainer(header, noDevice);
  const { parameters, evaluated } = trainer.memory;
  // stores of older versions have the parameters alone
  if (weights.length !== evaluated - parameters.offset && weights.length !== parameters.length)
    throw new Error(`run ${id.slice(0, 10)}: its ${weights.length} weights are not those of its net, which has ${parameters.length}`);
  const initial = new Map(trainer.net.graph.states.map((state) => [state.name, state]));
  const tensors = [...tensorPlaces(trainer)].map(([name, { offset, length }]): [string, Numbers] => {
    const first = offset - parameters.offset;
    if (first < weights.length) return [name, weights.slice(first, first + length)];
    return [name, new Float32Array(length).fill(initial.get(name)?.initial ?? 0)];
  });
  return { header, tensors: new Map(tensors) };
}
