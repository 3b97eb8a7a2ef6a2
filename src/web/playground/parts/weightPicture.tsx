import { useLayoutEffect, useRef } from "preact/hooks";
import { type Colours, useColours } from "./colours.ts";

interface WeightPictureProps {
  /** [tile][row][column] */
  readonly weights: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  /** Of this size a weight is white or black. */
  readonly full: number;
  readonly label: string;
  /** Pixels of the page that it may be wide, and high. */
  readonly room?: number;
  /** Tiles beside one another; as many as below one another unless given. */
  readonly across?: number;
}

/** Weights as small pictures in grey: light is positive, dark negative, in light and dark alike. */
export function WeightPicture({ weights, rows, columns, full, label, room = 120, across }: WeightPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const tiles = Math.max(1, Math.floor(weights.length / (rows * columns)));
  const beside = across ?? Math.ceil(Math.sqrt(tiles));
  const width = beside * (columns + 1) - 1;
  const height = Math.ceil(tiles / beside) * (rows + 1) - 1;
  const scale = Math.max(1, Math.min(20, Math.floor(room / Math.max(width, height))));
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context) context.putImageData(weightImage(weights, { rows, columns, beside, width, height }, full, colours), 0, 0);
  }, [weights, rows, columns, beside, full, colours]);
  return (
    <canvas
      ref={canvas}
      class="pixels"
      width={width}
      height={height}
      style={{ width: `${Math.min(room, width * scale)}px` }}
      role="img"
      aria-label={label}
    />
  );
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly beside: number;
  readonly width: number;
  readonly height: number;
}

/** A pixel a weight, tiles with a seam between them. */
function weightImage(
  weights: ArrayLike<number>,
  { rows, columns, beside, width, height }: Grid,
  full: number,
  { paper, ink }: Colours,
): ImageData {
  const image = new ImageData(width, height);
  const [light, dark] = paper[0] > ink[0] ? [paper, ink] : [ink, paper];
  for (let i = 0; i < weights.length; i++) {
    const tile = Math.floor(i / (rows * columns));
    const y = Math.floor(tile / beside) * (rows + 1) + (Math.floor(i / columns) % rows);
    const x = (tile % beside) * (columns + 1) + (i % columns);
    const share = Math.max(0, Math.min(1, 0.5 + (weights[i] as number) / (full || 1) / 2));
    const at = 4 * (y * width + x);
    for (let channel = 0; channel < 3; channel++)
      image.data[at + channel] = (dark[channel] as number) + ((light[channel] as number) - (dark[channel] as number)) * share;
    image.data[at + 3] = 255;
  }
  return image;
}

/** The largest size of weights, for pictures that share a scale. */
export function largestSize(weights: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < weights.length; i++) most = Math.max(most, Math.abs(weights[i] as number));
  return most || 1;
}
