import { reserve } from "../reserve.ts";

/** What kernels/wasm.cpp exports. */
export interface Kernels {
  readonly heapBase: () => number;
  readonly run: (machine: number) => void;
  readonly peak: (rounds: number, values: number) => number;
  /** values[0…3] = fma(values[0…3], values[4…7], values[8…11]) */
  readonly multiplyAdd: (values: number) => void;
}

/** Where the bytes of the two modules come from, read or fetched when they are needed. */
export interface WasmModules {
  /** droplab.wasm, with relaxed SIMD. */
  readonly relaxed: () => Promise<ArrayBuffer | Uint8Array<ArrayBuffer>>;
  /** droplab.plain.wasm, for engines and processors without: it rounds multiply-adds twice. */
  readonly plain: () => Promise<ArrayBuffer | Uint8Array<ArrayBuffer>>;
}

export const PAGE = 65536;

/**
 * The module with relaxed SIMD where the engine has that and its multiply-adds round once, as those of the native device; else the plain
 * one. So one name of an instruction set has one set of digits, whatever the processor.
 */
export async function loadKernels({ relaxed, plain }: WasmModules): Promise<{ module: WebAssembly.Module; simd: "relaxed" | "simd128" }> {
  const fast = await compiled(relaxed);
  if (fast && isFused(fast)) return { module: fast, simd: "relaxed" };
  const slow = await compiled(plain);
  if (slow) return { module: slow, simd: "simd128" };
  throw new Error(
    "this JavaScript engine has no WebAssembly SIMD; take the device reference, or a newer engine (browsers have it from 2021 on)",
  );
}

async function compiled(load: () => Promise<ArrayBuffer | Uint8Array<ArrayBuffer>>): Promise<WebAssembly.Module | undefined> {
  const bytes = await load();
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : undefined;
}

/** (1 + 2⁻¹³)(1 − 2⁻¹³) − 1 is −2⁻²⁶ where it is rounded once; rounded twice it is 0. */
function isFused(module: WebAssembly.Module): boolean {
  const { kernels, memory } = instantiate(module, PAGE);
  const at = kernels.heapBase();
  const values = new Float32Array(memory.buffer, at, 12);
  values
    .fill(1 + 2 ** -13, 0, 4)
    .fill(1 - 2 ** -13, 4, 8)
    .fill(-1, 8, 12);
  kernels.multiplyAdd(at);
  return values.subarray(0, 4).every((value) => value === -(2 ** -26));
}

/** The kernels over a memory of their own, with room for so many bytes. */
export function instantiate(module: WebAssembly.Module, bytes: number): { kernels: Kernels; memory: WebAssembly.Memory } {
  const initial = Math.ceil((bytes + 1024 * 1024) / PAGE);
  const memory = reserve(bytes, () => new WebAssembly.Memory({ initial }));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { kernels: instance.exports as unknown as Kernels, memory };
}
