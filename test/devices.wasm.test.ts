import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { wasmDevice } from "#devices/wasm";
import { numericsOf } from "#engine";
import { fusedWidths } from "./devices.ts";
import { parametersOf, tinyTrainer, train } from "./tinyTrainer.ts";

const bytesOf = (file: string) => readFile(fileURLToPath(new URL(`../build/${file}`, import.meta.url)));
const [relaxed, plain] = [await bytesOf("droplab.wasm"), await bytesOf("droplab.plain.wasm")];
const nothing = new Uint8Array(8);

/** What a net is after some steps with everything that multiplies and adds. */
async function trained(device: Awaited<ReturnType<typeof wasmDevice>>) {
  const trainer = tinyTrainer({ device, methods: { dropout: 0.3, l2: 1e-3, maxNorm: 1 } });
  await train(trainer, 20);
  return parametersOf(trainer);
}

describe("14: the WebAssembly device is given its modules", () => {
  test("and takes the relaxed one where that rounds once, without asking for the other", async () => {
    const device = await wasmDevice({ relaxed: async () => relaxed, plain: () => expect.fail("it is not needed") });
    expect(device.simd).toBe("relaxed");
    const [native] = fusedWidths;
    if (native) expect(await trained(device)).toEqual(await trained(native));
  });

  test("as an ArrayBuffer too, as fetch gives it", async () => {
    const { buffer, byteOffset, length } = relaxed;
    const device = await wasmDevice({ relaxed: async () => buffer.slice(byteOffset, byteOffset + length), plain: async () => plain });
    expect(device.simd).toBe("relaxed");
  });

  test("and takes the plain one where the engine knows no relaxed SIMD", async () => {
    const device = await wasmDevice({ relaxed: async () => nothing, plain: async () => plain });
    expect(device.simd).toBe("simd128");
  });

  test("and says so where it runs neither", async () => {
    const modules = { relaxed: async () => nothing, plain: async () => nothing };
    await expect(wasmDevice(modules)).rejects.toThrow("this JavaScript engine has no WebAssembly SIMD; take the device reference");
  });
});

test.skipIf(process.arch !== "x64")(
  "14: on a processor that does not fuse, the identity says so, and the digits are the plain module's",
  async () => {
    const code = `
    import { openDevice } from "#devices";
    import { numericsOf } from "#engine";
    import { parametersOf, tinyTrainer, train } from "./test/tinyTrainer.ts";
    const device = await openDevice("wasm");
    const trainer = tinyTrainer({ device, methods: { dropout: 0.3, l2: 1e-3, maxNorm: 1 } });
    await train(trainer, 20);
    const weights = Object.entries(await parametersOf(trainer)).map(([name, values]) => [name, [...values]]);
    console.log(JSON.stringify({ numerics: numericsOf(device), weights }));`;
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    const options = ["--no-enable-fma3", "--input-type=module-typescript", "--eval", code];
    const { stdout } = await promisify(execFile)(execPath, options, { cwd });
    const device = await wasmDevice({ relaxed: async () => nothing, plain: async () => plain });
    const weights = Object.entries(await trained(device)).map(([name, values]) => [name, [...values]]);
    expect(JSON.parse(stdout)).toEqual({ numerics: numericsOf(device), weights });
    expect(numericsOf(device)).not.toBe(numericsOf(await wasmDevice({ relaxed: async () => relaxed, plain: async () => plain })));
  },
);
