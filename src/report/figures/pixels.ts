import { PNG } from "pngjs";

export interface Raster {
  /** A `data:` address. */
  readonly data: string;
  readonly width: number;
  readonly height: number;
}

type Color = readonly [red: number, green: number, blue: number];

/** A picture of pixels [height][width], each as `scale` × `scale` of them. */
export function raster(across: number, down: number, scale: number, colorOf: (x: number, y: number) => Color | undefined): Raster {
  const [width, height] = [across * scale, down * scale];
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const color = colorOf(Math.floor(x / scale), Math.floor(y / scale));
      png.data.set([...(color ?? [0, 0, 0]), color ? 255 : 0], 4 * (y * width + x));
    }
  return { data: `data:image/png;base64,${PNG.sync.write(png).toString("base64")}`, width, height };
}

/** From blue (−1) over white (0) to orange (1). */
export function diverging(value: number): Color {
  const share = Math.min(1, Math.abs(value));
  const end: Color = value < 0 ? [10, 74, 133] : [190, 80, 10];
  return end.map((channel) => Math.round(250 + (channel - 250) * share)) as unknown as Color;
}
