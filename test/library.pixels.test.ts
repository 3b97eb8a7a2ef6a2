import { describe, expect, test } from "vitest";
import { checkDataset, type ImageDataset, pixelRange } from "#data";
import { RandomSequence } from "#engine";
import { givenImages } from "../src/trained/givenImages.ts";

const [side, count] = [8, 40];
const features = side * side;

/** Bytes of drawings: black but for some strokes, the brightest of which is 180 to 255. */
function drawings(seed: number): number[] {
  const random = new RandomSequence(seed, "noise");
  return Array.from({ length: count }, (_, n) => {
    const brightest = Math.min(255, 180 + random.below(110));
    const place = 27 + (n % 5);
    return Array.from({ length: features }, (__, i) => (i === place ? brightest : random.uniform() < 0.3 ? random.below(brightest) : 0));
  }).flat();
}
const [training, tested] = [drawings(1), drawings(2)];

interface Writing {
  readonly of: (byte: number) => number;
  readonly scale: number;
  readonly kind?: "bytes";
}
const writings: Readonly<Record<string, Writing>> = {
  bytes: { of: (byte) => byte, scale: 1 / 255, kind: "bytes" },
  "bytes as they are": { of: (byte) => byte, scale: 1, kind: "bytes" },
  "bytes in floats": { of: (byte) => byte, scale: 1 / 255 },
  "bytes in floats as they are": { of: (byte) => byte, scale: 1 },
  shares: { of: (byte) => byte / 255, scale: 1 },
  "from -1 to 1": { of: (byte) => byte / 127.5 - 1, scale: 1 },
  "from -0.5 to 0.5": { of: (byte) => byte / 255 - 0.5, scale: 1 },
  "around 0": { of: (byte) => byte - 128, scale: 1 / 128 },
  percent: { of: (byte) => byte / 2.55, scale: 0.01 },
  "from 0 to 16": { of: (byte) => byte / 16, scale: 1 / 16 },
};

function dataOf({ of, scale, kind }: Writing, shape: readonly number[]): ImageDataset {
  const part = (bytes: readonly number[]) => ({
    images: kind ? Uint8Array.from(bytes, of) : Float32Array.from(bytes, of),
    labels: new Uint8Array(count),
    features,
    count,
  });
  return { name: "drawings", classes: 2, shape, scale, train: part(training), test: part(tested), heldOut: 0 };
}

const read = (data: ImageDataset, images: ArrayLike<number>) => givenImages(images, { data, range: pixelRange(data), scale: undefined });

