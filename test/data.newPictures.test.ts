import { describe, expect, test } from "vitest";
import { type DataReading, fitPicture, type Picture, readingOf } from "#data";
import { loadMnist } from "#data/files";

const mnist = loadMnist();
const reading = readingOf(mnist);
const { images, count } = mnist.test;

/** A picture of greys from 0 to 255. */
function picture(width: number, height: number, grey: (x: number, y: number) => number): Picture {
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = Math.round(grey(x, y));
      rgba.set([value, value, value, 255], 4 * (y * width + x));
    }
  return { width, height, rgba };
}

const pixelOf = (n: number, x: number, y: number) => (x >= 0 && y >= 0 && x < 28 && y < 28 ? (images[784 * n + 28 * y + x] as number) : 0);

describe("15.17: a picture for a net of MNIST", () => {
  test("of its size is the very bytes", () => {
    const { pixels } = fitPicture(
      picture(28, 28, (x, y) => pixelOf(3, x, y)),
      "a.png",
      reading,
    );
    expect(Array.from(pixels, (pixel) => pixel * 255)).toEqual(Array.from(images.subarray(784 * 3, 784 * 4)));
  });

  test("that is an enlarged digit of MNIST, moved and dark on light, becomes that digit again", () => {
    for (let n = 0; n < 200; n += 20) {
      const enlarged = picture(300, 260, (x, y) => 250 - 0.9 * pixelOf(n, Math.floor((x - 20) / 7), Math.floor((y - 50) / 7)));
      const { pixels } = fitPicture(enlarged, "a.png", reading);
      const differences = Array.from(pixels, (pixel, i) => Math.abs(pixel - (images[784 * n + i] as number) / 255));
      expect(differences.reduce((a, b) => a + b) / 784).toBeLessThan(0.02);
    }
    expect(count).toBe(10000);
  });

  test("is cut to a box of 20 pixels on the longer side, and its mass is in the middle", () => {
    const bar = picture(50, 400, (x, y) => (x > 20 && x < 30 && y > 5 && y < 206 ? 0 : 255));
    const { pixels, said } = fitPicture(bar, "a.png", reading);
    const rows = Array.from({ length: 28 }, (_, y) => Math.max(...pixels.subarray(28 * y, 28 * (y + 1))));
    expect([rows.findIndex((most) => most > 0.5), rows.findLastIndex((most) => most > 0.5)]).toEqual([5, 24]);
    expect(said).toBe("50 × 400, dark on light, so inverted, cut to its ink, scaled to 1 × 20 and centred by its mass, as MNIST's were");
  });

  test("that is blank is refused", () => {
    expect(() =>
      fitPicture(
        picture(40, 40, () => 255),
        "a.png",
        reading,
      ),
    ).toThrow("a.png: it is blank; give a picture of a digit");
  });
});

describe("15.17: a picture for a net of other pictures", () => {
  const colours: DataReading = { ...reading, name: "colours", shape: [3, 2, 2] };
  const wide = picture(8, 4, (x) => (x < 4 ? 0 : 255));

  test("is refused unless it has their size, or is to be scaled", () => {
    expect(() => fitPicture(wide, "a.png", colours)).toThrow(
      "a.png: it has 8 × 4 pixels, and the pictures of colours have 2 × 2; give one of that size, or say --fit scale",
    );
    const { pixels, said } = fitPicture(wide, "a.png", colours, "scale");
    expect([Array.from(pixels), said]).toEqual([[0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0], "8 × 4, scaled to 2 × 1 in 2 × 2"]);
  });

  test("has its three colours, on white where it is transparent and dark", () => {
    const rgba = Uint8Array.from([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0]);
    const { pixels } = fitPicture({ width: 2, height: 2, rgba }, "a.png", colours);
    expect(Array.from(pixels)).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1]);
  });

  test.each([2, 5])("is refused where these have %d channels, which no file has", (channels) => {
    expect(() => fitPicture(wide, "a.png", { ...colours, shape: [channels, 4, 8] })).toThrow("which no picture file has");
  });
});
