import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
const saved = (learner: Learner) => {
  const file = newFile();
  learner.save(file);
  return file;
};

describe("13.18: a net that is saved and loaded", () => {
  test.each([
    ["adam", adam()],
    ["sgd", sgd({ learningRate: 0.05, momentum: 0.9 })],
    ["rmsProp", rmsProp({})],
    ["adagrad", adagrad({})],
  ] as const)("goes on with the same digits as without a break, with %s", (_, optimizer) => {
    const whole = new Learner({ ...options, optimizer });
    whole.train(6);
    whole.set({ dropout: 0.4 });
    const loaded = Learner.load(saved(whole), { data, optimizer });
    expect(loaded.iteration).toBe(6);
    expect(loaded.methods).toEqual(whole.methods);
    for (const each of [whole, loaded]) each.train(9);
    expect(loaded.weights()).toEqual(whole.weights());
    expect(loaded.evaluate()).toEqual(whole.evaluate());
    expect(loaded.predict(data.test.images)).toEqual(whole.predict(data.test.images));
  });

  test.each(["native", "wasm", "reference"] as const)("keeps every bit of the weights of %s, with its running statistics", (device) => {
    const learner = new Learner({ ...options, device });
    learner.train(5);
    const loaded = Learner.load(saved(learner), { device });
    expect(loaded.weights()).toEqual(learner.weights());
    expect(loaded.predict(data.test.images)).toEqual(learner.predict(data.test.images));
  });

  test("predicts without its data, tells its classes, and says what it cannot do", () => {
    const learner = new Learner({ ...options, optimizer: sgd({}) });
    learner.train(5);
    const alone = Learner.load(saved(learner));
    expect(alone.classNames).toEqual(["ant", "bee", "cat"]);
    expect(alone.iteration).toBe(5);
    expect(alone.predict(Array(16).fill(0.5), { scale: "unit" })).toHaveLength(1);
    expect(() => alone.predict(Array(16).fill(0.5))).toThrow("is not a whole number from 0 to 255");
    expect(() => alone.train(1)).toThrow("train: this net was loaded without its data; Learner.load(file, { data }) can train");
    expect(() => alone.evaluate()).toThrow("evaluate: this net was loaded without its data");
    expect(() => alone.evaluateThinned(3)).toThrow("evaluate: this net was loaded without its data");
  });

  test("of a table predicts raw rows as the data that trained it", () => {
    const floats = (count: number) => ({ ...part(count), images: Float32Array.from(part(count).images, (v) => v / 100 - 1) });
    const standardization = { means: Array(16).fill(3), deviations: Array(16).fill(2) };
    const table = { ...data, shape: [16], scale: 1, train: floats(60), test: floats(20), standardization };
    const learner = new Learner({ model: mlp([4]), data: table });
    learner.train(3);
    const row = Array.from({ length: 16 }, (_, i) => i);
    expect(Learner.load(saved(learner)).predict(row, { scale: "raw" })).toEqual(learner.predict(row, { scale: "raw" }));
  });

  test("refuses other data, optimizers and penalties than it had", () => {
    const penalty = {
      name: "own",
      strength: 1e-3,
      of: (w: never, ops: { sum(x: never): never; square(x: never): never }) => ops.sum(ops.square(w)),
    };
    const file = saved(new Learner({ ...options, optimizer: sgd({}) }));
    const load = (changes: object) => () => Learner.load(file, { data, optimizer: sgd({}), ...changes });
    expect(load({})).not.toThrow();
    expect(load({ data: { ...data, scale: 1 / 16 } })).toThrow("data: scale is 0.0625, and that of the net 0.00392");
    expect(load({ data: { ...data, shape: [16] } })).toThrow(/shape|channels/);
    expect(load({ data: { ...data, classes: 4, classNames: ["a", "b", "c", "d"] } })).toThrow("classes");
    expect(load({ optimizer: adam() })).toThrow("give the optimizer that it was trained with");
    expect(load({ optimizer: undefined })).toThrow("give the optimizer that it was trained with");
    expect(load({ penalties: [penalty] })).toThrow("penalties: the net was trained with none, and is given own; give the same");
    const own = saved(new Learner({ ...options, penalties: [penalty as never] }));
    expect(() => Learner.load(own, { data })).toThrow("penalties: the net was trained with own, and is given none; give the same");
    expect(() => Learner.load(own, { data, penalties: [penalty as never] })).not.toThrow();
    expect(() => Learner.load(own)).not.toThrow();
  });

  test("leaves one file, and an old one as it was where it cannot be written", () => {
    const learner = new Learner(options);
    const file = saved(learner);
    const before = readFileSync(file);
    learner.train(2);
    learner.save(file);
    expect(readFileSync(file)).not.toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(() => learner.save(join(folder, "no", "such", "net"))).toThrow("the net cannot be written there (ENOENT)");
    expect(() => learner.save(folder)).toThrow("the net cannot be written there (");
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    for (const path of [undefined, "", 5, null]) expect(() => learner.save(path as never)).toThrow("is no path");
  });
});

