import type { ImageDataset } from "#data";
import { type Device, type Numbers, size, type Tensor } from "#engine";
import type { Net } from "#nn";
import { predictedClass, reviveTrial, softmaxRows, type TrialConfig } from "#train";

/** What one hidden activation layer gives for the inspected images. */
export interface LayerActivity {
  readonly name: string;
  /** Units of a dense layer, or feature maps. */
  readonly units: number;
  /** Units that are 0 or below on every inspected image. */
  readonly deadUnits: number;
  /** The share of activations that are exactly 0. */
  readonly zeros: number;
  /** The mean activation of each unit over the images. */
  readonly meanOfUnits: readonly number[];
  /** Activations sampled evenly over units and images. */
  readonly sample: readonly number[];
}

/** An image that the net takes for another class. */
export interface Mistake {
  /** Its place in the test examples. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Of the predicted class; undefined of a net whose outputs are no probabilities. */
  readonly probability?: number;
}

/** A look into the net of one finished trial. */
export interface Inspection {
  /** On the test examples with the kept weights, in [0, 1]. */
  readonly accuracy: number;
  /** `confusion[label][predicted]`: how many test examples; those that got no class are in none. */
  readonly confusion: readonly (readonly number[])[];
  /** The predicted class of each test example; −1 where a logit is no number. */
  readonly predictions: Int16Array;
  /** The mistakes that give the right class the least probability, or the least output where these are none. */
  readonly mistakes: readonly Mistake[];
  readonly layers: readonly LayerActivity[];
  /** The first layer's weights [unit][weight], and the shape of one unit's: [channels, height, width] or [features]. */
  readonly filters: { readonly name: string; readonly shape: readonly number[]; readonly units: readonly Numbers[] };
  /** How many test examples the activations are of. */
  readonly images: number;
}

const TEST = 1;
const MOST_IMAGES = 1000;
const MOST_MISTAKES = 12;
/** Activations kept of a layer. */
const SAMPLE = 20000;

/** Evaluates the net of a finished trial with its kept weights on the test examples, and looks at its hidden layers. */
export async function inspectTrial(config: TrialConfig, data: ImageDataset, device: Device, weights: Numbers): Promise<Inspection> {
  const trainer = await reviveTrial(config, data, device, weights, (net) => net.activations.map(({ output }) => output));
  const { net } = trainer;
  const indices = Int32Array.from({ length: data.test.count }, (_, i) => i);
  const logits = await trainer.logits(TEST, indices);
  const seen = indices.subarray(0, MOST_IMAGES);
  const tensors = net.activations.map(({ output }) => output);
  const counters = tensors.map((tensor) => new ActivityCounter(tensor, seen.length));
  await trainer.observe(TEST, seen, tensors, (values, lanes, count) => {
    for (const [layer, counter] of counters.entries()) counter.add(values[layer] as Numbers, lanes, count);
  });
  const kernel = net.graph.parameters.find(({ role }) => role === "kernel");
  if (!kernel) throw new Error("a net without kernels cannot be inspected");
  const [units = 0, ...shape] = kernel.shape;
  const kernelValues = await trainer.read(kernel);
  const length = size(shape);
  return {
    ...judge(logits, data.test.labels, net),
    layers: counters.map((counter) => counter.activity()),
    filters: {
      name: kernel.name,
      shape: shape.length === 1 && length === size(data.shape) ? data.shape : shape,
      units: Array.from({ length: units }, (_, unit) => kernelValues.slice(unit * length, (unit + 1) * length)),
    },
    images: seen.length,
  };
}

/** The class that the net of a finished trial gives each test example. */
export async function predictTest(config: TrialConfig, data: ImageDataset, device: Device, weights: Numbers): Promise<Int16Array> {
  const trainer = await reviveTrial(config, data, device, weights, () => []);
  const logits = await trainer.logits(
    TEST,
    Int32Array.from({ length: data.test.count }, (_, i) => i),
  );
  return judge(logits, data.test.labels, trainer.net).predictions;
}

/** Counts predictions; logits [example][class]. */
function judge(
  logits: Float64Array,
  labels: Uint8Array,
  { classes, hasProbabilities }: Pick<Net, "classes" | "hasProbabilities">,
): Pick<Inspection, "accuracy" | "confusion" | "predictions" | "mistakes"> {
  const outputs = hasProbabilities ? softmaxRows(logits, classes) : logits;
  const confusion = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  const mistakes: { readonly mistake: Mistake; readonly ofLabel: number }[] = [];
  let wrong = 0;
  const predictions = Int16Array.from(labels, (label, index) => {
    const row = outputs.subarray(index * classes, (index + 1) * classes);
    const predicted = predictedClass(logits.subarray(index * classes, (index + 1) * classes));
    if (predicted !== label) wrong++;
    if (predicted < 0) return predicted;
    (confusion[label] as number[])[predicted] = (confusion[label]?.[predicted] ?? 0) + 1;
    if (predicted !== label)
      mistakes.push({
        mistake: { index, label, predicted, ...(hasProbabilities && { probability: row[predicted] as number }) },
        ofLabel: row[label] as number,
      });
    return predicted;
  });
  return {
    accuracy: 1 - wrong / labels.length,
    confusion,
    predictions,
    mistakes: mistakes
      .sort((a, b) => a.ofLabel - b.ofLabel)
      .slice(0, MOST_MISTAKES)
      .map(({ mistake }) => mistake),
  };
}

/** Adds up what a tensor [unit, …positions] gives, image after image. */
class ActivityCounter {
  readonly #name: string;
  readonly #units: number;
  readonly #positions: number;
  readonly #every: number;
  readonly #sums: Float64Array;
  /** Which units were other than 0 for some example. */
  readonly #awake: Uint8Array;
  readonly #sample: number[] = [];
  #zeros = 0;
  #images = 0;
  #read = 0;

  constructor({ name, shape }: Tensor, images: number) {
    const [units = 1] = shape;
    this.#name = name;
    this.#units = units;
    this.#positions = size(shape) / units;
    this.#every = Math.max(1, Math.ceil((size(shape) * images) / SAMPLE));
    this.#sums = new Float64Array(units);
    this.#awake = new Uint8Array(units);
  }

  add(values: Numbers, lanes: number, count: number): void {
    for (let place = 0; place < this.#units * this.#positions; place++) {
      const unit = Math.floor(place / this.#positions);
      for (let lane = 0; lane < count; lane++) {
        const value = values[place * lanes + lane] as number;
        this.#sums[unit] = (this.#sums[unit] as number) + value;
        if (value === 0) this.#zeros++;
        else this.#awake[unit] = 1;
        if (this.#read++ % this.#every === 0) this.#sample.push(value);
      }
    }
    this.#images += count;
  }

  activity(): LayerActivity {
    const each = this.#positions * this.#images;
    return {
      name: this.#name,
      units: this.#units,
      deadUnits: this.#awake.reduce((dead, awake) => dead + 1 - awake, 0),
      zeros: this.#zeros / (each * this.#units),
      meanOfUnits: Array.from(this.#sums, (sum) => sum / each),
      sample: this.#sample,
    };
  }
}
