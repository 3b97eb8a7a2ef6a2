import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { sha256 } from "#engine";
import { shareBytes, sharedFloats } from "../src/data/sharedArray.ts";

test("14: SHA-256 is that of FIPS 180-4", () => {
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("14: it is what Node gives, so that ids stay: of any text, and of any part of an array", () => {
  const ofNode = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => sha256(text) === ofNode(text)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, from) => {
      const part = bytes.subarray(from);
      return sha256(part) === ofNode(part);
    }),
  );
});

afterEach(() => vi.unstubAllGlobals());

test("14: data are in shared memory, and in memory of their own where a page has none", () => {
  expect(shareBytes(Uint8Array.of(1, 2)).buffer).toBeInstanceOf(SharedArrayBuffer);
  vi.stubGlobal("SharedArrayBuffer", undefined);
  const bytes = shareBytes(Uint8Array.of(1, 2));
  expect([...bytes]).toEqual([1, 2]);
  expect(bytes.buffer).toBeInstanceOf(ArrayBuffer);
  expect(sharedFloats(3)).toEqual(new Float32Array(3));
});
