import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { addDeviceOptions, type DeviceOptions } from "./deviceOptions.ts";
import { numberOption, wholeNumberOption } from "./options.ts";
import { addStoreOptions, type StoreOptions } from "./storeOptions.ts";

export interface MachineOptions extends DeviceOptions, StoreOptions {
  readonly workers: number;
  /** In seconds. */
  readonly checkpointEvery: number;
}

/** Adds --workers, --device, --simd, --store and --checkpoint-every; and --no-store, unless only what is kept can be gone on with. */
export function addMachineOptions(command: Command, addStore = addStoreOptions): Command {
  command
    .optionsGroup("Machine and output:")
    .addOption(
      wholeNumberOption("--workers <n>", "runs at once, one core each; 0 leaves all to workers elsewhere", 0, 1024).default(
        availableParallelism(),
        "the number of cores",
      ),
    );
  return addStore(addDeviceOptions(command)).addOption(
    numberOption(
      "--checkpoint-every <s>",
      "seconds of work between the checkpoints of a run",
      "a number from 0.01",
      (s) => s >= 0.01,
    ).default(5),
  );
}
