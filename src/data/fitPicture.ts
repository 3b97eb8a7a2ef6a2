import { DataError } from "./dataError.ts";
import type { DataReading } from "./dataReading.ts";
import { digitPicture } from "./digitPicture.ts";
import { scaledPlane } from "./scaledPlane.ts";

/** A picture as decoders and canvases give it: red, green, blue and opacity of each pixel, bytes, row after row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** What is made of a picture, so that it is like those that a net was trained on. */
export const pictureFits = ["auto", "digit", "scale", "none"] as const;
export type PictureFit = (typeof pictureFits)[number];

/** A picture as an example: pixels from 0 to 1, [channel][row][column], and what was made of it, in words. */
export interface FittedPicture {
  readonly pixels: Float64Array;
  readonly said: string;
}

/** Grey is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];
const BYTE = 255;

/**
 * A picture as the pictures were that a net was trained on. `none`: as it is, of the same size. `scale`: scaled whole to their size, black
 * around it. `digit`: cut, scaled and centred as MNIST's digits were, see digitPicture. `auto`: as it is where it has their size; else, for
 * a net of MNIST, as `digit`, as is one of their size whose ground is light. Throws DataError.
 */
export function fitPicture(picture: Picture, file: string, { name, shape }: DataReading, fit: PictureFit = "auto"): FittedPicture {
  const [channels = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3) throw new DataError(`${file}: it is a picture, and the net was trained on the rows of ${name}; give a table`);
  const isDigits = name === "mnist";
  const fits = picture.width === width && picture.height === height;
  const size = `${picture.width} × ${picture.height}`;
  const planes = planesOf(picture, channels, file);
  const asDigit = fit === "digit" || (fit === "auto" && isDigits && (!fits || hasLightGround(planes[0] as Float64Array, picture)));
  if (asDigit) {
    if (channels !== 1) throw new DataError(`${file}: fit: digit is for pictures of one channel, and those of ${name} have ${channels}`);
    const { pixels, said } = digitPicture({ ...picture, grey: planes[0] as Float64Array }, { width, height }, file);
    return { pixels, said: `${size}, ${said}` };
  }
  const isBlank = planes.every((plane) => plane.every((value) => value === plane[0]));
  if (fits && fit !== "scale")
    return { pixels: joined(planes), said: `${size}, taken as it is${isBlank ? ", of one colour: it shows nothing" : ""}` };
  if (fit !== "scale")
    throw new DataError(
      `${file}: it has ${size} pixels, and the pictures of ${name} have ${width} × ${height}; give one of that size, or say --fit scale`,
    );
  const factor = Math.min(width / picture.width, height / picture.height);
  const part = { width: Math.max(1, Math.round(picture.width * factor)), height: Math.max(1, Math.round(picture.height * factor)) };
  const [left, top] = [Math.floor((width - part.width) / 2), Math.floor((height - part.height) / 2)];
  const placed = planes.map((plane) => {
    const scaled = scaledPlane(plane, picture, part);
    const whole = new Float64Array(width * height);
    for (let y = 0; y < part.height; y++) whole.set(scaled.subarray(y * part.width, (y + 1) * part.width), (y + top) * width + left);
    return whole;
  });
  return { pixels: joined(placed), said: `${size}, scaled to ${part.width} × ${part.height} in ${width} × ${height}` };
}

/** The planes of a net's channels, from 0 to 1. Where it is not opaque a picture lies on white, or on black if it is light itself. */
function planesOf({ width, height, rgba }: Picture, channels: number, file: string): Float64Array[] {
  if (![1, 3, 4].includes(channels))
    throw new DataError(`${file}: the net takes pictures of ${channels} channels, which no picture file has; give them in a program`);
  const count = width * height;
  const at = (pixel: number, channel: number) => (rgba[4 * pixel + channel] as number) / BYTE;
  const brightness = (pixel: number) => RED * at(pixel, 0) + GREEN * at(pixel, 1) + BLUE * at(pixel, 2);
  let [light, opaque] = [0, 0];
  for (let pixel = 0; pixel < count; pixel++) {
    light += brightness(pixel) * at(pixel, 3);
    opaque += at(pixel, 3);
  }
  const ground = light > opaque / 2 ? 0 : 1;
  const onGround = (value: number, pixel: number) => (at(pixel, 3) === 1 ? value : value * at(pixel, 3) + ground * (1 - at(pixel, 3)));
  const plane = (value: (pixel: number) => number) => Float64Array.from({ length: count }, (_, pixel) => value(pixel));
  if (channels === 1) return [plane((pixel) => rounded(onGround(brightness(pixel), pixel)))];
  if (channels === 4) return [0, 1, 2, 3].map((channel) => plane((pixel) => at(pixel, channel)));
  return [0, 1, 2].map((channel) => plane((pixel) => onGround(at(pixel, channel), pixel)));
}

/** To a byte, as pixels were: the grey of equal red, green and blue is theirs. */
const rounded = (value: number) => Math.round(value * BYTE) / BYTE;

/** Whether the pixels at the edge are light, most of them. */
function hasLightGround(grey: Float64Array, { width, height }: Pick<Picture, "width" | "height">): boolean {
  const isEdge = (_: number, pixel: number) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  };
  const edge = grey.filter(isEdge);
  return 2 * edge.filter((value) => value > 1 / 2).length > edge.length;
}

function joined(planes: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(planes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const plane of planes) {
    all.set(plane, at);
    at += plane.length;
  }
  return all;
}
