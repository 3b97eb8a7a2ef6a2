import type { Shape } from "#engine";
import type { StageFace, UnitWeights } from "../twin/seen.ts";

interface Seen {
  /** Of the stage before, [channel][row][column]. */
  readonly inputs: Float32Array;
  readonly weights: UnitWeights;
  /** The pixel of the map. */
  readonly at: number;
  /** What came out, behind the activation; undefined where a mask hides it. */
  readonly value: number | undefined;
}

const STRIDES = [1, 2, 3, 4];
const CLOSE = 0.02;

/**
 * What a convolution's filter lies on for one pixel, [channel][row][column]. How far it steps and how wide the edge is follows from the
 * shapes, and where they allow several from what came out. Undefined where no step fits.
 */
export function windowOf(
  [channels = 1, tall = 1, wide = 1]: Shape,
  stage: StageFace,
  seen: Seen,
): { readonly inputs: Float32Array } | undefined {
  const { kernel = [], shape, activation } = stage;
  const [, , rows = 1, columns = 1] = kernel;
  const [, outTall = 1, outWide = 1] = shape;
  const { inputs, weights, at, value } = seen;
  const found: Float32Array[] = [];
  for (const stride of STRIDES)
    for (let padding = 0; padding < Math.max(rows, columns); padding++) {
      if (Math.floor((tall + 2 * padding - rows) / stride) + 1 !== outTall) continue;
      if (Math.floor((wide + 2 * padding - columns) / stride) + 1 !== outWide) continue;
      const [top, left] = [Math.floor(at / outWide) * stride - padding, (at % outWide) * stride - padding];
      const window = new Float32Array(channels * rows * columns);
      for (let i = 0; i < window.length; i++) {
        const row = top + (Math.floor(i / columns) % rows);
        const column = left + (i % columns);
        const isInside = row >= 0 && row < tall && column >= 0 && column < wide;
        window[i] = isInside ? (inputs[(Math.floor(i / (rows * columns)) * tall + row) * wide + column] ?? 0) : 0;
      }
      found.push(window);
    }
  const fits = (window: Float32Array) => {
    const z = window.reduce((sum, input, i) => sum + input * (weights.weights[i] ?? 0), weights.bias);
    const out = activation === "relu" ? Math.max(0, z) : z;
    return value !== undefined && Math.abs(out - value) < CLOSE + CLOSE * Math.abs(value);
  };
  const window = found.find(fits) ?? found[0];
  return window && { inputs: window };
}
