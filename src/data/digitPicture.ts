import { DataError } from "./dataError.ts";
import { scaledPlane } from "./scaledPlane.ts";

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The longer side of MNIST's digits, as a part of their pictures: 20 of 28 pixels. */
const BOX = 20 / 28;
/** Darker than such a part of the darkest is ink; paper has less. */
const INK = 1 / 4;
/** So little differs between paper and ink of a picture that is blank. */
const BLANK = 0.1;

/**
 * A drawn or written digit as MNIST's were made (yann.lecun.com/exdb/mnist): the ink white on black, cut to its box, scaled with its
 * proportions so that the longer side is 20 of 28 pixels, its centre of mass in the middle, pixel 14 of 28 from 0. The ground is what most
 * pixels at the edge are, so that ink may be dark on light or light on dark. Throws DataError for a picture without ink.
 */
export function digitPicture(
  { width, height, grey }: Extent & { readonly grey: Float64Array },
  to: Extent,
  file: string,
): { readonly pixels: Float64Array; readonly said: string } {
  const ground = groundOf(grey, { width, height });
  const strongest = grey.reduce((most, value) => Math.max(most, Math.abs(value - ground)), 0);
  if (strongest < BLANK) throw new DataError(`${file}: it is blank; give a picture of a digit`);
  // the ink is on one side of the ground: that of the most
  const side = Math.sign(grey.reduce((sum, value) => sum + (Math.abs(value - ground) > strongest / 2 ? value - ground : 0), 0)) || 1;
  const most = grey.reduce((found, value) => Math.max(found, side * (value - ground)), 0);
  const ink = grey.map((value) => {
    const share = (side * (value - ground)) / most;
    return share < INK / 2 ? 0 : Math.min(1, share);
  });
  const box = boxOf(ink, { width, height });
  const cut = new Float64Array(box.width * box.height);
  for (let y = 0; y < box.height; y++)
    cut.set(ink.subarray((y + box.top) * width + box.left, (y + box.top) * width + box.left + box.width), y * box.width);
  const factor = Math.min((BOX * to.width) / box.width, (BOX * to.height) / box.height);
  const part = { width: Math.max(1, Math.round(box.width * factor)), height: Math.max(1, Math.round(box.height * factor)) };
  const scaled = scaledPlane(cut, box, part);
  // as strong as before, where thin lines have become grey
  const peak = scaled.reduce((found, value) => Math.max(found, value), 0) || 1;
  const pixels = centred(
    scaled.map((value) => value / peak),
    part,
    to,
  );
  const inverted = side < 0 ? "dark on light, so inverted, " : "";
  return { pixels, said: `${inverted}cut to its ink, scaled to ${part.width} × ${part.height} and centred by its mass, as MNIST's were` };
}

/** The middle one of the pixels at the edge. */
function groundOf(grey: Float64Array, { width, height }: Extent): number {
  const edge = grey.filter((_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
  return edge.sort()[Math.floor(edge.length / 2)] ?? 0;
}

/** The smallest box around the ink. */
function boxOf(ink: Float64Array, { width, height }: Extent): Extent & { readonly left: number; readonly top: number } {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (const [pixel, value] of ink.entries()) {
    if (value < INK) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** A part in a whole, its centre of mass in the middle; whole pixels, as in MNIST. */
function centred(part: Float64Array, { width, height }: Extent, to: Extent): Float64Array {
  let [mass, across, down] = [0, 0, 0];
  for (const [pixel, value] of part.entries()) {
    mass += value;
    across += value * (pixel % width);
    down += value * Math.floor(pixel / width);
  }
  const place = (middle: number, length: number, room: number) => Math.max(0, Math.min(room - length, Math.round(room / 2 - middle)));
  const [left, top] = [place(across / mass, width, to.width), place(down / mass, height, to.height)];
  const whole = new Float64Array(to.width * to.height);
  for (let y = 0; y < height; y++) whole.set(part.subarray(y * width, (y + 1) * width), (y + top) * to.width + left);
  return whole;
}