describe.each(Object.entries(writings))("13.16: a net of pixels that are %s", (name, writing) => {
  describe.each([[[features]], [[1, side, side]]])("of shape %j", (shape) => {
    const data = dataOf(writing, shape);
    const image = (n: number, of: (byte: number) => number) => tested.slice(n * features, (n + 1) * features).map(of);

    test("takes its own, one by one and as lists, and blank ones", () => {
      for (let n = 0; n < count; n++) {
        const own = data.test.images.subarray(n * features, (n + 1) * features);
        expect([...read(data, own)]).toEqual([...own]);
        expect([...read(data, [...own])]).toEqual([...own]);
      }
      expect(read(data, Array(features).fill(writing.of(0)))).toHaveLength(features);
    });

    // what is dimmer, and not ten times so, or flatter, may be such a picture
    const dimmer = (other: string) =>
      ["from 0 to 16 beside percent", "from -0.5 to 0.5 beside from -1 to 1"].includes(`${other} beside ${name}`) ||
      (other === "percent" && name.startsWith("bytes in"));
    const others = Object.entries(writings).filter(([other, { of }]) => other !== name && !dimmer(other) && of(200) !== writing.of(200));
    test.each(others)("refuses those that are %s", (_, { of }) => {
      for (const n of [0, 7, 23]) expect(() => read(data, image(n, of))).toThrow(/^images: .+(?:say \{ scale: |or \{ scale: )/);
    });
  });
});

test("13.16: pixels whose range is not known beyond its ends, as in files of before, are read by these alone", () => {
  const data = dataOf(writings["from -1 to 1"] as Writing, [features]);
  const { least, most, ends } = pixelRange(data) ?? {};
  expect([least, most]).toEqual([-1, 1]);
  expect(ends?.highestLeast).toBe(-1);
  expect(ends?.lowestMost).toBeCloseTo(180 / 127.5 - 1, 1);
  const shares = tested.slice(0, features).map((byte) => byte / 255);
  expect(givenImages(shares, { data, range: { least: -1, most: 1 }, scale: undefined })).toHaveLength(features);
});

test("13.16: a table of many columns has no pixels, whose rows lie where they may", () => {
  const random = new RandomSequence(3, "noise");
  const images = () => Float32Array.from({ length: count * features }, () => random.uniform() + random.uniform() + random.uniform() - 1.5);
  const part = () => ({ images: images(), labels: new Uint8Array(count), features, count });
  const data: ImageDataset = { name: "rows", classes: 2, shape: [features], scale: 1, train: part(), test: part(), heldOut: 0 };
  expect(pixelRange(data)?.arePixels).toBeUndefined();
  for (const value of [0.4, 1, 12, -12])
    expect(
      read(
        data,
        Array.from({ length: features }, (_, i) => (i ? 0.1 : value)),
      ),
    ).toHaveLength(features);
  expect(() => read(data, Array(features).fill(200))).toThrow("images: 200 is far from the numbers of rows");
});

describe("13.16: a net takes every example of its own, one by one and in any array", () => {
  const own = (
    shape: readonly number[],
    scale: number,
    rows: readonly (readonly number[])[],
    Kind: typeof Float32Array | typeof Uint8Array,
  ) => {
    const part = {
      images: Kind.from(rows.flat()),
      labels: Uint8Array.from(rows, (_, n) => n % 2),
      features: rows[0]?.length ?? 0,
      count: rows.length,
    };
    return { name: "own", classes: 2, shape, scale, train: part, test: part, heldOut: 0 } satisfies ImageDataset;
  };
  const random = new RandomSequence(17, "noise");
  const photos = Array.from({ length: 40 }, (_, n) =>
    Array.from({ length: 48 }, () => (n % 2 ? 0.6 + 0.4 * random.uniform() : 0.08 * random.uniform())),
  );
  const counts = [
    [0, 1, 0, 0],
    [3, 200, 4, 1],
    [1, 0, 1, 1],
    [2, 7, 50, 0],
  ];
  test.each<[string, ImageDataset]>([
    ["bright and dark photos", own([3, 4, 4], 1, photos, Float32Array)],
    [
      "the same centred",
      own(
        [3, 4, 4],
        1,
        photos.map((row) => row.map((value) => 2 * value - 1)),
        Float32Array,
      ),
    ],
    ["counts", own([4], 1, counts, Float32Array)],
    ["counts beside a scale", own([4], 0.001, counts, Float32Array)],
    [
      "depths, near and far",
      own(
        [3, 4, 4],
        1,
        photos.map((row) => row.map((value) => ((row[0] as number) > 0.5 ? 9 * value : value))),
        Float32Array,
      ),
    ],
    [
      "pictures of few levels",
      own(
        [1, 2, 2],
        1 / 255,
        [
          [200, 210, 220, 230],
          [1, 0, 1, 1],
          [0, 5, 8, 9],
        ],
        Float32Array,
      ),
    ],
  ])("%s", (_, data) => {
    const { images, features, count } = data.train;
    for (let n = 0; n < count; n++) {
      const row = images.subarray(n * features, (n + 1) * features);
      for (const same of [row, [...row], Float64Array.from(row)]) expect([...read(data, same)]).toEqual([...row]);
    }
  });

  test.each<[string, ImageDataset]>([
    [
      "black and white bytes",
      own(
        [4],
        1 / 255,
        [
          [0, 1, 0, 0],
          [1, 1, 0, 1],
        ],
        Uint8Array,
      ),
    ],
    [
      "truths with a scale",
      own(
        [4],
        0.25,
        [
          [0, 1, 0, 0],
          [1, 1, 0, 1],
        ],
        Float32Array,
      ),
    ],
    [
      "a table from -1 to 1",
      own(
        [3],
        0.1,
        [
          [-1, 1, 0.3],
          [0.5, 0.5, -1],
        ],
        Float32Array,
      ),
    ],
  ])("%s are data", (_, data) => expect(() => checkDataset(data)).not.toThrow());
});

test("13.16: a net of pixels that were normalized takes none whose black is below, nor such as have hardly any contrast", () => {
  const data = dataOf({ of: (byte) => (byte / 255 - 0.1307) / 0.3081, scale: 1 }, [1, side, side]);
  const own = [...data.test.images.subarray(0, features)];
  expect(read(data, own)).toHaveLength(features);
  const share = own.map((value) => 0.3081 * value + 0.1307);
  for (const other of [share.map((value) => 2 * value - 1), share.map((value) => 0.8 * value)])
    expect(() => read(data, other)).toThrow("give numbers like those");
});

test("13.16: a little brighter and flatter pictures, and short texts beside long ones, are taken", () => {
  const data = dataOf(writings["shares"] as Writing, [1, side, side]);
  const image = [...data.test.images.subarray(0, features)];
  for (const changed of [(x: number) => Math.min(1, x + 0.1), (x: number) => 0.1 + x / 1.5, (x: number) => x / 1.5])
    expect(read(data, image.map(changed))).toHaveLength(features);
  // as on a grey ground, or without white
  for (const changed of [(x: number) => Math.min(1, x + 0.3), (x: number) => 0.25 + x / 2, (x: number) => x / 3])
    expect(() => read(data, image.map(changed))).toThrow("give numbers like those");
  // what is black lies where no example has a pixel
  expect(() =>
    read(
      data,
      image.map((x) => x - 0.2),
    ),
  ).toThrow("they go from -0.2 to 0.8, where every example of drawings begins at 0 at least");
  const random = new RandomSequence(5, "noise");
  const text = (words: number) => {
    const counts = new Array<number>(features).fill(0);
    for (let word = 0; word < words; word++) (counts[Math.floor(features * random.uniform() ** 3)] as number)++;
    return counts;
  };
  const texts = Float32Array.from(Array.from({ length: count }, () => text(200)).flat());
  const part = { images: texts, labels: new Uint8Array(count), features, count };
  const words: ImageDataset = { name: "texts", classes: 2, shape: [features], scale: 1, train: part, test: part, heldOut: 0 };
  for (const length of [1, 2, 5, 400]) expect(read(words, text(length))).toHaveLength(features);
});
