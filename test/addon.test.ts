import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nativeWidths, openDevice } from "#devices";
import { decode, instructionNames, instructions, type OperandKind } from "#engine";
import type { LayerSpec } from "#nn";
import { bounds } from "../kernels/bounds.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { everyExample, tinyTrainer, train } from "./tinyTrainer.ts";

type Run = (...values: unknown[]) => void;
interface Addon {
  variants(...values: unknown[]): string[];
  misalignment: (...values: unknown[]) => number;
  peak: Run;
  run: Run;
}

const built = nativeWidths().length > 0;
const addon = () => createRequire(import.meta.url)(fileURLToPath(new URL("../build/droplab.node", import.meta.url))) as Addon;

const everything: readonly LayerSpec[] = [
  { layer: "dropout", rate: "input" },
  { layer: "conv2d", filters: 3, size: 2, padding: 1 },
  { layer: "batchNorm" },
  { layer: "relu" },
  { layer: "maxPool2d", size: 2 },
  { layer: "dropout" },
  { layer: "averagePool2d", size: 2, stride: 1 },
  { layer: "flatten" },
  { layer: "dense", units: 5 },
  { layer: "tanh" },
  { layer: "dense", units: 3 },
];
const methods = { dropout: 0.3, maxNorm: 1, l1: 1e-3, gradientClip: 1, softSharing: 1e-4 };
const { program, cells } = (() => {
  const { stepProgram, memory } = tinyTrainer({ layers: everything, methods });
  return { program: stepProgram, cells: memory.end + 20000 };
})();
const { batch, lanes, feed } = program;

/** Arguments of a call that is right, by name. */
const right = () => ({
  variant: addon().variants().findIndex(Boolean) as unknown,
  arena: new Float32Array(cells) as unknown,
  code: Int32Array.from(program.code) as unknown,
  images: new Uint8Array(60 * 20) as unknown,
  labels: new Uint8Array(60) as unknown,
  indices: new Int32Array(34) as unknown,
  feed: new Float32Array(2 * feed.width) as unknown,
  settings: Int32Array.of(batch, lanes, 20, feed.at, feed.width, 1, 1, 0) as unknown,
});
const called = (changes: Partial<ReturnType<typeof right>>) => () => addon().run(...Object.values({ ...right(), ...changes }));
const withSettings = (at: number, value: number) => {
  const settings = right().settings as Int32Array;
  settings[at] = value;
  return { settings };
};
const withCode = (at: number, value: number) => {
  const code = right().code as Int32Array;
  code[at] = value;
  return { code };
};
const detached = <T extends ArrayBufferView>(array: T): T => {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
  return array;
};

