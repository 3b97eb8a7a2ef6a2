import { type Device, type DeviceName, deviceNames } from "../device.ts";
import { shown } from "../shown.ts";
import { nativeDevice, nativeWidths } from "./native.ts";
import { referenceDevice } from "./reference/referenceDevice.ts";
import { wasmDevice } from "./wasm.ts";

/** Opens a device by name; `auto` is native where its kernels are built, else wasm. `simd` narrows the native vector width. */
export async function openDevice(name: DeviceName | "auto", simd?: string): Promise<Device> {
  checkDeviceName(name);
  const chosen = name === "auto" ? (nativeWidths().length ? "native" : "wasm") : name;
  if (chosen === "native") return nativeDevice(simd);
  if (simd) throw new Error(`simd: ${simd} chooses a width of the native device; ${chosen} has one of its own`);
  return chosen === "wasm" ? wasmDevice() : referenceDevice();
}

/** Refuses what names no device. */
export function checkDeviceName(name: DeviceName | "auto"): void {
  if (name !== "auto" && !deviceNames.includes(name)) throw new RangeError(`device: ${shown(name)} is not auto, ${deviceNames.join(", ")}`);
}
