import type { ByteExamples } from "#engine";
import { softmaxRows, type Trainer } from "#train";

/** So many examples go to the device at once. */
const GIVEN_AT_ONCE = 80;

/** What a net makes of new examples, [example][class], by way of a data set with room for some. Throws where that is no number. */
export async function predictedRows(trainer: Trainer, room: number, images: Float64Array, features: number): Promise<Float64Array[]> {
  const { classes, hasProbabilities } = trainer.net;
  const session = await trainer.session;
  const rows: Float64Array[] = [];
  for (let first = 0; first < images.length; first += GIVEN_AT_ONCE * features) {
    const some = images.subarray(first, first + GIVEN_AT_ONCE * features);
    await session.overwriteImages(room, some);
    const logits = await trainer.logits(
      room,
      Int32Array.from({ length: some.length / features }, (_, i) => i),
    );
    const predictions = hasProbabilities ? softmaxRows(logits, classes) : logits;
    for (let at = 0; at < predictions.length; at += classes) {
      const row = predictions.slice(at, at + classes);
      if (!row.every(Number.isFinite)) await refuse(trainer, rows.length);
      rows.push(row);
    }
  }
  return rows;
}

async function refuse(trainer: Trainer, example: number): Promise<never> {
  if (!(await trainer.hasNumbers())) throw new Error("the net gives no numbers: its weights are none; restore a checkpoint from before");
  throw new RangeError(
    `images: example ${example} is too large for this net, which makes no numbers of it; give numbers like those of the data`,
  );
}

/** An empty data set for some examples like these. */
export function roomLike({ features }: ByteExamples): ByteExamples {
  return { images: new Float32Array(GIVEN_AT_ONCE * features), labels: new Uint8Array(GIVEN_AT_ONCE), features, count: GIVEN_AT_ONCE };
}
