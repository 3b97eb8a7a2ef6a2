import { deviceNames, nativeWidths, openDevice } from "#devices";
import type { Device } from "#engine";
import { inOrder } from "./inOrder.ts";

const widths = await inOrder(nativeWidths(), async (simd) => ({ name: `native ${simd}`, device: await openDevice("native", simd) }));
const others = await inOrder(
  deviceNames.filter((name) => name !== "native"),
  async (name) => ({ name, device: await openDevice(name) }),
);

/** Every device of this machine, the native one in each vector width; `name` is for test titles. */
export const devices: { name: string; device: Device }[] = [...widths, ...others];

export const reference: Device = await openDevice("reference");

/** The widths that share all bits: those whose multiply-adds are fused. */
export const fusedWidths: Device[] = widths.map(({ device }) => device).filter(({ simd }) => simd !== "baseline");
