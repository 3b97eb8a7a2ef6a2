import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { ExampleOrder } from "#train";
import { trialSeed } from "../src/web/playground/settings/netOf.ts";
import { partOf } from "../src/web/server/packagedDigits.ts";
import { makeDigitFiles } from "../src/web/site/build/digitFiles.ts";
import { BlockReader, writeBlocks } from "../src/web/site/digits/digitBlocks.ts";
import { digitParts, type ImagePart, imageCounts } from "../src/web/site/digits/digitParts.ts";
import { serveFolder } from "./servedFolder.ts";

const { folder, names } = makeDigitFiles(fileURLToPath(new URL("../build/digits", import.meta.url)));
const file = (part: keyof typeof names) => readFileSync(join(folder, names[part]));
const mnist = loadMnist();
const order = new ExampleOrder(5000, imageCounts.train, trialSeed({ seed: 1 })).take(0, imageCounts.train);

/** MNIST's images as they are to lie in a file, and their labels. */
const expected: { readonly [part in ImagePart]: { readonly from: typeof mnist.train; readonly places: Int32Array } } = {
  train: { from: mnist.train, places: order },
  test: { from: mnist.test, places: Int32Array.from({ length: imageCounts.test }, (_, i) => i) },
  heldOut: { from: mnist.train, places: Int32Array.from({ length: imageCounts.heldOut }, (_, i) => i) },
};

function decoded(bytes: Uint8Array, piece = 65_536): Uint8Array {
  const reader = new BlockReader();
  const images: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += piece) images.push(...reader.take(bytes.subarray(at, at + piece)));
  return Buffer.concat(images);
}

describe("the digits beside the page", () => {
  test.each(Object.keys(imageCounts) as ImagePart[])("%s are MNIST's bytes, in the order that the page expects", (part) => {
    const { from, places } = expected[part];
    const images = decoded(file(part));
    expect(images.length).toBe(places.length * 784);
    const wrong = places.findIndex(
      (place, i) =>
        Buffer.compare(images.subarray(784 * i, 784 * (i + 1)), (from.images as Uint8Array).subarray(784 * place, 784 * (place + 1))) !== 0,
    );
    expect(wrong).toBe(-1);
  });

  test("labels are those of the images, training, test and held out", () => {
    const labels = gunzipSync(file("labels"));
    const all = (["train", "test", "heldOut"] as const).flatMap((part) =>
      Array.from(expected[part].places, (place) => expected[part].from.labels[place] as number),
    );
    expect(Buffer.compare(labels, Uint8Array.from(all))).toBe(0);
  });

  test("the first hundred images can be read from the first 15 kB, whatever pieces they come in", () => {
    const start = file("train").subarray(0, 15_000);
    const first = decoded(start, 1);
    expect(first.length).toBe(100 * 784);
    expect(Buffer.compare(first, decoded(start, 4096))).toBe(0);
  });

  test("take no more than 8.5 MB, where gzip takes more than 11", () => {
    expect(digitParts.reduce((sum, part) => sum + file(part).length, 0)).toBeLessThan(8_500_000);
  });

  test("their sizes are those that docs/playground.md gives", () => {
    const page = readFileSync(new URL("../docs/playground.md", import.meta.url), "utf8");
    for (const part of digitParts.filter((one) => one !== "labels"))
      expect(page).toMatch(new RegExp(`^\\| \`${part}\` \\|.*\\| ${file(part).length.toLocaleString("en")} \\|`, "m"));
  });

  test("their names are known again", () => {
    for (const part of digitParts) expect(partOf(names[part])).toBe(part);
    expect([partOf("train-.bin"), partOf("../train-0123456789.bin"), partOf("names.json")]).toEqual([undefined, undefined, undefined]);
  });

  test("a page gets them as they arrive, and is told where they do not", async () => {
    Object.assign(globalThis, { DIGIT_FILES: names });
    const { fetchImages, fetchLabels } = await import("../src/web/site/page/fetchDigits.ts");
    const cut = file("heldOut").subarray(0, 300_000);
    const damaged = Uint8Array.from(file("heldOut"));
    damaged[200] = (damaged[200] as number) ^ 1;
    const others = { [`/cut/mnist/${names.heldOut}`]: cut, [`/damaged/mnist/${names.heldOut}`]: damaged };
    const server = await serveFolder(folder, others, { under: "/mnist" });
    const labels = await fetchLabels(`${server.address}/`);
    expect([labels.train.length, labels.heldOut.length, labels.test[0]]).toEqual([55_000, 5_000, 7]);
    const sizes: number[] = [];
    for await (const images of fetchImages("heldOut", `${server.address}/`)) sizes.push(images.length / 784);
    expect([new Set(sizes), sizes.length]).toEqual([new Set([100]), 50]);
    const all = async (root: string) => {
      for await (const _ of fetchImages("heldOut", root));
    };
    await expect(all(`${server.address}/cut/`)).rejects.toThrow(
      /^digits: 2\d00 of 5000 images of heldOut arrived before the connection ended$/,
    );
    await expect(all(`${server.address}/damaged/`)).rejects.toThrow(
      /heldOut is something else \(the block of images number 1 is damaged\)/,
    );
    await expect(all(`${server.address}/gone/`)).rejects.toThrow(/^digits: the server has no heldOut \(404\)/);
    server.close();
  });

  test("any picture can be written and read, also those that look like no digit", () => {
    const noise = Uint8Array.from({ length: 250 * 784 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 24) & (i % 5 ? 255 : 0));
    noise.fill(255, 784, 2 * 784);
    expect(Buffer.compare(decoded(Buffer.concat([...writeBlocks(noise)])), noise)).toBe(0);
  });
});
