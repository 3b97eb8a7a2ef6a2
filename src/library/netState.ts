import { areNumbers, type Cell, sha256, shown, typedArrayName } from "#engine";
import { catalog, type MethodOptions, type MethodValues, methodOptions, methodValues } from "#regularize";
import type { Checkpoint, Trainer } from "#train";
import { tensorPlaces } from "#trained";

/** A learner's training so far: see `Learner.checkpoint`. */
export interface LearnerCheckpoint {
  readonly iteration: number;
  readonly state: Checkpoint;
  readonly methods: MethodOptions;
  /** What the state is of: a learner that says otherwise refuses it. */
  readonly net: string;
}

/** A copy of what `checkpoint` gave. Throws for what is none. */
export function ownCheckpoint(checkpoint: LearnerCheckpoint): LearnerCheckpoint {
  const { iteration, state, methods, net } = checkpoint ?? {};
  if (!areNumbers(state) || typeof methods !== "object" || methods === null || typeof net !== "string")
    throw new TypeError("restore: that is no checkpoint; give what checkpoint() gave, kept with structuredClone, not as JSON");
  if (!Number.isInteger(iteration) || iteration < 0 || iteration > 1e9)
    throw new RangeError(`restore: iteration: ${shown(iteration)} is not a whole number from 0 to 1000000000`);
  // a copy has as many numbers as there are, whatever was written over the length
  const own = typedArrayName(state) === "Float32Array" ? new Float32Array(state) : new Float64Array(state);
  return { iteration, state: own, methods: methodValues(methods), net };
}

/** What training changes in a net, as one checkpoint. */
export class NetState {
  readonly #trainer: Trainer;
  readonly #net: () => string;
  readonly #choices: Readonly<Record<string, string>>;

  /** `others` says what else a state is of: the model, the data, the optimizer, the penalties; asked for when it is needed. */
  constructor(trainer: Trainer, methods: MethodValues, others: () => string) {
    this.#trainer = trainer;
    this.#choices = choicesOf(methods);
    const { graph } = trainer.net;
    const tensors = [...graph.parameters, ...graph.states].map(({ name, shape }) => `${name} ${shape}`);
    const cells = [...trainer.memory.layout.cells.keys()].map(({ name }: Cell) => name);
    // gradient clipping has a cell in every net, and its instructions only in one that was made with it
    const made = catalog.filter(({ isBuiltIn, isOn }) => isBuiltIn && isOn(methods)).map(({ name }) => name);
    const own = [...tensors, ...trainer.memory.slots.keys(), ...cells, ...made, ...Object.values(this.#choices)].join("; ");
    this.#net = () => sha256(`${own}; ${others()}`);
  }

  async checkpoint(iteration: number, methods: MethodValues): Promise<LearnerCheckpoint> {
    return { iteration, state: await this.#trainer.checkpoint(), methods: methodValues(methods), net: this.#net() };
  }

  /** Puts back a checkpoint of `ownCheckpoint`, and gives its options of methods and its iteration. Nothing is changed where it throws. */
  async restore({
    iteration,
    state,
    methods,
    net,
  }: LearnerCheckpoint): Promise<{ readonly methods: MethodValues; readonly iteration: number }> {
    const values = methodValues(methods);
    if (
      net !== this.#net() ||
      state.length !== this.#trainer.memory.lasting ||
      String(Object.values(choicesOf(values))) !== String(Object.values(this.#choices))
    )
      throw new Error(
        "restore: the checkpoint is of another net; restore it in a learner of the same model, data, seed, batch, optimizer, methods and penalties",
      );
    const { layout } = this.#trainer.memory;
    for (const [name, { offset, length }] of [
      ["a cell", { offset: 0, length: layout.cells.size }] as const,
      ...tensorPlaces(this.#trainer),
    ])
      if (!state.subarray(offset, offset + length).every((value) => Math.abs(value) <= 3.4028234663852886e38))
        throw new Error(`restore: ${name} holds what is no number; the net had diverged, or the checkpoint is damaged`);
    for (const { name, at, value } of this.#trainer.methodCells(values))
      if (Math.fround(state[at] as number) !== Math.fround(value))
        throw new Error(
          `restore: the checkpoint's methods and its state say two things of ${name}; restore it as it was, and call set after it`,
        );
    await this.#trainer.restore(state);
    return { methods: values, iteration };
  }
}

/** The options that are built into a net. */
const choicesOf = (values: MethodValues): Readonly<Record<string, string>> =>
  Object.fromEntries(methodOptions.filter(({ builtIn }) => builtIn).map(({ name }) => [name, String(values[name])]));
