import { shown } from "#engine";

/** The devices that can be asked for by name. */
export const deviceNames = ["native", "wasm", "reference"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** Refuses what names no device. */
export function checkDeviceName(name: DeviceName | "auto"): void {
  if (name !== "auto" && !deviceNames.includes(name)) throw new RangeError(`device: ${shown(name)} is not auto, ${deviceNames.join(", ")}`);
}
