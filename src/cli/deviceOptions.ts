import type { Command } from "commander";
import { type DeviceName, deviceNames, nativeWidths, openDevice } from "#devices";
import type { Device } from "#engine";
import { choiceOption } from "./options.ts";
import { UsageError } from "./usageError.ts";

export interface DeviceOptions {
  readonly device: DeviceName | "auto";
  readonly simd: string;
}

const widths = ["avx512", "avx2", "neon", "baseline"];

/** Adds --device and --simd. */
export function addDeviceOptions(command: Command): Command {
  return command
    .addOption(
      choiceOption("--device <name>", "what computes: auto is native where its kernels are built, else wasm", [
        "auto",
        ...deviceNames,
      ]).default("auto"),
    )
    .addOption(
      choiceOption("--simd <width>", "vector width of the native device: auto is the widest", ["auto", ...widths]).default("auto"),
    );
}

/** A device, opened, and how it was asked for, so that other threads can open the same. */
export interface ChosenDevice {
  readonly device: Device;
  readonly name: DeviceName;
  /** The width that was named, if one was. */
  readonly simd: string | undefined;
}

/** Opens the device that the options name, the usual one unless they do; throws UsageError where this machine has none such. */
export async function chooseDevice({ device, simd }: DeviceOptions = { device: "auto", simd: "auto" }): Promise<ChosenDevice> {
  const available = nativeWidths();
  const name = device === "auto" ? (available.length ? "native" : "wasm") : device;
  if (name === "native" && available.length === 0)
    throw new UsageError("device: native kernels are not built; type `npm run build:kernels` with a C++ compiler, or use --device wasm");
  if (simd !== "auto" && name !== "native") throw new UsageError(`simd: ${simd} is a width of the native device, not of ${name}`);
  if (simd !== "auto" && !available.includes(simd))
    throw new UsageError(`simd: ${simd} does not run on this processor, which has ${available.join(", ")}`);
  const width = simd === "auto" ? undefined : simd;
  return { device: await openDevice(name, width), name, simd: width };
}
