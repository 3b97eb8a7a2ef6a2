import { type Device, deviceNames, nativeWidths, openDevice } from "#engine";

/** Every device of this machine, the native one in each vector width; `name` is for test titles. */
export const devices: { name: string; device: Device }[] = deviceNames.flatMap((name) =>
  name === "native"
    ? nativeWidths().map((simd) => ({ name: `native ${simd}`, device: openDevice(name, simd) }))
    : [{ name, device: openDevice(name) }],
);

export const reference: Device = openDevice("reference");

/** The widths that share all bits: those whose multiply-adds are fused. */
export const fusedWidths: Device[] = nativeWidths()
  .filter((width) => width !== "baseline")
  .map((simd) => openDevice("native", simd));
