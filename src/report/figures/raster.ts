export interface Raster {
  readonly width: number;
  readonly height: number;
  /** [height][width][red, green, blue, opacity] */
  readonly pixels: Uint8Array;
}

type Color = readonly [red: number, green: number, blue: number];

/** A picture of colours [down][across], each as `scale` × `scale` pixels; where there is none it is clear. */
export function raster(across: number, down: number, scale: number, colorOf: (x: number, y: number) => Color | undefined): Raster {
  const [width, height] = [across * scale, down * scale];
  const pixels = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const color = colorOf(Math.floor(x / scale), Math.floor(y / scale));
      if (color) pixels.set([...color, 255], 4 * (y * width + x));
    }
  return { width, height, pixels };
}

/** From blue (−1) over white (0) to orange (1). */
export function diverging(value: number): Color {
  const share = Math.min(1, Math.abs(value));
  const end: Color = value < 0 ? [10, 74, 133] : [190, 80, 10];
  return end.map((channel) => Math.round(250 + (channel - 250) * share)) as unknown as Color;
}
