import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadMnist, packagedMnist } from "#data/files";
import { type IdxFile, readIdx } from "../src/data/idx.ts";
import { damagedMnist, flipBit } from "./damagedMnist.ts";
import { complaint, idxFile } from "./dataFolder.ts";

describe("readIdx", () => {
  test("gives the shape and the bytes", () => {
    expect(readIdx(idxFile([2, 3]), "f")).toEqual({ shape: [2, 3], bytes: Uint8Array.of(0, 1, 2, 3, 4, 5) });
  });

  test("reads a file that lies within a larger buffer", () => {
    const padded = new Uint8Array([9, 9, 9, ...idxFile([2, 1]), 9]);
    expect(readIdx(padded.subarray(3, -1), "f")).toEqual({ shape: [2, 1], bytes: Uint8Array.of(0, 1) });
  });

  test.each([
    ["an empty file", new Uint8Array(0), "0 bytes are too few for an IDX file, whose magic number alone has 4"],
    ["another format", idxFile([2, 3], undefined, 0x89504e47), "magic number 0x89504e47 is not that of an IDX file (0x0000080n)"],
    ["another element type", idxFile([2, 3], undefined, 0x0d02), "element type 0xd is not unsigned bytes (0x8)"],
    ["no axis", idxFile([]), "0 axes are not in 1 … 4"],
    ["five axes", idxFile([1, 1, 1, 1, 1]), "5 axes are not in 1 … 4"],
    ["a header cut short", idxFile([2, 3]).subarray(0, 9), "9 bytes are too few for the header, which has 12"],
    ["missing bytes", idxFile([2, 3]).subarray(0, 17), "truncated: the header says 2 × 3 = 6 bytes, the file has 5"],
    ["bytes too many", new Uint8Array([...idxFile([2, 3]), 7]), "too long: the header says 2 × 3 = 6 bytes, the file has 7"],
    ["an absurd size", idxFile([1, 1]).with(4, 255).with(8, 255), "4278190081 × 4278190081 bytes are more than 2 GiB"],
  ])("refuses %s", (_, file, says) => {
    expect(complaint("f", () => readIdx(file, "f"))).toBe(says);
  });

  /** Valid files, some cut, some with bits of the header flipped. */
  const broken = fc
    .record({
      shape: fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }),
      cut: fc.option(fc.nat(60)),
      flips: fc.array(fc.nat(8 * 20 - 1), { maxLength: 3 }),
    })
    .map(({ shape, cut, flips }) => {
      const file = idxFile(shape).slice(0, cut ?? undefined);
      for (const bit of flips) if (bit >> 3 < file.length) (file[bit >> 3] as number) ^= 1 << (bit & 7);
      return file;
    });

  test.each([
    ["any bytes", fc.uint8Array({ maxLength: 40 })],
    ["files that are cut or have bits of the header flipped", broken],
  ])("gives for %s a consistent result or a DataError of one sentence", (_, files) => {
    fc.assert(
      fc.property(files, (file) => {
        let read: IdxFile | undefined;
        complaint("f", () => {
          read = readIdx(file, "f");
        });
        if (!read) return;
        expect(read.bytes.length).toBe(read.shape.reduce((a, b) => a * b, 1));
        expect(read.bytes).toEqual(file.subarray(4 + 4 * read.shape.length));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe("loadMnist", () => {
  const [trainImages, trainLabels] = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] as const;
  const [testImages, testLabels] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] as const;

  test("gives MNIST as it comes with its package, in shared memory", () => {
    const { train, test: examples, heldOut, shape, classes } = loadMnist();
    expect([train.count, examples.count, heldOut, classes, ...shape]).toEqual([60000, 10000, 5000, 10, 1, 28, 28]);
    expect([train.images.length, examples.images.length]).toEqual([60000 * 784, 10000 * 784]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...examples.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    for (const { buffer } of [train.images, train.labels, examples.images, examples.labels])
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  const cut = (length: number) => (bytes: Uint8Array) => bytes.subarray(0, length);
  const grow = (bytes: Uint8Array) => new Uint8Array([...bytes, 0]);
  const testAsTrain = { [trainImages]: testImages, [testImages]: trainImages } as const;
  const labelsAsImages = { [trainImages]: trainLabels, [trainLabels]: trainImages } as const;

  test.each([
    ["a missing file", testLabels, { [testLabels]: "removed" }, /^there is no such file; the folder must hold train-images-idx3-ubyte, /],
    ["a wrong magic number", trainLabels, { [trainLabels]: flipBit(0) }, /^magic number 0x01000801 is not that of an IDX file/],
    ["a wrong element type", trainLabels, { [trainLabels]: flipBit(2) }, /^element type 0x9 is not unsigned bytes \(0x8\)$/],
    [
      "a truncated file",
      testImages,
      { [testImages]: cut(1_000_000) },
      /^truncated: .* 10000 × 28 × 28 = 7840000 bytes, the file has 999984$/,
    ],
    ["a file that is too long", testLabels, { [testLabels]: grow }, /^too long: the header says 10000 bytes, the file has 10001$/],
    ["a header cut short", trainImages, { [trainImages]: cut(10) }, /^10 bytes are too few for the header, which has 16$/],
    ["test images as training images", trainImages, testAsTrain, /^holds 10000 × 28 × 28 bytes, MNIST has 60000 × 28 × 28;/],
    ["labels as images", trainImages, labelsAsImages, /^holds 60000 bytes, MNIST has 60000 × 28 × 28; are two files swapped\?$/],
    ["one wrong bit in a label", testLabels, { [testLabels]: flipBit(5000) }, /^SHA-256 \w{12}… is not that of MNIST \(ff7bcfd416de…\);/],
    [
      "one wrong bit in an image",
      testImages,
      { [testImages]: flipBit(7_000_000) },
      /^SHA-256 \w{12}… is not that of MNIST \(0fa7898d5092…\);/,
    ],
  ] as const)("refuses %s", (_, file, damages, says) => {
    const folder = damagedMnist(damages);
    expect(complaint(join(folder, file), () => loadMnist(folder))).toMatch(says);
  });

  test.each([
    ["that does not exist", "/nowhere", /^there is no such file; the folder must hold /],
    ["that is a file", join(packagedMnist(), trainLabels), /^what should be its folder is a file; the folder must hold /],
  ])("refuses a folder %s", (_, folder, says) => {
    expect(complaint(join(folder, trainImages), () => loadMnist(folder))).toMatch(says);
  });
});
