import { dataOfRun, exampleActivations } from "#analysis";
import { drawsMasks, loadWeights } from "#experiment";
import { className } from "#report";
import type { ActivationsView } from "../../api/shapes.ts";
import { known, NotThereError, type Tools } from "../tools.ts";
import { pictureOf } from "./netView.ts";

/** Feature maps and units of a layer that are shown. */
const [MOST_MAPS, MOST_UNITS] = [16, 512];

interface ExampleAsked {
  readonly id: string;
  readonly index: number;
  /** Of which thinned net, from 0; of the whole net unless given. */
  readonly mask?: number | undefined;
}

/** What the net of a run makes of one test example. */
export async function exampleView(tools: Tools, { id, index, mask }: ExampleAsked): Promise<ActivationsView> {
  const record = await tools.kept.trial(id);
  const weights = record && (await loadWeights(tools.store, id));
  if (!record || !weights) throw new NotThereError(`run ${id.slice(0, 10)}: its weights were not kept, so there is no net to look into`);
  const data = dataOfRun(record, tools.load);
  if (index >= data.test.count)
    throw new RangeError(`index: there are ${data.test.count} test examples, so it is a number from 0 to ${data.test.count - 1}`);
  const { logits, probabilities, layers } = await exampleActivations(record.config, data, await tools.device(), weights, { index, mask });
  const highest = logits.indexOf(Math.max(...logits));
  const nameOf = (label: number) => className(label, record.classNames);
  return {
    index,
    mask: mask ?? null,
    hasMasks: drawsMasks(record.config),
    examples: data.test.count,
    label: nameOf(data.test.labels[index] as number),
    predicted: nameOf(highest),
    probability: known(probabilities?.[highest]),
    picture: pictureOf(data, index),
    classes: logits.map((_, label) => nameOf(label)),
    logits: logits.map(known),
    probabilities: probabilities?.map(known) ?? null,
    layers: layers.map(({ name, shape, values }) => {
      const [units = 0, height = 1, width = 1] = shape;
      const positions = height * width;
      const count = Math.min(units, positions > 1 ? MOST_MAPS : MOST_UNITS);
      const shown = Array.from({ length: count }, (_, unit) =>
        values.slice(unit * positions, (unit + 1) * positions).map((value) => Number(value.toPrecision(4))),
      );
      return { name, units, width, height, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12), shown };
    }),
  };
}
