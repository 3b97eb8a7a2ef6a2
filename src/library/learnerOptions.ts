import { type ImageDataset, ownDataset } from "#data";
import { checkNames, type Device, definedFields, isPlain, type Operations, shown, type Tensor } from "#engine";
import { type ModelSpec, parseModel } from "#nn";
import { adam, type MakeOptimizer } from "#optim";
import { catalog, type MethodOptions, type MethodValues } from "#regularize";
import { MOST_IN_BATCH } from "#train";

/** A regularizer of one's own: a number, composed of the engine's functions, that is added to the loss. */
export interface Penalty {
  readonly name: string;
  /** What the number is multiplied by. */
  readonly strength: number;
  /** `kernels` (unless given): called for the weights of each layer; `activations`: for the output of each hidden activation layer. */
  readonly on?: "kernels" | "activations";
  /** Gives one number for a tensor; end with `ops.sum`. */
  readonly of: (x: Tensor, ops: Operations) => Tensor;
}

/** What opens a device by its name, and refuses what names none. */
export interface Devices<DeviceName extends string> {
  check(name: DeviceName | "auto"): void;
  open(name: DeviceName | "auto"): Promise<Device>;
}

/** What a learner is made of; `DeviceName` are the devices that there are. */
export interface LearnerOptions<DeviceName extends string> {
  readonly model: ModelSpec;
  readonly data: ImageDataset;
  /** Options of the catalog's methods by name: `{ dropout: 0.4, maxNorm: 3 }`; see `droplab methods`. */
  readonly methods?: MethodOptions;
  readonly penalties?: readonly Penalty[];
  /** adam() unless given. */
  readonly optimizer?: MakeOptimizer;
  /** Images in a step; 100 unless given. */
  readonly batch?: number;
  /** Decides the initial weights, the order of the examples and the dropout masks; 1 unless given. */
  readonly seed?: number;
  /** auto unless given: the fastest that is there. */
  readonly device?: DeviceName | "auto";
}

/** What a saved net is loaded with; a net that is only to predict needs nothing but a device, if any. */
export interface LoadOptions<DeviceName extends string>
  extends Partial<Pick<LearnerOptions<DeviceName>, "data" | "optimizer" | "penalties" | "device">> {
  /**
   * Says that the net goes on with other digits than without a break, for some of what it is given is another: numbers of the
   * optimizer, penalties, training examples, the device.
   */
  readonly changed?: boolean;
}

const known = ["model", "data", "methods", "penalties", "optimizer", "batch", "seed", "device"] as const;

/** Options of `Learner.load`, read once. Refuses what is unknown, or of no use without data. */
export function checkLoad<DeviceName extends string>(options: LoadOptions<DeviceName>): LoadOptions<DeviceName> {
  checkNames("Learner.load", options, ["data", "optimizer", "penalties", "device", "changed"]);
  const { data, optimizer, penalties, device, changed } = options;
  if (changed !== undefined && typeof changed !== "boolean") throw new TypeError(`changed: ${shown(changed)} is not true or false`);
  for (const [name, value] of data === undefined ? Object.entries({ optimizer, penalties, changed }) : [])
    if (value !== undefined)
      throw new TypeError(
        `Learner.load: ${name} is for training on, which needs data; give { data } beside it, or leave it out to predict`,
      );
  return definedFields({ data, optimizer, penalties, device, changed }) as LoadOptions<DeviceName>;
}

const whole = (value: unknown, least: number, most: number) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