describe("13.18: what set turned off has its parts in the net still", () => {
  test.each<[string, MethodOptions, MethodOptions]>([
    ["soft sharing", { softSharing: 1e-3 }, { softSharing: 0 }],
    ["gradient clipping", { gradientClip: 0.1 }, { gradientClip: 0 }],
    ["activity sparsity", { activitySparsity: 0.01 }, { activitySparsity: 0 }],
    ["dropout", { dropout: 0.3 }, { dropout: 0 }],
  ])("%s: saved and loaded, with the same digits, and turned on again", (_, methods, off) => {
    const made = new Learner({ ...options, methods });
    made.train(3);
    made.set(off);
    made.train(3);
    const loaded = Learner.load(saved(made), { data });
    expect(loaded.methods).toEqual(made.methods);
    made.train(4);
    loaded.train(4);
    expect(loaded.weights()).toEqual(made.weights());
    made.set(methods);
    const again = Learner.load(saved(made), { data });
    made.train(4);
    again.train(4);
    expect(again.weights()).toEqual(made.weights());
    expect(Learner.load(saved(Learner.load(saved(made)))).weights()).toEqual(made.weights());
  });
});

test("13.17: a checkpoint of a net that was made with gradient clipping is one of another net", () => {
  const clipped = new Learner({ ...options, methods: { gradientClip: 0.01 } });
  clipped.train(2);
  const plain = new Learner({ ...options, methods: {} });
  expect(() => plain.restore(clipped.checkpoint())).toThrow("restore: the checkpoint is of another net; ");
  clipped.set({ gradientClip: 0 });
  expect(() => plain.restore(clipped.checkpoint())).toThrow("restore: the checkpoint is of another net; ");
});

describe("13.18: the file of a net", () => {
  const file = saved(new Learner(options));
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

  test("is as docs/library.md says: a line, a header, float64 numbers, a checksum", () => {
    expect(bytes.subarray(0, 14).toString()).toBe("droplab net 1\n");
    const sum = header.tensors.reduce((total: number, { length }: { length: number }) => total + length, 0);
    expect(rest.length).toBe(1 + 8 * sum);
    expect(createHash("sha256").update(bytes.subarray(0, -32)).digest().equals(bytes.subarray(-32))).toBe(true);
    const [first] = new Learner(options).weights();
    expect(header.tensors[0]).toEqual({ name: "conv2d1.weight", length: 12 });
    expect(new Float64Array(bytes.buffer.slice(bytes.byteOffset + line + 1, bytes.byteOffset + line + 1 + 96))).toEqual(first?.values);
    expect(load(withHeader({}))).not.toThrow();
  });

  test("is refused with a sentence where it is none", () => {
    for (const content of ["", "droplab", "{}", "droplab net x\n", "droplab net 1", Buffer.alloc(1000)])
      expect(load(content)).toThrow("that is no saved net; learner.save(file) writes one");
    expect(load(bytes.toString("latin1").replace("net 1", "net 2"))).toThrow("its format is 2, and this droplab reads 1");
    expect(() => Learner.load(join(folder, "none"))).toThrow("it cannot be read (ENOENT); name a file that learner.save wrote");
    expect(() => Learner.load(folder)).toThrow("it cannot be read (EISDIR)");
    expect(() => Learner.load(undefined as never)).toThrow("file: undefined is no path");
  });

  test("is refused where a bit has changed or an end is missing", () => {
    for (const at of [14, 40, line + 2, line + 100, bytes.length - 33, bytes.length - 1]) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] as number) ^ 1;
      expect(load(other), String(at)).toThrow("the saved net is damaged (its checksum is another)");
    }
    for (const length of [14, 60, line, line + 50, bytes.length - 1])
      expect(load(bytes.subarray(0, length)), String(length)).toThrow("damaged");
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
  ])("is refused where its header has %s, though its checksum is right", (_, changes) => {
    expect(load(withHeader(changes))).toThrow(/^\S+net\d+: |^data: |shape|input/);
  });
});
