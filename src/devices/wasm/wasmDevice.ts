import { type ByteExamples, type Call, type Device, type Numbers, type Program, type Session, typedArrayName } from "#engine";
import { checkCall, checkOpening, checkStretch } from "../checkCall.ts";
import { reserve } from "../reserve.ts";
import { instantiate, type Kernels, loadKernels, PAGE, type WasmModules } from "./wasmKernels.ts";

/** Where a data set lies in the module's memory: its images as bytes or as floats, the other is 0. */
interface PlacedExamples {
  readonly images: number;
  readonly floats: number;
  readonly labels: number;
  readonly features: number;
  readonly count: number;
  readonly length: number;
}

/** The kernels as WebAssembly SIMD, float32, on one thread; see loadKernels for which of the two modules it is. */
export async function wasmDevice(modules: WasmModules): Promise<Device> {
  const { module, simd } = await loadKernels(modules);
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

  async overwriteImages(examples: number, values: ArrayLike<number>, from = 0): Promise<void> {
    const { images, floats, length } = this.#examples[examples] as PlacedExamples;
    checkStretch(from, values.length, length);
    if (floats) new Float32Array(this.#memory.buffer, floats, length).set(values, from);
    else new Uint8Array(this.#memory.buffer, images, length).set(values, from);
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
