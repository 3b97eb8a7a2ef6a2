import { dataOfRun, inspectRun } from "#analysis";
import type { ImageDataset } from "#data";
import { loadWeights, type TrialRecord } from "#experiment";
import { className } from "#report";
import { newPaper } from "#report/files";
import type { ExampleView, NetView } from "../../api/shapes.ts";
import { known, NotThereError, type Tools } from "../tools.ts";

/** Filters that are shown. */
const MOST_FILTERS = 32;
/** Of each snapshot. */
const MOST_OVER_TIME = 12;
/** Examples behind a cell of the confusion that are shown. */
const MOST_EXAMPLES = 24;

interface Looked {
  readonly record: TrialRecord;
  readonly data: ImageDataset;
  readonly inspection: Awaited<ReturnType<typeof inspectRun>>;
}

/** The last nets that were looked into: cells of a confusion are clicked one after the other. */
const looked = new Map<string, Looked>();
const MOST_NETS = 3;

/** Evaluates the net of a finished run on its test examples. Throws NotThereError, and a sentence where its data are not there any more. */
async function lookInto(tools: Tools, id: string): Promise<Looked> {
  const record = await tools.kept.trial(id);
  if (!record) throw new NotThereError(`run ${id}: it is not in this store; it may have been removed`);
  const before = looked.get(id);
  if (before && before.record.attempt === record.attempt) return before;
  const weights = await loadWeights(tools.store, id);
  if (!weights) throw new NotThereError(`run ${id.slice(0, 10)}: its weights were not kept, so there is no net to look into`);
  const data = dataOfRun(record, tools.load);
  const found = { record, data, inspection: await inspectRun(record.config, data, await tools.device(), weights) };
  looked.set(id, found);
  for (const oldest of looked.keys()) {
    if (looked.size <= MOST_NETS) break;
    looked.delete(oldest);
  }
  return found;
}

export async function netView(tools: Tools, { id }: { readonly id: string }): Promise<NetView> {
  const { record, data, inspection } = await lookInto(tools, id);
  const { confusion, layers, filters, mistakes } = inspection;
  const isPicture = filters.shape.length === 3 && (filters.shape[2] ?? 0) > 1;
  const [, height = 0, width = 0] = filters.shape;
  const units = filters.units.slice(0, MOST_FILTERS).map((unit) => pixelsOf(unit, filters.shape));
  const snapshots: NetView["snapshots"][number][] = [];
  const length = filters.shape.reduce((product, one) => product * one, 1);
  if (isPicture)
    for await (const { iteration, floats } of tools.store.snapshots(id)) {
      const shown = Math.min(MOST_OVER_TIME, floats.length / length);
      const own = Array.from({ length: shown }, (_, unit) => pixelsOf(floats.subarray(unit * length, (unit + 1) * length), filters.shape));
      snapshots.push({ iteration, units: own });
    }
  return {
    accuracy: 100 * inspection.accuracy,
    examples: data.test.count,
    classes: confusion.map((_, label) => className(label, record.classNames)),
    confusion,
    layers: layers.map(({ name, units: count, deadUnits, zeros }) => ({ name, units: count, dead: deadUnits, zeros: 100 * zeros })),
    filters: isPicture
      ? { name: filters.name, width, height, of: filters.units.length, scale: Math.max(1e-12, ...units.flat().map(Math.abs)), units }
      : null,
    snapshots,
    mistakes: mistakes.map((mistake) => exampleOf(record, data, mistake)),
  };
}

/** One unit's weights [channels, height, width] as a picture: channels are added up. */
function pixelsOf(unit: ArrayLike<number>, [channels = 0, height = 0, width = 0]: readonly number[]): number[] {
  return Array.from({ length: height * width }, (_, place) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += unit[channel * height * width + place] ?? 0;
    return Number((sum / channels).toPrecision(4));
  });
}

/** The test examples behind a cell of the confusion. */
export async function confusedExamples(
  tools: Tools,
  { id, label, predicted }: { readonly id: string; readonly label: number; readonly predicted: number },
): Promise<ExampleView[]> {
  const { record, data, inspection } = await lookInto(tools, id);
  const found: ExampleView[] = [];
  for (let index = 0; index < data.test.count && found.length < MOST_EXAMPLES; index++)
    if (data.test.labels[index] === label && inspection.predictions[index] === predicted)
      found.push(exampleOf(record, data, { index, label, predicted }));
  return found;
}

function exampleOf(
  { classNames }: TrialRecord,
  data: ImageDataset,
  {
    index,
    label,
    predicted,
    probability,
  }: { readonly index: number; readonly label: number; readonly predicted: number; readonly probability?: number },
): ExampleView {
  return {
    index,
    label: className(label, classNames),
    predicted: className(predicted, classNames),
    probability: known(probability),
    picture: pictureOf(data, index),
  };
}

/** A grey picture as dark ink on light, in a `data:` address; null of what is none. */
export function pictureOf({ test, shape, scale }: ImageDataset, index: number): string | null {
  const { images, features } = test;
  const [channels, height = 0, width = 0] = shape;
  if (shape.length !== 3 || channels !== 1 || !(images instanceof Uint8Array)) return null;
  const pixels = new Uint8Array(4 * width * height);
  for (let place = 0; place < width * height; place++) {
    const ink = 255 - Math.min(255, Math.round(255 * scale * (images[index * features + place] as number)));
    pixels.set([ink, ink, ink, 255], 4 * place);
  }
  return newPaper().png({ width, height, pixels });
}
