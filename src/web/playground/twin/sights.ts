import { type Numbers, type Parameter, size } from "#engine";
import type { DropoutSite } from "#nn";
import { hiddenUnits, type Masks, predictedClass, removeUnits, softmaxRows } from "#train";
import { FEATURES } from "./digits.ts";
import { edgesOfNet } from "./edges.ts";
import { keptUnits } from "./keptUnits.ts";
import {
  type Activity,
  type Inside,
  NO_ANSWER,
  type Pass,
  type Removed,
  type Shown,
  type Sight,
  type StageEdges,
  type UnitWeights,
} from "./seen.ts";
import { laneOf, OWN, TEST, type Twin } from "./twin.ts";

/** Shows a twin one image: whole, with units taken away, and under the masks of its last step unless it is to be `isWhole` alone. */
export function sightOf(twin: Twin, shown: Shown, removed: Removed, isWhole = false): Promise<Sight> {
  const rates = twin.rates();
  const drops = !isWhole && rates.some((rate) => rate > 0);
  const isTaken = removed.some((units) => units.length > 0);
  return withoutUnits(twin, removed, () =>
    sightUnder(twin, shown, { rates, ...(drops && { iteration: Math.max(1, twin.step) }), edgesAreWhole: isTaken }),
  );
}

interface Under {
  /** Of the dropout layers. */
  readonly rates: readonly number[];
  /** Whose masks the thinned net has; without it there is none. */
  readonly iteration?: number;
  /** The edges are those of the whole net, though there is a thinned one. */
  readonly edgesAreWhole?: boolean;
}

/** One image through a net as it is, whole and under masks. */
export async function sightUnder(twin: Twin, shown: Shown, { rates, iteration, edgesAreWhole = false }: Under): Promise<Sight> {
  const { step, seed, stages } = twin;
  const rateOf = (site: DropoutSite | undefined) => rates[twin.net.dropouts.findIndex(({ name }) => name === site?.name)] ?? 0;
  const whole = await pass(twin, shown);
  const thinned = iteration === undefined ? null : await pass(twin, shown, { iteration });
  return {
    ...{ step, whole, thinned },
    edges: await edgesOf(twin, thinned && !edgesAreWhole ? thinned : whole),
    // of several dropout layers one behind another all
    rates: stages.map(({ sites = [] }) => {
      const [rate = 0, ...others] = sites.map(rateOf);
      return others.length ? 1 - others.reduce((kept, one) => kept * (1 - one), 1 - rate) : rate;
    }),
    weightRates: stages.map(({ weightSite }) => rateOf(weightSite)),
    kept: stages.map((stage) => {
      const rate = rateOf(stage.masked?.site);
      return iteration !== undefined && rate > 0 ? (keptUnits(stage, { seed, iteration, rate }) ?? null) : null;
    }),
  };
}

/** The strongest edges between dense stages of what is seen. */
export async function edgesOf(twin: Twin, { values }: Pass): Promise<StageEdges[]> {
  const kernels: (Numbers | null)[] = [];
  for (const { kernel } of twin.stages) kernels.push(kernel?.shape.length === 2 ? await twin.trainer.read(kernel) : null);
  return edgesOfNet(twin.face().stages, kernels, values);
}

/** The class of an image, or NO_ANSWER. */
export function answerOf(logits: Float64Array): number {
  const label = predictedClass(logits);
  return label < 0 ? NO_ANSWER : label;
}

/** What a twin takes the first test images for, with units taken away. */
export async function answersOf(twin: Twin, images: number, removed: Removed): Promise<Uint8Array> {
  const indices = Int32Array.from({ length: Math.min(images, twin.digits.arrived("test")) }, (_, i) => i);
  const { classes } = twin.net;
  return withoutUnits(twin, removed, async () => {
    const logits = await twin.trainer.logits(TEST, indices);
    return Uint8Array.from(indices, (_, i) => answerOf(logits.subarray(i * classes, (i + 1) * classes)));
  });
}

/** What so many thinned nets say of an image, each for itself: [net][class]. */
export async function votesOf(twin: Twin, shown: Shown, nets: number, removed: Removed): Promise<Float32Array> {
  const { classes } = twin.net;
  const votes = new Float32Array(nets * classes);
  const { examples, index } = await placeOf(twin, shown);
  await withoutUnits(twin, removed, async () => {
    for (let net = 0; net < nets; net++) {
      const logits = await twin.trainer.sampledLogits(examples, Int32Array.of(index), net);
      votes.set(probabilitiesOf(twin, logits), net * classes);
    }
  });
  return votes;
}

