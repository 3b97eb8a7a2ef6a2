import type { Device } from "#engine";
import { builtModule } from "./builtKernels.ts";
import { checkDeviceName, type DeviceName } from "./deviceName.ts";
import { nativeDevice, nativeWidths } from "./native/nativeDevice.ts";
import { referenceDevice } from "./reference/referenceDevice.ts";
import { wasmDevice } from "./wasm/wasmDevice.ts";

const devices: { readonly [name in DeviceName]: (simd: string | undefined) => Device | Promise<Device> } = {
  native: nativeDevice,
  wasm: () => wasmDevice({ relaxed: () => builtModule("droplab.wasm"), plain: () => builtModule("droplab.plain.wasm") }),
  reference: referenceDevice,
};

/** Opens a device by name; `auto` is native where its kernels are built, else wasm. `simd` narrows the native vector width. */
export async function openDevice(name: DeviceName | "auto", simd?: string): Promise<Device> {
  checkDeviceName(name);
  const chosen = name === "auto" ? (nativeWidths().length ? "native" : "wasm") : name;
  if (simd && chosen !== "native") throw new Error(`simd: ${simd} chooses a width of the native device; ${chosen} has one of its own`);
  return devices[chosen](simd);
}
