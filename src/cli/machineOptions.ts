import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { isShared } from "#store";
import { addDeviceOptions, type DeviceOptions } from "./deviceOptions.ts";
import { numberOption, wholeNumberOption } from "./options.ts";
import { addStoreOptions, type StoreOptions } from "./storeOptions.ts";

/** Seconds. */
const CHECKPOINT_S = { inFile: 5, inDatabase: 30 };

export interface MachineOptions extends DeviceOptions, StoreOptions {
  readonly workers: number;
  /** In seconds. */
  readonly checkpointEvery?: number;
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
      `seconds of work between the checkpoints of a run (default: ${CHECKPOINT_S.inFile}, into a database ${CHECKPOINT_S.inDatabase})`,
      "a number from 0.01",
      (s) => s >= 0.01,
    ),
  );
}

/** Milliseconds of work between the checkpoints of a run: a database has those of many machines to write. */
export const checkpointEvery = ({ store, checkpointEvery: given }: Pick<MachineOptions, "store" | "checkpointEvery">): number =>
  1000 * (given ?? (store !== false && isShared(store) ? CHECKPOINT_S.inDatabase : CHECKPOINT_S.inFile));
