import type { Shape } from "#engine";
import type { StageFace } from "../twin/seen.ts";

/** What a convolution's filter or a pool lies on for one pixel of a map, as places in the stage before, row by row; −1 is the edge of zeros. */
export function windowPlaces([, tall = 1, wide = 1]: Shape, { shape, window }: StageFace, at: number): number[] {
  if (!window) return [];
  const { size, stride, padding } = window;
  const outWide = shape[2] ?? 1;
  const [top, left] = [Math.floor(at / outWide) * stride - padding, (at % outWide) * stride - padding];
  return Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [top + Math.floor(i / size), left + (i % size)];
    return row >= 0 && row < tall && column >= 0 && column < wide ? row * wide + column : -1;
  });
}

/** The numbers under a filter, [channel][row][column]. */
export function underFilter(source: Shape, stage: StageFace, inputs: Float32Array, at: number): Float32Array {
  const [channels = 1, tall = 1, wide = 1] = source;
  const places = windowPlaces(source, stage, at);
  return Float32Array.from({ length: channels * places.length }, (_, i) => {
    const place = places[i % places.length] as number;
    return place < 0 ? 0 : (inputs[Math.floor(i / places.length) * tall * wide + place] ?? 0);
  });
}
