import type { Command } from "commander";
import { ROBUSTNESS_DRAWS, ROBUSTNESS_IMAGES } from "#train";
import type { StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

export interface RobustnessOption {
  readonly robustness?: boolean | undefined;
}

/** Adds --robustness. */
export const addRobustnessOption = (command: Command): Command =>
  command.option(
    "--robustness",
    `afterwards measure what kept nets are without 10% to 90% of their hidden units: ${ROBUSTNESS_DRAWS} draws, on the first ${ROBUSTNESS_IMAGES.toLocaleString("en")} test images; runs that have it are left as they are; resume goes on as the experiment began`,
  );

/** Throws UsageError where there will be no nets to measure. */
export function refuseRobustness({ robustness, store, detach }: RobustnessOption & StoreOptions & { readonly detach?: boolean }): void {
  if (!robustness) return;
  if (store === false)
    throw new UsageError(
      "robustness: it is measured from the nets that a store keeps, and with --no-store there are none; leave one of the two out",
    );
  if (detach)
    throw new UsageError(
      "robustness: --detach leaves before there are nets to measure; leave --robustness out, and type droplab report <experiment> --robustness when they are done",
    );
}