describe.runIf(built)("13.15: the addon refuses what it could not stay within", () => {
  test("but not a call that is right", () => {
    expect(called({})).not.toThrow();
    expect(called({ images: new Float32Array(1200) })).not.toThrow();
    expect(called({ indices: new Int32Array(0), feed: new Float32Array(0) })).not.toThrow();
    expect(called({ images: new Uint8Array(new SharedArrayBuffer(1200)) })).not.toThrow();
  });

  const names = ["arena", "code", "images", "labels", "indices", "feed", "settings"] as const;
  const others: readonly (readonly [string, unknown])[] = [
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["a text", "abc"],
    ["a list", [1, 2, 3]],
    ["an ArrayBuffer", new ArrayBuffer(8000)],
    ["a DataView", new DataView(new ArrayBuffer(8000))],
    ["what only inherits", Object.create(Float32Array.prototype)],
    ["a proxy", new Proxy(new Int32Array(7), {})],
    ["Int8Array", new Int8Array(8000)],
    ["Uint16Array", new Uint16Array(8000)],
    ["Uint8ClampedArray", new Uint8ClampedArray(8000)],
    ["Float64Array", new Float64Array(8000)],
    ["BigInt64Array", new BigInt64Array(8000)],
  ];
  test.each(names)("%s that are something else", (name) => {
    for (const [title, value] of others) expect(called({ [name]: value }), title).toThrow(`${name}: that is no `);
  });

  test.each(names)("%s whose buffer is detached", (name) => {
    const gone = detached(right()[name] as Float32Array);
    if (name === "code")
      expect(called({ [name]: gone })).not.toThrow(); // no instructions are left
    else if (name === "indices")
      expect(called({ [name]: gone })).not.toThrow(); // nor steps
    else expect(called({ [name]: gone })).toThrow();
  });

  test.each<[string, Partial<ReturnType<typeof right>>, string]>([
    ["an arena that is short", { arena: new Float32Array(500) }, "code: an instruction is not one, or reaches out of the arena"],
    ["images that are short", { images: new Uint8Array(19) }, "indices: one is no example of the images and labels"],
    ["no images", { images: new Uint8Array(0) }, "indices: "],
    ["no labels", { labels: new Uint8Array(0) }, "indices: "],
    ["an index behind the last", { indices: Int32Array.of(0, 60) }, "indices: "],
    ["an index before the first", { indices: Int32Array.of(0, -1) }, "indices: "],
    ["a feed that is short", { feed: new Float32Array(2 * feed.width - 1) }, "feed: "],
    ["fewer settings", { settings: new Int32Array(7) }, "settings: that is no Int32Array of 8 numbers"],
    ["a batch of 0", withSettings(0, 0), "settings: "],
    ["a negative batch", withSettings(0, -5), "settings: "],
    ["more than the lanes", withSettings(0, 33), "settings: "],
    ["lanes of no whole groups", withSettings(1, 33), "settings: "],
    ["lanes for which the arena is short", withSettings(1, 1 << 20), "code: "],
    ["no features", withSettings(2, 0), "settings: features"],
    ["features for which the images are short", withSettings(2, 1 << 30), "indices: "],
    ["a feed outside", withSettings(3, cells), "settings: the cells of the feed"],
    ["a feed before", withSettings(3, -1), "settings: the cells of the feed"],
    ["a feed of negative width", withSettings(4, -1), "settings: the cells of the feed"],
    ["code that ends early", { code: program.code.slice(0, 3) }, "code: "],
    ["an opcode that is none", withCode(0, 10_000), "code: "],
    ["a negative opcode", withCode(0, -1), "code: "],
    ["a count of operands that is not the opcode's", withCode(1, 2), "code: "],
    ["a negative count of operands", withCode(1, -2), "code: "],
    ["a width that is none", { variant: 99 }, "variant: "],
    ["half a width", { variant: 0.5 }, "variant: "],
    ["a width in words", { variant: "avx2" }, "variant: "],
    ["a width NaN", { variant: Number.NaN }, "variant: "],
  ])("%s", (_, changes, sentence) => {
    expect(called(changes)).toThrow(sentence);
  });

  test("every operand of every instruction that is far off: the arena's end, its beginning, and overflows", () => {
    let at = 0;
    let refused = 0;
    for (const { name, operands } of decode(program.code)) {
      for (const [i, [operand, kind]] of Object.entries<OperandKind>(instructions[name]).entries()) {
        if (["layer", "nesterov", "ofWeights"].includes(operand)) continue;
        for (const value of kind === "int" || typeof kind !== "string"
          ? [-1, 2 ** 31 - 1, -(2 ** 31)]
          : [-2, cells + 1, 2 ** 31 - 1, -(2 ** 31)]) {
          expect(called(withCode(at + 2 + i, value)), `${name}.${operand} = ${value}`).toThrow("code: ");
          refused++;
        }
      }
      at += 2 + Object.keys(operands).length;
    }
    expect(refused).toBeGreaterThan(500);
  });

  test("and bytes or rounds that are none, and calls of nothing", () => {
    const { run, peak, misalignment, variants } = addon();
    for (const buffer of [-1, 8n, "8", null, undefined, {}, new Float32Array(4)])
      expect(() => misalignment(buffer)).toThrow("buffer: that is no ArrayBuffer");
    for (const bytes of [0, 1, 64, 65, 5000])
      expect(misalignment(new ArrayBuffer(bytes))).toBeOneOf(Array.from({ length: 64 }, (_, i) => i));
    for (const call of [run, peak, misalignment]) expect(() => call()).toThrow();
    for (const rounds of [-1, 0.5, Number.NaN, "5", undefined]) expect(() => peak(right().variant, rounds)).toThrow("rounds: ");
    expect(() => peak(-1, 5)).toThrow("variant: ");
    expect(variants(1, 2, 3)).toEqual(variants());
  });

  test("every instruction has bounds for its buffers, and no others", () => {
    for (const name of instructionNames) {
      const buffers = Object.entries<OperandKind>(instructions[name]).filter(([, kind]) => /^(in|out|inout)$/.test(String(kind)));
      const given = Object.keys(bounds[name]).filter((key) => !["absent", "apart", "needs"].includes(key));
      expect(given.sort(), name).toEqual(buffers.map(([buffer]) => buffer).sort());
    }
  });
});

