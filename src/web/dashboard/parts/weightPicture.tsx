import { useEffect, useRef } from "preact/hooks";

type Colors = readonly [middle: readonly number[], low: readonly number[], high: readonly number[]];
const lightColors: Colors = [
  [250, 250, 250],
  [10, 74, 133],
  [190, 80, 10],
];
const darkColors: Colors = [
  [31, 34, 40],
  [130, 187, 240],
  [242, 155, 102],
];

/** From blue (negative) over the paper to orange (positive). */
function paint(canvas: HTMLCanvasElement, values: readonly number[], width: number, height: number, largest: number): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const [middle, low, high] = isDark ? darkColors : lightColors;
  const picture = context.createImageData(width, height);
  for (const [place, value] of values.entries()) {
    const share = Math.min(1, Math.abs(value) / largest);
    const end = value < 0 ? low : high;
    const color = middle.map((channel, i) => Math.round(channel + ((end[i] ?? 0) - channel) * share));
    picture.data.set([...color, 255], 4 * place);
  }
  context.putImageData(picture, 0, 0);
}

interface PictureProps {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly largest: number;
  readonly scale: number;
  readonly label: string;
}

/** Numbers as a picture, each as a square. */
export function Picture({ values, width, height, largest, scale, label }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paint(canvas.current, values, width, height, largest);
  }, [values, largest]);
  return (
    <canvas
      ref={canvas}
      class="pixels"
      width={width}
      height={height}
      style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
      role="img"
      aria-label={label}
    />
  );
}

interface PicturesProps {
  /** Each [height][width]. */
  readonly all: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
  /** Of all that share a scale. */
  readonly largest: number;
  /** What each is, with its number from 1. */
  readonly labelOf: (number: number) => string;
}

/** Pixels of the page that a picture is wide, about. */
const SIDE = 46;

/** Several of one size beside one another. */
export const Pictures = ({ all, width, height, largest, labelOf }: PicturesProps) => (
  <div class="maps">
    {all.map((values, place) => (
      <Picture
        key={place}
        values={values}
        width={width}
        height={height}
        largest={largest}
        scale={Math.max(1, Math.floor(SIDE / width))}
        label={labelOf(place + 1)}
      />
    ))}
  </div>
);
