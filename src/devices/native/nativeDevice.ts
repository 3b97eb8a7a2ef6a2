import { createRequire } from "node:module";
import { totalmem } from "node:os";
import type { ByteExamples, Call, Device, Program, Session } from "#engine";
import { ArenaSession } from "../arenaSession.ts";
import { builtKernels } from "../builtKernels.ts";
import { checkCall } from "../checkCall.ts";
import { reserve } from "../reserve.ts";

/** build/droplab.node, made by kernels/build.ts. */
interface Addon {
  variants(): string[];
  misalignment(buffer: ArrayBuffer): number;
  peak(variant: number, rounds: number): number;
  run(
    variant: number,
    arena: Float32Array,
    code: Int32Array,
    images: Uint8Array | Float32Array,
    labels: Uint8Array,
    indices: Int32Array,
    feed: Float32Array,
    settings: Int32Array,
  ): void;
}

function addon(): Addon | undefined {
  try {
    return createRequire(import.meta.url)(builtKernels("droplab.node")) as Addon;
  } catch {
    return undefined;
  }
}

/** The vector widths that the native kernels were built for and this processor runs, widest first; empty without kernels. */
export function nativeWidths(): string[] {
  return addon()?.variants().filter(Boolean) ?? [];
}

/** The C++ kernels in float32, on one thread. `simd` names a vector width; the widest is the default. */
export function nativeDevice(simd?: string): Device {
  const library = addon();
  if (!library)
    throw new Error("there are no native kernels for this machine; in a checkout type `npm run build:kernels`, or take the device wasm");
  const widths = library.variants();
  const name = simd ?? (widths.find(Boolean) as string);
  const variant = widths.indexOf(name);
  if (variant < 0) throw new Error(`simd: ${name} does not run on this processor; it has ${widths.filter(Boolean).join(", ")}`);
  return {
    name: "native",
    simd: name,
    peak: (rounds) => library.peak(variant, rounds),
    open: async (cells, examples) => new NativeSession(library, variant, cells, examples),
  };
}

class NativeSession extends ArenaSession<Float32Array> implements Session {
  readonly #library: Addon;
  readonly #variant: number;

  constructor(library: Addon, variant: number, cells: number, examples: readonly ByteExamples[]) {
    super(cells, examples, () => reserve(cells * 4, () => allocate(library, cells * 4)));
    this.#library = library;
    this.#variant = variant;
  }

  async run(program: Program, call: Call): Promise<void> {
    checkCall(program, call, this.examples);
    const { images, labels, features } = this.examples[call.examples] as ByteExamples;
    const { batch, lanes, feed } = program;
    const settings = Int32Array.of(batch, lanes, features, feed.at, feed.width, call.seed, call.iteration, call.firstExample ?? 0);
    this.#library.run(this.#variant, this.arena, program.code, images, labels, call.indices, Float32Array.from(call.feed), settings);
  }
}

/**
 * `bytes` of zeros that begin at a multiple of 64. They are JavaScript's own: its engine counts them and gives them back, also where
 * a thread ends. Refuses what the machine cannot have: systems promise more memory than there is, and end the process when it is used.
 */
function allocate(library: Addon, bytes: number): Float32Array {
  if (bytes > totalmem()) throw new RangeError("more than the machine has");
  const buffer = new ArrayBuffer(bytes + 64);
  return new Float32Array(buffer, library.misalignment(buffer), bytes / 4);
}
