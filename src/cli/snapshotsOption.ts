import type { Command } from "commander";
import type { DataLoader } from "#data";
import { counted, size } from "#engine";
import type { Plan } from "#experiment";
import { buildNet, withClasses } from "#nn";
import { MOST_SNAPSHOT_FLOATS, MOST_SNAPSHOTS, recordedMethods } from "#train";
import { wholeNumberOption } from "./options.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

export interface SnapshotsOption {
  readonly snapshots?: number | undefined;
}

/** Adds --snapshots. */
export const addSnapshotsOption = (command: Command): Command =>
  command.addOption(
    wholeNumberOption(
      "--snapshots <n>",
      "keep the first kernel of each run that is made here, the filters of the first layer, at so many evaluated iterations, evenly spaced; resume goes on as the experiment began",
      1,
      MOST_SNAPSHOTS,
    ),
  );

/** Throws UsageError where none could be kept, or where there is no first kernel. */
export function refuseSnapshots(
  { configurations }: Plan,
  load: DataLoader,
  { snapshots, store, detach, workers }: SnapshotsOption & StoreOptions & { readonly detach?: boolean; readonly workers: number },
): void {
  if (snapshots === undefined) return;
  if (store === false) throw new UsageError("snapshots: they are kept with the runs, and --no-store keeps none; leave one of the two out");
  if (detach || workers === 0)
    throw new UsageError(
      `snapshots: this process makes no runs with ${detach ? "--detach" : "--workers 0"}; give --snapshots to the droplab worker that makes them`,
    );
  for (const { config, data: spec } of configurations) {
    const data = load(spec);
    const { dropoutKind } = recordedMethods(config);
    const { graph } = buildNet(withClasses(config.model, data.classes), { input: data.shape, scale: data.scale, dropoutKind });
    const kernel = graph.parameters.find(({ role }) => role === "kernel");
    const { name } = config.model;
    if (!kernel)
      throw new UsageError(
        `snapshots: ${name} has neither a dense layer nor a convolution, so it has no filters to keep; leave --snapshots out`,
      );
    if (size(kernel.shape) > MOST_SNAPSHOT_FLOATS)
      throw new UsageError(
        `snapshots: the first kernel of ${name} has ${counted(size(kernel.shape), "number")}, and at most ${MOST_SNAPSHOT_FLOATS} are kept; leave --snapshots out, or take a smaller first layer`,
      );
  }
}
