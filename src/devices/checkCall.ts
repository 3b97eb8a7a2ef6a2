import { type ByteExamples, type Call, type Program, shown, typedArrayName } from "#engine";
import { reserve } from "./reserve.ts";

/** Offsets in code have 31 bits. */
const MOST_CELLS = 2 ** 31 - 1;

/** Refuses an arena of no size, and examples that hold less than they say: every device trusts what has passed here. */
export function checkOpening(cells: number, examples: readonly ByteExamples[]): void {
  if (!isWhole(cells, 0, Number.MAX_SAFE_INTEGER)) throw new RangeError(`cells: ${shown(cells)} is not a whole number from 0`);
  if (cells > MOST_CELLS)
    reserve(4 * cells, () => {
      throw new RangeError("more than code can name");
    });
  for (const { images, labels, features, count } of examples) {
    const kind = typedArrayName(images);
    if (kind !== "Uint8Array" && kind !== "Float32Array") throw new TypeError("images: they are no Uint8Array and no Float32Array");
    if (typedArrayName(labels) !== "Uint8Array") throw new TypeError("labels: they are no Uint8Array");
    if (!isWhole(features, 1, 2 ** 31 - 1)) throw new RangeError(`features: ${shown(features)} is not a whole number from 1`);
    if (!isWhole(count, 0, 2 ** 31 - 1)) throw new RangeError(`count: ${shown(count)} is not a whole number from 0`);
    if (images.length < count * features || labels.length < count)
      throw new RangeError(
        `count: ${count} examples of ${features} features are more than the ${images.length} numbers and ${labels.length} labels`,
      );
  }
}

/** Refuses a call that names examples which are not there, or has other arrays than devices take. */
export function checkCall(program: Program, call: Call, examples: readonly Pick<ByteExamples, "count">[]): void {
  const { batch, lanes, feed } = program;
  if (typedArrayName(program.code) !== "Int32Array") throw new TypeError("program: its code is no Int32Array");
  if (!isWhole(batch, 1, 2 ** 30) || !isWhole(lanes, batch, 2 ** 30) || lanes % 16 !== 0)
    throw new RangeError(
      `program: batch ${shown(batch)} is not a whole number from 1, or lanes ${shown(lanes)} not its next multiple of 16`,
    );
  if (typedArrayName(call.indices) !== "Int32Array") throw new TypeError("indices: they are no Int32Array");
  if (typedArrayName(call.feed) !== "Float64Array") throw new TypeError("feed: it is no Float64Array");
  for (const name of ["seed", "iteration"] as const)
    if (!isWhole(call[name], 0, 2 ** 32 - 1))
      throw new RangeError(`${name}: ${shown(call[name])} is not a whole number from 0 to ${2 ** 32 - 1}`);
  const steps = Math.ceil(call.indices.length / batch);
  if (call.feed.length < steps * feed.width)
    throw new RangeError(`feed: ${call.feed.length} numbers are fewer than ${steps} × ${feed.width}`);
  const chosen = examples[call.examples];
  if (!chosen) throw new RangeError(`examples: ${shown(call.examples)} is not the number of one of the ${examples.length} data sets`);
  for (const index of call.indices)
    if (index < 0 || index >= chosen.count) throw new RangeError(`indices: ${index} is none of the ${chosen.count} examples`);
}

/** Refuses a stretch that does not lie within an arena. */
export function checkStretch(offset: number, length: number, cells: number): void {
  if (!isWhole(offset, 0, cells) || !isWhole(length, 0, cells - offset))
    throw new RangeError(`offset: ${shown(length)} numbers from ${shown(offset)} do not lie within the ${cells} of the arena`);
}

const isWhole = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most;
