import { type Device, fromBase64, shown } from "#engine";
import { referenceDevice } from "../reference/referenceDevice.ts";
import { wasmDevice } from "../wasm/wasmDevice.ts";

/** The devices that a browser can be asked for. */
export const deviceNames = ["wasm", "reference"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** Refuses what names no device of a browser. */
export function checkDeviceName(name: DeviceName | "auto"): void {
  if (name !== "auto" && !deviceNames.includes(name)) throw new RangeError(`device: ${shown(name)} is not auto, ${deviceNames.join(", ")}`);
}

/** Opens a device by name; `auto` is wasm. Its kernels are part of the program that imports this: nothing else is fetched. */
export async function openDevice(name: DeviceName | "auto"): Promise<Device> {
  checkDeviceName(name);
  if (name === "reference") return referenceDevice();
  return wasmDevice({
    relaxed: async () => fromBase64((await import("#kernels/relaxed")).default),
    plain: async () => fromBase64((await import("#kernels/plain")).default),
  });
}
