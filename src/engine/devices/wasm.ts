import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ByteExamples, Call, Device, Numbers, Session } from "../device.ts";
import type { Program } from "../program.ts";
import { typedArrayName } from "../typedArrayName.ts";
import { checkCall, checkOpening, checkStretch } from "./checkCall.ts";
import { reserve } from "./reserve.ts";

interface Kernels {
  readonly heapBase: () => number;
  readonly run: (machine: number) => void;
  readonly peak: (rounds: number, values: number) => number;
}

/** Where a data set lies in the module's memory: its images as bytes or as floats, the other is 0. */
interface PlacedExamples {
  readonly images: number;
  readonly floats: number;
  readonly labels: number;
  readonly features: number;
  readonly count: number;
  readonly length: number;
}

const PAGE = 65536;

/**
 * The kernels as WebAssembly SIMD, float32, on one thread. With relaxed SIMD where the engine has it: then multiply-adds are
 * fused if the processor fuses them, and the bits can be those of `native`; without it they are rounded twice.
 */
export function wasmDevice(): Device {
  const { module, simd } = load();
  let idle: ReturnType<typeof instantiate> | undefined;
  return {
    name: "wasm",
    simd,
    open: async (cells, examples) => new WasmSession(module, cells, examples),
    peak(rounds) {
      idle ??= instantiate(module, PAGE);
      const { kernels, memory } = idle;
      const values = kernels.heapBase();
      new Float32Array(memory.buffer, values, 2).set([0.999, 0.001]);
      return kernels.peak(rounds, values);
    },
  };
}

function load(): { module: WebAssembly.Module; simd: string } {
  for (const [file, simd] of [
    ["droplab.wasm", "relaxed"],
    ["droplab.plain.wasm", "simd128"],
  ] as const) {
    const path = fileURLToPath(new URL(`../../../build/${file}`, import.meta.url));
    if (!existsSync(path)) throw new Error("the WebAssembly kernels are not built; type `npm run build:kernels`");
    const bytes = readFileSync(path);
    if (WebAssembly.validate(bytes)) return { module: new WebAssembly.Module(bytes), simd };
  }
  throw new Error("this JavaScript engine has no WebAssembly SIMD; use --device reference, or a newer engine");
}

function instantiate(module: WebAssembly.Module, bytes: number): { kernels: Kernels; memory: WebAssembly.Memory } {
  const initial = Math.ceil((bytes + 1024 * 1024) / PAGE);
  const memory = reserve(bytes, () => new WebAssembly.Memory({ initial }));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory };
}

class WasmSession implements Session {
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #cells: number;
  readonly #arenaAt: number;
  readonly #examples: readonly PlacedExamples[];
  readonly #programs = new Map<Program, number>();
  #top: number;

  constructor(module: WebAssembly.Module, cells: number, examples: readonly ByteExamples[]) {
    checkOpening(cells, examples);
    const data = examples.reduce((sum, { images, labels }) => sum + images.byteLength + labels.length + 256, 0);
    const { kernels, memory } = instantiate(module, cells * 4 + data + 16 * PAGE);
    this.#kernels = kernels;
    this.#memory = memory;
    this.#top = kernels.heapBase();
    this.#cells = cells;
    this.#arenaAt = this.#take(cells * 4);
    this.#examples = examples.map(({ images, labels, features, count }) => {
      const at = this.#place(new Uint8Array(images.buffer, images.byteOffset, images.byteLength));
      const floats = typedArrayName(images) === "Float32Array";
      return { images: floats ? 0 : at, floats: floats ? at : 0, labels: this.#place(labels), features, count, length: images.length };
    });
  }

  /** A fresh view: growing the memory detaches older ones. */
  get #arena(): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#arenaAt, this.#cells);
  }

  async read(offset: number, length: number): Promise<Numbers> {
    checkStretch(offset, length, this.#cells);
    return this.#arena.slice(offset, offset + length);
  }

  async write(offset: number, values: ArrayLike<number>): Promise<void> {
    checkStretch(offset, values.length, this.#cells);
    this.#arena.set(values, offset);
  }

  async run(program: Program, call: Call): Promise<void> {
    checkCall(program, call, this.#examples);
    let code = this.#programs.get(program);
    if (code === undefined) {
      code = this.#place(new Uint8Array(program.code.buffer, program.code.byteOffset, program.code.byteLength));
      this.#programs.set(program, code);
    }
    const kept = this.#top; // what one call needs is given back after it
    try {
      this.#kernels.run(this.#placeMachine(program, code, call));
    } finally {
      this.#top = kept;
    }
  }

  /** struct Machine of kernels/machine.hpp; the last three fields are the kernels' own. */
  #placeMachine(program: Program, code: number, call: Call): number {
    const { images, floats, labels, features } = this.#examples[call.examples] as PlacedExamples;
    const indices = this.#place(new Uint8Array(call.indices.buffer, call.indices.byteOffset, call.indices.byteLength));
    const feed = this.#place(new Uint8Array(Float32Array.from(call.feed).buffer));
    const { batch, lanes } = program;
    const machine = Int32Array.of(
      this.#arenaAt,
      code,
      program.code.length,
      batch,
      lanes,
      images,
      floats,
      labels,
      features,
      indices,
      call.indices.length,
      feed,
      program.feed.at,
      program.feed.width,
      call.seed,
      call.iteration,
      call.firstExample ?? 0,
      0,
      0,
      0,
    );
    return this.#place(new Uint8Array(machine.buffer));
  }

  async overwriteImages(examples: number, values: ArrayLike<number>): Promise<void> {
    const { images, floats, length } = this.#examples[examples] as PlacedExamples;
    checkStretch(0, values.length, length);
    if (floats) new Float32Array(this.#memory.buffer, floats, values.length).set(values);
    else new Uint8Array(this.#memory.buffer, images, values.length).set(values);
  }

  /** Room for `bytes`, aligned to 64. */
  #take(bytes: number): number {
    const at = Math.ceil(this.#top / 64) * 64;
    this.#top = at + bytes;
    const missing = this.#top - this.#memory.buffer.byteLength;
    if (missing > 0) reserve(missing, () => this.#memory.grow(Math.ceil(missing / PAGE)));
    return at;
  }

  #place(bytes: Uint8Array): number {
    const at = this.#take(bytes.length);
    new Uint8Array(this.#memory.buffer, at, bytes.length).set(bytes);
    return at;
  }
}