/** The first kernel and the norms of all. */
export async function insideOf(twin: Twin): Promise<Inside> {
  const kernels = twin.net.graph.parameters.filter(({ role }) => role === "kernel");
  const norms: Inside["norms"][number][] = [];
  let filters: Inside["filters"] = null;
  for (const [k, kernel] of kernels.entries()) {
    const values = Float32Array.from(await twin.trainer.read(kernel));
    if (k === 0) filters = { shape: kernel.shape, values };
    const [units = 1] = kernel.shape;
    const length = values.length / units;
    norms.push({
      name: kernel.name,
      units: Float32Array.from({ length: units }, (_, unit) => norm(values.subarray(unit * length, (unit + 1) * length))),
      whole: norm(values),
    });
  }
  return { step: twin.step, filters, norms };
}

const BINS = 24;

/** How active the units of each activation layer are on the first test images, without dropout. */
export async function activityOf(twin: Twin, images = 80): Promise<Activity> {
  const stages = twin.stages.filter(({ kind, activation }) => activation && kind !== "logits");
  const count = Math.min(images, twin.digits.arrived("test"));
  const indices = Int32Array.from({ length: count }, (_, i) => i);
  const layers: Activity["layers"][number][] = [];
  await twin.aside(() =>
    twin.trainer.observe(
      TEST,
      indices,
      stages.map(({ tensor }) => tensor),
      (values, lanes, used) => {
        for (const [k, stage] of stages.entries()) layers.push(histogram(stage.name, size(stage.shape), values[k] as Numbers, lanes, used));
      },
    ),
  );
  return { step: twin.step, images: count, layers };
}

function histogram(name: string, units: number, values: Numbers, lanes: number, used: number): Activity["layers"][number] {
  let [silent, most] = [0, 0];
  const each = (see: (value: number) => void) => {
    for (let unit = 0; unit < units; unit++) for (let lane = 0; lane < used; lane++) see(Math.abs(values[unit * lanes + lane] as number));
  };
  each((value) => {
    if (value === 0) silent++;
    most = Math.max(most, value);
  });
  const bins = new Float32Array(BINS);
  const all = units * used;
  each((value) => {
    if (value > 0)
      bins[Math.min(BINS - 1, Math.floor((value / most) * BINS))] =
        (bins[Math.min(BINS - 1, Math.floor((value / most) * BINS))] ?? 0) + 1 / all;
  });
  return { name, silent: silent / all, bins, most };
}

/** The incoming weights of one unit of a stage. */
export async function unitWeightsOf(twin: Twin, stage: number, unit: number): Promise<UnitWeights | null> {
  const { kernel, bias } = twin.stages[stage] ?? {};
  if (!kernel || !bias) return null;
  const values = Float32Array.from(await twin.trainer.read(kernel));
  const length = values.length / (kernel.shape[0] as number);
  return { weights: values.slice(unit * length, (unit + 1) * length), bias: (await twin.trainer.read(bias))[unit] as number };
}

export async function pass(twin: Twin, shown: Shown, masks?: Masks): Promise<Pass> {
  const { examples, index } = await placeOf(twin, shown);
  const { stages } = twin;
  const values: Float32Array[] = [];
  let logits: Float32Array = new Float32Array();
  const tensors = stages.map(({ tensor, masked }) => (masks && masked ? masked.tensor : tensor));
  await twin.trainer.observe(
    examples,
    Int32Array.of(index),
    [twin.net.logits, ...tensors],
    ([outputs, ...others], lanes) => {
      logits = laneOf(outputs as Numbers, lanes, twin.net.logits.shape);
      for (const [i, numbers] of others.entries()) values.push(laneOf(numbers, lanes, (stages[i] as { shape: readonly number[] }).shape));
    },
    masks,
  );
  return { values, logits, probabilities: probabilitiesOf(twin, logits) };
}

const probabilitiesOf = (twin: Twin, logits: ArrayLike<number>): Float32Array =>
  Float32Array.from(softmaxRows(Float64Array.from(logits), twin.net.classes));

/** Where the image is in the twin's data; one's own is put there. */
async function placeOf(twin: Twin, shown: Shown): Promise<{ examples: number; index: number }> {
  if ("test" in shown) return { examples: TEST, index: shown.test };
  await (await twin.trainer.session).overwriteImages(OWN, shown.pixels.subarray(0, FEATURES));
  return { examples: OWN, index: 0 };
}

/** Works with units taken away, and gives them back. */
function withoutUnits<T>(twin: Twin, removed: Removed, work: () => Promise<T>): Promise<T> {
  return twin.aside(async () => {
    if (removed.some((units) => units.length > 0)) {
      const lists = hiddenUnits(twin.net);
      const kernels = new Map<Parameter, Numbers>();
      for (const { readers } of lists) for (const kernel of readers) kernels.set(kernel, await twin.trainer.read(kernel));
      for (const [k, list] of lists.entries()) await removeUnits(twin.trainer, list, removed[k] ?? [], 1, kernels);
    }
    return work();
  });
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
