import { type DataReading, stubOf } from "#data";
import type { Device } from "#engine";
import { buildNet, withClasses } from "#nn";
import { withDefaults } from "#regularize";
import { Trainer, type TrainerOptions } from "#train";
import { givenImages, type ImageScale } from "./givenImages.ts";
import { fillTensors } from "./netTensors.ts";
import { predictedRows, roomLike } from "./predictedRows.ts";
import { restingOptimizer } from "./restingOptimizer.ts";
import type { SavedHeader, SavedNet } from "./savedNet.ts";

const GIVEN = 2;

/** A net that answers. */
export interface OpenNet {
  readonly reading: DataReading;
  /** Whether its outputs are probabilities: not those of a net that was trained with the squared error. */
  readonly hasProbabilities: boolean;
  /** [example][class]; the numbers are read as givenImages says. Throws a sentence for numbers that are none of such data. */
  predict(images: ArrayLike<number>, scale: ImageScale | undefined): Promise<Float64Array[]>;
}

/** The net of a file, with its weights, on a device. Throws a sentence where its parts do not fit together. */
export async function openNet(net: SavedNet, device: Device, file: string): Promise<OpenNet> {
  const { header } = net;
  const trainer = restingTrainer(header, device);
  await fillTensors(trainer, net, file);
  const { data: reading } = header;
  const data = stubOf(reading);
  return {
    reading,
    hasProbabilities: trainer.net.hasProbabilities,
    predict: (images, scale) =>
      predictedRows(trainer, GIVEN, givenImages(images, { data, range: reading.pixels, scale, takesUnlike: true }), data.train.features),
  };
}

/** The net that a header tells of, as it was before it learnt anything, with room for the optimizer's memory; it makes no steps. */
export function restingTrainer(header: SavedHeader, device: TrainerOptions["device"]): Trainer {
  const { model, madeWith, methods, optimizer, seed, batch, data: reading } = header;
  const values = withDefaults(madeWith ?? methods);
  const data = stubOf(reading);
  return new Trainer({
    net: buildNet(withClasses(model, data.classes), { input: data.shape, scale: data.scale, dropoutKind: values.dropoutKind }),
    optimizer: restingOptimizer(optimizer?.slots ?? []),
    methods: values,
    batch,
    device,
    examples: [data.train, data.test, roomLike(data.test)],
    seed,
  });
}
