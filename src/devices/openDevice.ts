import type { Device } from "#engine";
import { builtModule } from "./builtKernels.ts";
import { checkDeviceName, type DeviceName } from "./deviceName.ts";
import { nativeDevice, nativeWidths } from "./native/nativeDevice.ts";
import { referenceDevice } from "./reference/referenceDevice.ts";
import { wasmDevice } from "./wasm/wasmDevice.ts";

/** Opens a device by name; `auto` is native where its kernels are built, else wasm. `simd` narrows the native vector width. */
export async function openDevice(name: DeviceName | "auto", simd?: string): Promise<Device> {
  checkDeviceName(name);
  const chosen = name === "auto" ? (nativeWidths().length ? "native" : "wasm") : name;
  if (chosen === "native") return nativeDevice(simd);
  if (simd) throw new Error(`simd: ${simd} chooses a width of the native device; ${chosen} has one of its own`);
  if (chosen === "reference") return referenceDevice();
  return wasmDevice({ relaxed: () => builtModule("droplab.wasm"), plain: () => builtModule("droplab.plain.wasm") });
}
