import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError, loadMnist, readIdx } from "#data";

/** A well-formed IDX file of bytes 0, 1, 2, … */
function idx(shape: readonly number[], magic = 0x0800 + shape.length): Uint8Array {
  const count = shape.reduce((a, b) => a * b, 1);
  const file = new Uint8Array(4 + 4 * shape.length + count);
  const view = new DataView(file.buffer);
  view.setUint32(0, magic);
  for (const [axis, extent] of shape.entries()) view.setUint32(4 + 4 * axis, extent);
  for (let i = 0; i < count; i++) file[4 + 4 * shape.length + i] = i;
  return file;
}

describe("readIdx", () => {
  test("gives the shape and the bytes", () => {
    expect(readIdx(idx([2, 3]), "f")).toEqual({ shape: [2, 3], bytes: Uint8Array.of(0, 1, 2, 3, 4, 5) });
  });

  test.each([
    ["a file of two bytes", new Uint8Array(2), /2 bytes are too few for an IDX file/],
    ["another format", idx([2, 3], 0x89504e47), /magic number 0x89504e47 is not that of an IDX file/],
    ["another element type", idx([2, 3], 0x0d02), /element type 0xd is not unsigned bytes/],
    ["no axis", idx([], 0x0800), /0 axes are not in 1 … 4/],
    ["a cut header", idx([2, 3]).subarray(0, 9), /9 bytes are too few for the header, which has 12/],
    ["missing bytes", idx([2, 3]).subarray(0, 17), /truncated: the header says 2 × 3 = 6 bytes, the file has 5/],
    ["bytes too many", new Uint8Array([...idx([2, 3]), 7]), /too long: the header says 2 × 3 = 6 bytes, the file has 7/],
    ["an absurd size", idx([1, 1, 1, 1]).with(4, 255).with(8, 255), /are more than 2 GiB/],
  ])("refuses %s", (_, file, says) => {
    expect(() => readIdx(file, "f")).toThrow(DataError);
    expect(() => readIdx(file, "f")).toThrow(says);
  });

  test("gives for any bytes a consistent file or a DataError", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
    const edits = fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 4 });
    const broken = fc.tuple(shapes, edits, fc.nat(60)).map(([shape, changes, cut]) => {
      const file = idx(shape);
      for (const [at, byte] of changes) if (at < file.length) file[at] = byte;
      return cut < file.length && cut % 2 ? file.subarray(0, cut) : file;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), broken), (file) => {
        try {
          const { shape, bytes } = readIdx(file, "f");
          expect(bytes.length).toBe(shape.reduce((a, b) => a * b, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

test("MNIST comes with its package, in shared memory", () => {
  const { train, test: held, heldOut, shape } = loadMnist();
  expect([train.count, held.count, heldOut, ...shape]).toEqual([60000, 10000, 5000, 1, 28, 28]);
  expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  expect(train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
});