/** Refuses what a learner could not be made of, each with a sentence; gives all, read once and checked, with what is used unless given. */
export function checkLearner<DeviceName extends string>(options: LearnerOptions<DeviceName>): Required<LearnerOptions<DeviceName>> {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`Learner: ${shown(options)} is no object of options: model and data at least`);
  checkNames("Learner", options, known); // `learningRate` belongs to an optimizer
  const { model, data, methods, penalties = [], optimizer, batch = 100, seed = 1, device = "auto" } = options;
  if (typeof model !== "object" || model === null)
    throw new TypeError(`model: ${shown(model)} is no model; give one, such as lenet() or mlp([256]), or read one with parseModel`);
  const own = ownDataset(data);
  checkMethods(methods);
  // `sgd` itself, which was not called, takes nothing that it needs
  if (optimizer !== undefined && (typeof optimizer !== "function" || optimizer.length !== 1))
    throw new TypeError("optimizer: that is no optimizer; call one, such as sgd({ learningRate: 0.1 })");
  if (!whole(batch, 1, MOST_IN_BATCH)) throw new RangeError(`batch: ${shown(batch)} is not a whole number from 1 to ${MOST_IN_BATCH}`);
  if (!whole(seed, 0, 2 ** 32 - 1)) throw new RangeError(`seed: ${shown(seed)} is not a whole number from 0 to ${2 ** 32 - 1}`);
  if (!Array.isArray(penalties)) throw new TypeError(`penalties: ${shown(penalties)} is no list of penalties`);
  const added = penalties.map(checkedPenalty);
  const twice = added.find(({ name }, i) => added.findIndex((other) => other.name === name) < i);
  if (twice) throw new Error(`penalty ${twice.name}: there are two of this name; each needs one of its own`);
  return {
    model: parseModel(model),
    data: own,
    methods: { ...methods },
    penalties: added,
    optimizer: optimizer ?? adam(),
    batch,
    seed,
    device,
  };
}

/** Options of methods must come as an object; each is checked where they are used. */
export function checkMethods(methods: MethodOptions | null | undefined): void {
  if (methods !== undefined && (typeof methods !== "object" || methods === null || Array.isArray(methods)))
    throw new TypeError(`methods: ${shown(methods)} is no object of options, such as { dropout: 0.4 }`);
  if (methods !== undefined && !isPlain(methods))
    throw new TypeError("methods: that is an object of a class, whose options may be hidden; give a plain one, such as { dropout: 0.4 }");
}

function checkedPenalty(penalty: Penalty): Penalty {
  if (typeof penalty !== "object" || penalty === null) throw new TypeError(`penalty: ${shown(penalty)} is none`);
  const { name, strength, on = "kernels", of } = penalty;
  if (typeof name !== "string" || !name) throw new TypeError(`penalty: ${shown(name)} is no name`);
  checkNames(`penalty ${name}`, penalty, ["name", "strength", "on", "of"], "field", { mayBeOfClass: true });
  if (typeof strength !== "number" || !Number.isFinite(Math.fround(strength)))
    throw new RangeError(`penalty ${name}: strength: ${shown(strength)} is no number`);
  if (on !== "kernels" && on !== "activations") throw new RangeError(`penalty ${name}: on: ${shown(on)} is not kernels or activations`);
  if (typeof of !== "function") throw new TypeError(`penalty ${name}: of: ${shown(of)} is no function of a tensor and the operations`);
  return { name, strength, on, of: of.bind(penalty) };
}

/** Methods that only whole trials can have. */
export function refuseUnused(values: MethodValues): void {
  for (const {
    isOn,
    stepByStep,
    options: [main],
  } of catalog)
    if (stepByStep && isOn(values)) throw new Error(`${main?.name}: a learner has no use for it; ${stepByStep}, or use runTrials`);
}

/** An optimizer of one's own may be anything; one that lacks its parts is refused. */
export const checkedOptimizer =
  (make: MakeOptimizer): MakeOptimizer =>
  (graph) => {
    const made = make(graph);
    if (typeof made?.feed !== "function" || typeof made.emit !== "function" || !Array.isArray(made.fed) || !Array.isArray(made.slots))
      throw new TypeError(`optimizer: it makes ${shown(made)}, no optimizer; call one, such as sgd({ learningRate: 0.1 })`);
    return made;
  };
