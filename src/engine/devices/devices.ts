import { type Device, type DeviceName, deviceNames } from "../device.ts";
import { shown } from "../shown.ts";
import { nativeDevice, nativeWidths } from "./native.ts";
import { referenceDevice } from "./reference/referenceDevice.ts";
import { wasmDevice } from "./wasm.ts";

/** Opens a device by name; `auto` is native where its kernels are built, else wasm. `simd` narrows the native vector width. */
export function openDevice(name: DeviceName | "auto", simd?: string): Device {
  const chosen = name === "auto" ? (nativeWidths().length ? "native" : "wasm") : name;
  if (!deviceNames.includes(chosen)) throw new RangeError(`device: ${shown(name)} is not auto, ${deviceNames.join(", ")}`);
  if (chosen === "native") return nativeDevice(simd);
  if (simd) throw new Error(`simd: ${simd} chooses a width of the native device; ${chosen} has one of its own`);
  return chosen === "wasm" ? wasmDevice() : referenceDevice();
}