describe.each(devices)("13.15: a session of $name refuses", ({ device }) => {
  const trainer = () => tinyTrainer({ device });
  const opened = trainer();
  const { stepProgram, memory } = opened;
  const call = { examples: 0, indices: Int32Array.of(0, 1), seed: 1, iteration: 1, feed: new Float64Array(2) };
  const ran = (changes: object) => async () => (await opened.session).run(stepProgram, { ...call, ...changes });
  const part = { images: new Uint8Array(40), labels: new Uint8Array(2), features: 20, count: 2 };

  test.each<[string, () => Promise<unknown>, string]>([
    ["an index behind the last", ran({ indices: Int32Array.of(60) }), "indices: 60 is none of the 60 examples"],
    ["an index before the first", ran({ indices: Int32Array.of(-1) }), "indices: -1 is none of the 60 examples"],
    ["a list of indices", ran({ indices: [0, 1] }), "indices: they are no Int32Array"],
    ["a feed that is short", ran({ feed: new Float64Array(0) }), "feed: 0 numbers are fewer than 1 × 2"],
    ["a data set that is not there", ran({ examples: 1 }), "examples: 1 is not the number of one of the 1 data sets"],
    ["a seed of 33 bits", ran({ seed: 2 ** 32 }), "seed: 4294967296 is not a whole number from 0"],
    ["an iteration before the first", ran({ iteration: -1 }), "iteration: -1 is not"],
    ["to read before the arena", async () => (await opened.session).read(-1, 4), "offset: 4 numbers from -1 do not lie within the"],
    [
      "to read behind the arena",
      async () => (await opened.session).read(0, 1e9),
      "offset: 1000000000 numbers from 0 do not lie within the",
    ],
    ["to write behind the arena", async () => (await opened.session).write(memory.end + 1e9, [1]), "offset: 1 numbers from"],
    ["more images than there are", async () => (await opened.session).overwriteImages(0, new Uint8Array(60 * 20 + 1)), ""],
    [
      "examples of another kind",
      () => device.open(16, [{ ...part, images: new Int8Array(40) as never }]),
      "images: they are no Uint8Array and",
    ],
    ["labels of another kind", () => device.open(16, [{ ...part, labels: [0, 1] as never }]), "labels: they are no Uint8Array"],
    [
      "more examples than there are",
      () => device.open(16, [{ ...part, count: 3 }]),
      "count: 3 examples of 20 features are more than the 40 numbers",
    ],
    ["an arena of no size", () => device.open(Number.NaN, []), "cells: NaN is not a whole number from 0"],
    ["a negative arena", () => device.open(-16, []), "cells: -16 is not"],
    ["an arena that offsets cannot name", () => device.open(2 ** 32, []), "this net needs 17.2 GB of memory"],
  ])("%s", async (_, hostile, sentence) => {
    await expect(hostile).rejects.toThrow(sentence);
  });

  test("and goes on as if nothing had been asked", async () => {
    const [asked, fresh] = [trainer(), trainer()];
    await expect(async () => (await asked.session).run(asked.stepProgram, { ...call, indices: Int32Array.of(99) })).rejects.toThrow();
    for (const each of [asked, fresh]) await train(each, 3);
    expect(await asked.logits(0, everyExample)).toEqual(await fresh.logits(0, everyExample));
  });
});

test("13.15: WebAssembly says when its memory cannot grow, and takes code from a part of a buffer", async () => {
  const wasm = await openDevice("wasm");
  const { stepProgram } = tinyTrainer({ device: wasm });
  const wider = new Int32Array(stepProgram.code.length + 3);
  wider.set(stepProgram.code, 3);
  const [whole, part] = await inOrder([stepProgram.code, wider.subarray(3)], async (code) => {
    const trainer = tinyTrainer({ device: wasm });
    const session = await trainer.session;
    await session.run(
      { ...stepProgram, code },
      { examples: 0, indices: new Int32Array(34), seed: 1, iteration: 1, feed: new Float64Array(4) },
    );
    return session.read(0, trainer.memory.lasting);
  });
  expect(part).toEqual(whole);
});
