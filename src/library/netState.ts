import { areNumbers, type Cell, type Numbers, sha256, shown, size, typedArrayName } from "#engine";
import { catalog, type MethodOptions, type MethodValues, methodOptions, methodValues } from "#regularize";
import type { Checkpoint, Trainer } from "#train";

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

/** What training changes in a net: as one checkpoint, or tensor by tensor for a file. */
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
    for (const [name, { offset, length }] of this.#places({ cells: true }))
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

  /** Parameters, running statistics and the optimizer's memory, by name. Throws for a net that is no number. */
  async tensors(): Promise<Map<string, Numbers>> {
    const tensors = new Map<string, Numbers>();
    const session = await this.#trainer.session;
    for (const [name, { offset, length }] of this.#places({ cells: false })) {
      const values = await session.read(offset, length);
      if (!values.every(Number.isFinite))
        throw new Error(`save: ${name} holds what is no number: the net has diverged; restore a checkpoint from before`);
      tensors.set(name, values);
    }
    return tensors;
  }

  /** Puts back what `tensors` gave. */
  async fill(tensors: ReadonlyMap<string, Numbers>, file: string): Promise<void> {
    const places = [...this.#places({ cells: false })];
    const found = [...tensors].map(([name, { length }]) => `${name} ${length}`).sort();
    const wanted = places.map(([name, { length }]) => `${name} ${length}`).sort();
    if (String(found) !== String(wanted)) {
      const [first = ""] = found.filter((each) => !wanted.includes(each));
      throw new Error(`${file}: ${first || "a tensor"} is not what this net has; the file is damaged, save the net again`);
    }
    for (const [name] of places)
      if (!tensors.get(name)?.every(Number.isFinite)) throw new Error(`${file}: ${name} holds what is no number`);
    const session = await this.#trainer.session;
    for (const [name, { offset }] of places) await session.write(offset, tensors.get(name) as Numbers);
  }

  /** Where the parts are that training depends on, padding excluded. */
  *#places({ cells }: { readonly cells: boolean }): Generator<[name: string, { offset: number; length: number }]> {
    const { graph, losses, counts } = this.#trainer.net;
    const { layout, slots } = this.#trainer.memory;
    if (cells) yield ["a cell", { offset: 0, length: layout.cells.size }];
    // training does not depend on these two, in which −∞ may stand
    for (const tensor of [...graph.parameters, ...graph.states])
      if (tensor !== losses && tensor !== counts)
        yield [tensor.name, { offset: layout.buffers.get(tensor)?.offset ?? 0, length: size(tensor.shape) }];
    for (const [name, { offset = 0, length }] of slots) yield [`optimizer.${name}`, { offset, length }];
  }
}

/** The options that are built into a net. */
const choicesOf = (values: MethodValues): Readonly<Record<string, string>> =>
  Object.fromEntries(methodOptions.filter(({ builtIn }) => builtIn).map(({ name }) => [name, String(values[name])]));
