import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import {
  adagrad,
  adam,
  type ImageDataset,
  Learner,
  type LearnerOptions,
  type MethodOptions,
  type ModelSpec,
  mlp,
  rmsProp,
  sgd,
} from "../src/library/index.ts";

const part = (count: number) => ({
  images: Uint8Array.from({ length: 16 * count }, (_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 3),
  features: 16,
  count,
});
const data: ImageDataset = {
  name: "small",
  classes: 3,
  shape: [1, 4, 4],
  scale: 1 / 255,
  train: part(60),
  test: part(20),
  heldOut: 10,
  classNames: ["ant", "bee", "cat"],
};
const model: ModelSpec = {
  name: "everything",
  layers: [
    { layer: "conv2d", filters: 3, size: 2 },
    { layer: "batchNorm" },
    { layer: "relu" },
    { layer: "dropout" },
    { layer: "flatten" },
    { layer: "dense", units: "classes" },
  ],
};
const options: LearnerOptions = { model, data, batch: 7, seed: 5, methods: { dropout: 0.2, softSharing: 1e-4, l2: 1e-3 } };
const folder = mkdtempSync(join(tmpdir(), "droplab-net-"));
let files = 0;
const newFile = () => join(folder, `net${++files}`);
const saved = async (learner: Learner) => {
  const file = newFile();
  await learner.save(file);
  return file;
};

describe("13.18: a net that is saved and loaded", () => {
  test.each([
    ["adam", adam()],
    ["sgd", sgd({ learningRate: 0.05, momentum: 0.9 })],
    ["rmsProp", rmsProp({})],
    ["adagrad", adagrad({})],
  ] as const)("goes on with the same digits as without a break, with %s", async (_, optimizer) => {
    const whole = new Learner({ ...options, optimizer });
    await whole.train(6);
    await whole.set({ dropout: 0.4 });
    const loaded = await Learner.load(await saved(whole), { data, optimizer });
    expect(loaded.iteration).toBe(6);
    expect(loaded.methods).toEqual(whole.methods);
    for (const each of [whole, loaded]) await each.train(9);
    expect(await loaded.weights()).toEqual(await whole.weights());
    expect(await loaded.evaluate()).toEqual(await whole.evaluate());
    expect(await loaded.predict(data.test.images)).toEqual(await whole.predict(data.test.images));
  });

  test.each(["native", "wasm", "reference"] as const)(
    "keeps every bit of the weights of %s, with its running statistics",
    async (device) => {
      const learner = new Learner({ ...options, device });
      await learner.train(5);
      const loaded = await Learner.load(await saved(learner), { device });
      expect(await loaded.weights()).toEqual(await learner.weights());
      expect(await loaded.predict(data.test.images)).toEqual(await learner.predict(data.test.images));
    },
  );

  test("predicts without its data, tells its classes, and says what it cannot do", async () => {
    const learner = new Learner({ ...options, optimizer: sgd({}) });
    await learner.train(5);
    const alone = await Learner.load(await saved(learner));
    expect(alone.classNames).toEqual(["ant", "bee", "cat"]);
    expect(alone.iteration).toBe(5);
    expect(await alone.predict(Array(16).fill(0.5), { scale: "unit" })).toHaveLength(1);
    await expect(() => alone.predict(Array(16).fill(0.5))).rejects.toThrow("is not a whole number from 0 to 255");
    await expect(() => alone.train(1)).rejects.toThrow(
      "train: this net was loaded without its data; Learner.load(file, { data }) can train",
    );
    await expect(() => alone.evaluate()).rejects.toThrow("evaluate: this net was loaded without its data");
    await expect(() => alone.evaluateThinned(3)).rejects.toThrow("evaluate: this net was loaded without its data");
  });

  test("of a table predicts raw rows as the data that trained it", async () => {
    const floats = (count: number) => ({ ...part(count), images: Float32Array.from(part(count).images, (v) => v / 100 - 1) });
    const standardization = { means: Array(16).fill(3), deviations: Array(16).fill(2) };
    const table = { ...data, shape: [16], scale: 1, train: floats(60), test: floats(20), standardization };
    const learner = new Learner({ model: mlp([4]), data: table });
    await learner.train(3);
    const row = Array.from({ length: 16 }, (_, i) => i);
    expect(await (await Learner.load(await saved(learner))).predict(row, { scale: "raw" })).toEqual(
      await learner.predict(row, { scale: "raw" }),
    );
  });

  test("refuses other data, optimizers and penalties than it had", async () => {
    const penalty = {
      name: "own",
      strength: 1e-3,
      of: (w: never, ops: { sum(x: never): never; square(x: never): never }) => ops.sum(ops.square(w)),
    };
    const file = await saved(new Learner({ ...options, optimizer: sgd({}) }));
    const load = (changes: object) => () => Learner.load(file, { data, optimizer: sgd({}), ...changes });
    await load({})();
    await expect(load({ data: { ...data, scale: 1 / 16 } })).rejects.toThrow("data: scale is 0.0625, and that of the net 0.00392");
    await expect(load({ data: { ...data, shape: [16] } })).rejects.toThrow(/shape|channels/);
    await expect(load({ data: { ...data, classes: 4, classNames: ["a", "b", "c", "d"] } })).rejects.toThrow("classes");
    await expect(load({ optimizer: adam() })).rejects.toThrow("give the optimizer that it was trained with");
    await expect(load({ optimizer: undefined })).rejects.toThrow("give the optimizer that it was trained with");
    await expect(load({ penalties: [penalty] })).rejects.toThrow(
      "penalties: the net was trained with none, and is given own; give the same",
    );
    const own = await saved(new Learner({ ...options, penalties: [penalty as never] }));
    await expect(() => Learner.load(own, { data })).rejects.toThrow(
      "penalties: the net was trained with own, and is given none; give the same",
    );
    await Learner.load(own, { data, penalties: [penalty as never] });
    await Learner.load(own);
  });

  test("leaves one file, and an old one as it was where it cannot be written", async () => {
    const learner = new Learner(options);
    const file = await saved(learner);
    const before = readFileSync(file);
    await learner.train(2);
    await learner.save(file);
    expect(readFileSync(file)).not.toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    await expect(() => learner.save(join(folder, "no", "such", "net"))).rejects.toThrow("the net cannot be written there (ENOENT)");
    await expect(() => learner.save(folder)).rejects.toThrow("the net cannot be written there (");
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    for (const path of [undefined, "", 5, null]) await expect(() => learner.save(path as never)).rejects.toThrow("is no path");
  });
});

test("15.16: a file is named by its address, too, and a net is kept as a text, and read from bytes", async () => {
  const learner = new Learner(options);
  const file = newFile();
  await learner.save(pathToFileURL(`${file}.json`));
  const text = await learner.save();
  for (const written of [`\n ${text}`, `\ufeff${text}`]) expect((await Learner.load(written)).iteration).toBe(learner.iteration);
  expect(readFileSync(`${file}.json`, "utf8")).toBe(text);
  const images = part(2).images;
  const expected = await learner.predict(images);
  for (const source of [pathToFileURL(`${file}.json`), new TextEncoder().encode(text), new TextEncoder().encode(text).buffer])
    expect(await (await Learner.load(source)).predict(images)).toEqual(expected);
});

describe("13.18: what set turned off has its parts in the net still", () => {
  test.each<[string, MethodOptions, MethodOptions]>([
    ["soft sharing", { softSharing: 1e-3 }, { softSharing: 0 }],
    ["gradient clipping", { gradientClip: 0.1 }, { gradientClip: 0 }],
    ["activity sparsity", { activitySparsity: 0.01 }, { activitySparsity: 0 }],
    ["dropout", { dropout: 0.3 }, { dropout: 0 }],
  ])("%s: saved and loaded, with the same digits, and turned on again", async (_, methods, off) => {
    const made = new Learner({ ...options, methods });
    await made.train(3);
    await made.set(off);
    await made.train(3);
    const loaded = await Learner.load(await saved(made), { data });
    expect(loaded.methods).toEqual(made.methods);
    await made.train(4);
    await loaded.train(4);
    expect(await loaded.weights()).toEqual(await made.weights());
    await made.set(methods);
    const again = await Learner.load(await saved(made), { data });
    await made.train(4);
    await again.train(4);
    expect(await again.weights()).toEqual(await made.weights());
    const twice = await Learner.load(await saved(await Learner.load(await saved(made))));
    expect(await twice.weights()).toEqual(await made.weights());
  });
});

test("13.17: a checkpoint of a net that was made with gradient clipping is one of another net", async () => {
  const clipped = new Learner({ ...options, methods: { gradientClip: 0.01 } });
  await clipped.train(2);
  const plain = new Learner({ ...options, methods: {} });
  await expect(plain.restore(await clipped.checkpoint())).rejects.toThrow("restore: the checkpoint is of another net; ");
  await clipped.set({ gradientClip: 0 });
  await expect(plain.restore(await clipped.checkpoint())).rejects.toThrow("restore: the checkpoint is of another net; ");
});

describe("13.18: the file of a net", async () => {
  const file = await saved(new Learner(options));
  const bytes = readFileSync(file);
  const load = (content: Uint8Array | string) => {
    const other = newFile();
    writeFileSync(other, content);
    return () => Learner.load(other);
  };
  /** With a checksum that is right, whatever it says. */
  const sealed = (content: Uint8Array) => Buffer.concat([content, createHash("sha256").update(content).digest()]);
  const line = bytes.indexOf("\n", 14);
  const header = JSON.parse(bytes.subarray(14, line).toString());
  const rest = bytes.subarray(line, -32);
  const withHeader = (changes: object) =>
    sealed(Buffer.concat([Buffer.from(`droplab net 1\n${JSON.stringify({ ...header, ...changes })}`), rest]));

  test("is as docs/library.md says: a line, a header, float64 numbers, a checksum", async () => {
    expect(bytes.subarray(0, 14).toString()).toBe("droplab net 1\n");
    const sum = header.tensors.reduce((total: number, { length }: { length: number }) => total + length, 0);
    expect(rest.length).toBe(1 + 8 * sum);
    expect(createHash("sha256").update(bytes.subarray(0, -32)).digest().equals(bytes.subarray(-32))).toBe(true);
    const [first] = await new Learner(options).weights();
    expect(header.tensors[0]).toEqual({ name: "conv2d1.weight", length: 12 });
    expect(new Float64Array(bytes.buffer.slice(bytes.byteOffset + line + 1, bytes.byteOffset + line + 1 + 96))).toEqual(
      Float64Array.from(first?.values ?? []),
    );
    await load(withHeader({}))();
  });

  test("is refused with a sentence where it is none", async () => {
    for (const content of ["", "droplab", "{}", "droplab net x\n", "droplab net 1", Buffer.alloc(1000)])
      await expect(load(content)).rejects.toThrow("that is no saved net; learner.save(file) and droplab save write one");
    await expect(load(bytes.toString("latin1").replace("net 1", "net 2"))).rejects.toThrow("its format is 2, and this droplab reads 1");
    await expect(() => Learner.load(join(folder, "none"))).rejects.toThrow(
      "it cannot be read (ENOENT); name a file that learner.save or droplab save wrote",
    );
    await expect(() => Learner.load(folder)).rejects.toThrow("it cannot be read (EISDIR)");
    await expect(() => Learner.load(undefined as never)).rejects.toThrow("file: undefined is no path");
  });

  test("is refused where a bit has changed or an end is missing", async () => {
    for (const at of [14, 40, line + 2, line + 100, bytes.length - 33, bytes.length - 1]) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] as number) ^ 1;
      await expect(load(other), String(at)).rejects.toThrow("the saved net is damaged (its checksum is another)");
    }
    for (const length of [14, 60, line, line + 50, bytes.length - 1])
      await expect(load(bytes.subarray(0, length)), String(length)).rejects.toThrow("damaged");
  });

  test.each<[string, object]>([
    ["a model that is none", { model: { layers: [{ layer: "dense", units: -1 }] } }],
    ["methods that are none", { methods: { dropout: 7 } }],
    ["tensors that are longer", { tensors: [{ name: "conv2d1.weight", length: 1e6 }] }],
    ["tensors of no length", { tensors: [{ name: "conv2d1.weight" }] }],
    ["tensors of negative length", { tensors: [{ name: "a", length: -5 }] }],
    ["no tensors", { tensors: undefined }],
    ["an iteration before the first", { iteration: -1 }],
    ["a seed that is none", { seed: "a" }],
    ["no data", { data: undefined }],
    ["data of a huge shape", { data: { ...header.data, shape: [1e6, 1e6] } }],
    ["data of another shape", { data: { ...header.data, shape: [1, 8, 8] } }],
    ["penalties that are no list", { penalties: 5 }],
  ])("is refused where its header has %s, though its checksum is right", async (_, changes) => {
    await expect(load(withHeader(changes))).rejects.toThrow(/^\S+net\d+: |^data: |shape|input/);
  });
});
