import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { loadDataset, loadIdxFolder, loadMnist, packagedMnist } from "#data/files";
import { installedFashionMnist } from "../src/data/files/fashionMnist.ts";
import { damagedMnist } from "./damagedMnist.ts";
import { complaint, dataFolder, expectConsistent, idxFile } from "./dataFolder.ts";

const label = (i: number) => i % 3;

/** Twelve training and four test images of 2 × 3 bytes in three classes. */
const files: Readonly<Record<string, Uint8Array>> = {
  "train-images-idx3-ubyte": idxFile([12, 2, 3]),
  "train-labels-idx1-ubyte": idxFile([12], label),
  "t10k-images-idx3-ubyte": idxFile([4, 2, 3], (i) => 255 - i),
  "t10k-labels-idx1-ubyte": idxFile([4], label),
};

/** Each file under another name, or with another content. */
const renamed = (name: (old: string) => string, content = (bytes: Uint8Array) => bytes) =>
  Object.fromEntries(Object.entries(files).map(([old, bytes]) => [name(old), content(bytes)]));

describe("a folder of IDX files", () => {
  test.each([
    ["plain", files],
    ["as gzip", renamed((name) => `${name}.gz`, gzipSync)],
    ["plain and as gzip, side by side", { ...files, ...renamed((name) => `${name}.gz`, gzipSync) }],
    ["with the dots that some unpackers write", renamed((name) => name.replace("-idx", ".idx"))],
    ["under a prefix", renamed((name) => `emnist-digits-${name.replace("t10k", "test")}.gz`, gzipSync)],
    ["beside other files", { ...files, "README.md": "train of thought", "images.png": "png", "latest-images": "x" }],
    ["standard names beside others that fit", { ...files, "train-old-images": "?", "train-labels.txt": "?" }],
  ])("loads %s", (_, content) => {
    const data = loadDataset(dataFolder(content));
    expectConsistent(data);
    expect(data).toMatchObject({ classes: 3, shape: [1, 2, 3], scale: 1 / 255, heldOut: 2 });
    expect([...data.train.images]).toEqual([...Array(72).keys()]);
    expect([...data.test.images.subarray(0, 3)]).toEqual([255, 254, 253]);
    expect([...data.test.labels]).toEqual([0, 1, 2, 0]);
    expect(data.notes).toEqual([
      "16 images of 1 × 2 × 3 bytes from 0 to 255, divided by 255; labels 0 to 2: 0 6, 1 5, 2 5; " +
        "10 images are trained on, the first 2 of the training files held out, 4 the test part",
      "4 test images are too few to judge anything",
      "always giving class 0 would be right for 50.00% of the test images",
    ]);
  });

  test("holds out 5,000 images, or a sixth if that is less", () => {
    const folder = (count: number) =>
      dataFolder({ ...files, "train-images-idx3-ubyte": idxFile([count, 2, 3]), "train-labels-idx1-ubyte": idxFile([count], label) });
    expect([10, 29_999, 30_000, 40_000].map((count) => loadIdxFolder(folder(count)).heldOut)).toEqual([1, 4999, 5000, 5000]);
  });

  /** Images of 2 × 3 bytes that are all their own number. */
  const ordered = (labels: readonly number[]) => ({
    ...files,
    "train-images-idx3-ubyte": idxFile([labels.length, 2, 3], (i) => Math.floor(i / 6) % 251),
    "train-labels-idx1-ubyte": idxFile([labels.length], (i) => labels[i] as number),
  });

  test.each<[string, (n: number) => number]>([
    ["sorted", (n) => Math.floor(n / 80)],
    ["sorted the other way round", (n) => 2 - Math.floor(n / 80)],
    ["sorted but for some", (n) => (n % 12 === 5 ? 1 : Math.floor(n / 80))],
  ])("13.20: files whose classes are %s hold out images of all classes, and each image keeps its label", (_, label) => {
    const labels = Array.from({ length: 240 }, (_, n) => label(n));
    const data = loadIdxFolder(dataFolder(ordered(labels)));
    expect(data.notes?.[0]).toContain("200 images are trained on, 40 drawn of the training files held out");
    expect(data.notes).toContain("the first training images are of other classes than all, so those that are held out are drawn");
    const { images, labels: found, features, count } = data.train;
    const numbers = Array.from({ length: count }, (_, n) => images[n * features] as number);
    expect(numbers.map((number) => label(number))).toEqual([...found]);
    expect(numbers.toSorted((a, b) => a - b)).toEqual([...Array(240).keys()]);
    for (const part of [found.subarray(0, data.heldOut), found.subarray(data.heldOut)])
      for (const one of [0, 1, 2]) expect(part.filter((other) => other === one).length).toBeGreaterThan(part.length / 8);
  });

  test("13.22: a class that no image is trained on is said, files in no order keep theirs", () => {
    const labels = Array.from({ length: 120 }, (_, n) => (n === 3 ? 2 : (n * 7) % 2));
    const data = loadIdxFolder(dataFolder(ordered(labels)));
    expect([...data.train.labels]).toEqual(labels);
    expect(data.notes).toContain('no image is trained on of "2"');
  });

  test("13.22: a class that no image is tested on is said", () => {
    const labels = Array.from({ length: 120 }, (_, n) => (n * 7) % 3);
    const folder = dataFolder({ ...ordered(labels), "t10k-labels-idx1-ubyte": idxFile([4], (i) => i % 2) });
    expect(loadIdxFolder(folder).notes).toContain('no image is tested on of "2"');
  });

  test("reads the classes of both parts", () => {
    const folder = dataFolder({ ...files, "t10k-labels-idx1-ubyte": idxFile([4], (i) => (i === 2 ? 255 : 0)) });
    expect(loadIdxFolder(folder).classes).toBe(256);
  });

  test("puts channels first, wherever they stand", () => {
    const load = (shape: number[], value: (i: number) => number) =>
      loadIdxFolder(
        dataFolder({
          ...files,
          "train-images-idx3-ubyte": idxFile([12, ...shape], value),
          "t10k-images-idx3-ubyte": idxFile([4, ...shape], value),
        }),
      );
    // image n has in channel c at pixel p the value 100 c + p + n
    const first = load([2, 5, 6], (i) => 100 * (Math.floor(i / 30) % 2) + (i % 30) + Math.floor(i / 60));
    const last = load([5, 6, 2], (i) => 100 * (i % 2) + (Math.floor(i / 2) % 30) + Math.floor(i / 60));
    expect(first.shape).toEqual([2, 5, 6]);
    expect(last).toEqual({ ...first, name: last.name });
    expect([...first.train.images.subarray(60, 62), ...first.train.images.subarray(90, 92)]).toEqual([1, 2, 101, 102]);
  });

  test("gives MNIST's files as MNIST", () => {
    const [folder, mnist] = [loadDataset(packagedMnist()), loadMnist()];
    expect(folder).toMatchObject({ classes: 10, shape: [1, 28, 28], heldOut: 5000, scale: mnist.scale });
    expect(Buffer.from(folder.train.images.buffer).equals(Buffer.from(mnist.train.images.buffer))).toBe(true);
    expect(folder.test.labels).toEqual(mnist.test.labels);
  });

  const [trainImages, trainLabels] = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] as const;
  const [testImages, testLabels] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] as const;
  const gzip = gzipSync(files[trainLabels] as Uint8Array);
  test.each<[string, Record<string, Uint8Array | string>, string, string | RegExp]>([
    [
      "swapped images and labels",
      { [trainImages]: idxFile([12]) },
      trainImages,
      "holds 12 bytes, images have 3 axes or, with channels, 4; are two files swapped?",
    ],
    [
      "images for labels",
      { [testLabels]: idxFile([4, 2, 3]) },
      testLabels,
      "holds 4 × 2 × 3 bytes, labels have 1 axis; are two files swapped?",
    ],
    [
      "swapped parts",
      { [trainLabels]: idxFile([4], label) },
      trainLabels,
      /^4 labels do not match the 12 images of .*train-images-idx3-ubyte$/,
    ],
    [
      "test images of another size",
      { [testImages]: idxFile([4, 3, 2]) },
      testImages,
      /^its images are 1 × 3 × 2, those of .* are 1 × 2 × 3; both must have one size$/,
    ],
    ["images without pixels", { [trainImages]: idxFile([12, 0, 3]) }, trainImages, "holds 12 × 0 × 3 bytes, images have no extent of 0"],
    [
      "five channels",
      { [trainImages]: idxFile([12, 5, 9, 5]) },
      trainImages,
      "holds 12 × 5 × 9 × 5 bytes, images have 1 to 4 channels, as the second axis or the last",
    ],
    ["no test images", { [testImages]: idxFile([0, 2, 3]) }, testImages, "it holds no images"],
    [
      "a truncated file",
      { [trainImages]: idxFile([12, 2, 3]).subarray(0, 50) },
      trainImages,
      "truncated: the header says 12 × 2 × 3 = 72 bytes, the file has 34",
    ],
    ["floats", { [trainImages]: idxFile([12, 2, 3], undefined, 0x0d03) }, trainImages, "element type 0xd is not unsigned bytes (0x8)"],
    [
      "truncated gzip",
      { [trainLabels]: gzip.subarray(0, 30) },
      trainLabels,
      "its gzip compression is damaged (Z_BUF_ERROR); get the file anew",
    ],
    [
      "damaged gzip",
      { [trainLabels]: gzip.with(20, 255 - (gzip[20] as number)) },
      trainLabels,
      /^its gzip compression is damaged \(Z_\w+\); get the file anew$/,
    ],
    [
      "too few images",
      { [trainImages]: idxFile([9, 2, 3]), [trainLabels]: idxFile([9], label) },
      trainImages,
      "9 training images are too few; droplab needs at least 10",
    ],
    [
      "one class",
      { [trainLabels]: idxFile([12], () => 0), [testLabels]: idxFile([4], () => 0) },
      trainLabels,
      "every label is 0; droplab needs 2 to 256 classes",
    ],
  ])("refuses %s", (_, changed, file, says) => {
    const folder = dataFolder({ ...files, ...changed });
    const found = complaint(join(folder, file), () => loadDataset(folder));
    if (typeof says === "string") expect(found).toBe(says);
    else expect(found).toMatch(says);
  });

  test("refuses a folder in which a file is missing, or two fit", () => {
    const { [testLabels]: _, ...three } = files;
    const folder = dataFolder(three);
    expect(complaint(folder, () => loadDataset(folder))).toBe(
      "no file is called t10k*labels* or test*labels*, plain or .gz, so the test labels are missing",
    );
    const twice = dataFolder({ ...three, "test-labels": "", "test-labels-2": "" });
    expect(complaint(twice, () => loadDataset(twice))).toBe(
      "both test-labels and test-labels-2 could be the test labels; take one of them away",
    );
  });

  test("gives for any bytes a consistent data set or a DataError of one sentence", () => {
    const shape = fc.array(fc.nat(4), { minLength: 1, maxLength: 4 });
    const count = fc.constantFrom(10, 11, 12);
    const wellFormed = fc.oneof(
      shape,
      fc.tuple(count),
      fc.tuple(count, fc.nat(3), fc.nat(6), fc.nat(3)),
      fc.tuple(count, fc.constant(2), fc.constant(3)),
    );
    const content = fc.oneof(
      { arbitrary: wellFormed.map((extents) => idxFile(extents, (i) => (i * 7) % 11)), weight: 8 },
      { arbitrary: wellFormed.map((extents) => gzipSync(idxFile(extents, label))), weight: 2 },
      fc.uint8Array({ maxLength: 40 }),
    );
    const own = (name: string) => fc.oneof({ arbitrary: fc.constant(files[name] as Uint8Array), weight: 3 }, content);
    const folders = fc.record(Object.fromEntries(Object.keys(files).map((name) => [name, own(name)])), {
      requiredKeys: Object.keys(files).slice(0, 3),
    });
    let loaded = 0;
    fc.assert(
      fc.property(folders, (found) => {
        const folder = dataFolder(found as Record<string, Uint8Array>);
        let data: ImageDataset | undefined;
        try {
          data = loadIdxFolder(folder);
        } catch (error) {
          const [subject = ""] = (error as Error).message.split(": ");
          expect(subject.startsWith(folder)).toBe(true);
          complaint(subject, () => {
            throw error;
          });
        }
        if (data) expectConsistent(data);
        loaded += Number(data !== undefined);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(loaded).toBeGreaterThan(50);
  });
});

describe("mnist", () => {
  test("loads by its name, from its package or a folder, and still checks every bit", () => {
    const { train, scale } = loadDataset("mnist");
    expect([train.count, scale]).toEqual([60000, 1 / 255]);
    expect(loadDataset("mnist", { dataDir: packagedMnist() }).train.labels).toEqual(train.labels);
    const folder = damagedMnist({ "t10k-labels-idx1-ubyte": (bytes) => bytes.with(99, 3) });
    expect(complaint(join(folder, "t10k-labels-idx1-ubyte"), () => loadDataset("mnist", { dataDir: folder }))).toMatch(
      /^SHA-256 \w{12}… is not that of MNIST/,
    );
  });
});

describe("fashion-mnist", () => {
  test("says what to do where it is not installed", () => {
    expect(complaint("fashion-mnist", () => installedFashionMnist("/nowhere"))).toBe(
      "/nowhere does not exist; install Debian's package dataset-fashion-mnist, or put the four files from " +
        "github.com/zalandoresearch/fashion-mnist into a folder and name it with --data-dir",
    );
  });

  test("refuses other data under its names", () => {
    const folder = packagedMnist();
    const file = join(folder, "train-images-idx3-ubyte");
    const load = () => loadDataset("fashion-mnist", { dataDir: folder });
    expect(complaint(file, load)).toMatch(/^SHA-256 ba891046e650… is not that of Fashion-MNIST \(c59f468a2f67…\);/);
    expect(complaint("/nowhere/train-images-idx3-ubyte", () => loadDataset("fashion-mnist", { dataDir: "/nowhere" }))).toMatch(
      /^there is no such file; the folder must hold .*, plain or \.gz$/,
    );
  });
});

describe("loadDataset", () => {
  test.each([
    [
      "foo",
      '"foo" is not mnist, fashion-mnist, a folder of IDX files or a table (.csv, .tsv, .txt or .data); there is no such file or folder',
    ],
    ["package.json", '"package.json" is not mnist, fashion-mnist, a folder of IDX files or a table (.csv, .tsv, .txt or .data)'],
    [
      "no\nwhere\0.csv",
      '"no\\nwhere\\u0000.csv" is not mnist, fashion-mnist, a folder of IDX files or a table (.csv, .tsv, .txt or .data); there is no such file or folder',
    ],
    ["", '"" is not mnist, fashion-mnist, a folder of IDX files or a table (.csv, .tsv, .txt or .data); there is no such file or folder'],
  ])("refuses %j", (name, says) => {
    expect(complaint("dataset", () => loadDataset(name))).toBe(says);
  });

  test("refuses a folder for a data set that is itself a path", () => {
    expect(complaint("dataset", () => loadDataset("x.csv", { dataDir: "." }))).toBe(
      '--data-dir goes with mnist and fashion-mnist, but "x.csv" is itself a path; leave it out',
    );
  });
});
