import { createHash } from "node:crypto";
import { type Cell, shown, size, typedArrayName } from "#engine";
import { catalog, type MethodOptions, type MethodValues, methodCells, methodOptions, methodValues } from "#regularize";
import type { Checkpoint, Trainer } from "#train";

/** A learner's training so far: see `Learner.checkpoint`. */
export interface LearnerCheckpoint {
  readonly iteration: number;
  readonly state: Checkpoint;
  readonly methods: MethodOptions;
  /** What the state is of: a learner that says otherwise refuses it. */
  readonly net: string;
}

/** Counts that training does not depend on; logits of −∞ may stand in them. */
const passing = ["losses", "counts"];

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
    const made = catalog.filter(({ attach, prepare, isOn }) => (attach || prepare) && isOn(methods)).map(({ name }) => name);
    const own = [...tensors, ...trainer.memory.slots.keys(), ...cells, ...made, ...Object.values(this.#choices)].join("; ");
    this.#net = () => createHash("sha256").update(`${own}; ${others()}`).digest("hex");
  }

  checkpoint(iteration: number, methods: MethodValues): LearnerCheckpoint {
    return { iteration, state: this.#trainer.checkpoint(), methods: methodValues(methods) as MethodOptions, net: this.#net() };
  }

  /** Puts back a checkpoint and gives its options of methods and its iteration. Nothing is changed where it throws. */
  restore(checkpoint: LearnerCheckpoint): { readonly methods: MethodValues; readonly iteration: number } {
    const { iteration, state: given, methods, net } = checkpoint ?? {};
    if (typedArrayName(given) !== "Float64Array" || typeof methods !== "object" || typeof net !== "string")
      throw new TypeError("restore: that is no checkpoint; give what checkpoint() gave, kept with structuredClone, not as JSON");
    if (!Number.isInteger(iteration) || iteration < 0 || iteration > 1e9)
      throw new RangeError(`restore: iteration: ${shown(iteration)} is not a whole number from 0 to 1000000000`);
    const values = methodValues(methods);
    const state = new Float64Array(given as Float64Array);
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
    for (const [name, value] of Object.entries(methodCells(values, this.#trainer.net))) {
      const [, offset = 0] = [...this.#trainer.memory.layout.cells].find(([cell]) => cell.name === name) ?? [];
      if (Math.fround(state[offset] as number) !== Math.fround(value))
        throw new Error(
          `restore: the checkpoint's methods and its state say two things of ${name}; restore it as it was, and call set after it`,
        );
    }
    this.#trainer.restore(state);
    return { methods: values, iteration };
  }

  /** Parameters, running statistics and the optimizer's memory, by name. Throws for a net that is no number. */
  tensors(): Map<string, Float64Array> {
    const tensors = new Map<string, Float64Array>();
    for (const [name, { offset, length }] of this.#places({ cells: false })) {
      const values = this.#trainer.session.read(offset, length);
      if (!values.every(Number.isFinite))
        throw new Error(`save: ${name} holds what is no number: the net has diverged; restore a checkpoint from before`);
      tensors.set(name, values);
    }
    return tensors;
  }

  /** Puts back what `tensors` gave. */
  fill(tensors: ReadonlyMap<string, Float64Array>, file: string): void {
    const places = [...this.#places({ cells: false })];
    const found = [...tensors].map(([name, { length }]) => `${name} ${length}`).sort();
    const wanted = places.map(([name, { length }]) => `${name} ${length}`).sort();
    if (String(found) !== String(wanted)) {
      const [first = ""] = found.filter((each) => !wanted.includes(each));
      throw new Error(`${file}: ${first || "a tensor"} is not what this net has; the file is damaged, save the net again`);
    }
    for (const [name] of places)
      if (!tensors.get(name)?.every(Number.isFinite)) throw new Error(`${file}: ${name} holds what is no number`);
    for (const [name, { offset }] of places) this.#trainer.session.write(offset, tensors.get(name) as Float64Array);
  }

  /** Where the parts are that training depends on, padding excluded. */
  *#places({ cells }: { readonly cells: boolean }): Generator<[name: string, { offset: number; length: number }]> {
    const { graph } = this.#trainer.net;
    const { layout, slots } = this.#trainer.memory;
    if (cells) yield ["a cell", { offset: 0, length: layout.cells.size }];
    for (const tensor of [...graph.parameters, ...graph.states])
      if (!passing.includes(tensor.name))
        yield [tensor.name, { offset: layout.buffers.get(tensor)?.offset ?? 0, length: size(tensor.shape) }];
    for (const [name, { offset = 0, length }] of slots) yield [`optimizer.${name}`, { offset, length }];
  }
}

/** The options that are built into a net. */
const choicesOf = (values: MethodValues): Readonly<Record<string, string>> =>
  Object.fromEntries(methodOptions.filter(({ builtIn }) => builtIn).map(({ name }) => [name, String(values[name])]));
