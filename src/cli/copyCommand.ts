import { resolve } from "node:path";
import type { Command } from "commander";
import { counted } from "#engine";
import type { ExperimentRecord, StoreReader } from "#experiment";
import { bundleRecords, isShared, storeName } from "#store";
import { broughtText } from "./broughtText.ts";
import { countOpen } from "./countOpen.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { stderr } from "./output.ts";
import { isSameFile } from "./sameFile.ts";
import { openStore, readStore, theExperiment } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface CopyOptions {
  readonly from: string;
  readonly to: string;
}

/** `droplab copy`: experiments from one store into another. */
export function addCopyCommand(program: Command): void {
  program
    .command("copy [experiments...]")
    .summary("copy experiments from one store into another: files and databases")
    .description(
      "Copies experiments with all that is kept of their finished runs, every number as it is, from one store into another, one run at a time; all experiments unless some are named. What is in the other store already stays as it is there. What unfinished runs came to so far stays behind; droplab resume begins them anew there.",
    )
    .option("--from <place>", "the store to read: a file, or postgres://user@host/database", "droplab.db")
    .requiredOption("--to <place>", "the store to copy into, made if it is missing")
    .addHelpText("after", "\nExample:\n  droplab copy --from droplab.db --to postgres://lab@db/droplab")
    .action(async (ids: readonly string[], options: CopyOptions) => copy(ids, options));
}

async function copy(ids: readonly string[], { from, to }: CopyOptions): Promise<void> {
  const placeOf = (place: string) => (isShared(place) ? place : resolve(place));
  if (placeOf(from) === placeOf(to) || (!isShared(from) && !isShared(to) && isSameFile(from, to)))
    throw new UsageError(`copy: --from and --to are one store, ${storeName(from)}; name another`);
  const source = { store: from } as const;
  const reader = await readStore(source);
  try {
    const named = [];
    for (const id of ids) named.push(await theExperiment(reader, id, source));
    const experiments = ids.length ? named : await reader.experiments();
    const { device } = await chooseDevice();
    const { store } = openStore({ store: to }, device);
    try {
      const imported = await store.importBundle(bundleRecords(reader, experiments, "copy"));
      const open = await countOpen(store, await runsOf(store, experiments));
      const unfinished = open
        ? `; ${counted(open, "run")} there ${open === 1 ? "is" : "are"} not finished, which droplab resume goes on with`
        : "";
      stderr.write(`droplab: ${counted(experiments.length, "experiment")} in ${storeName(to)}, ${broughtText(imported)}${unfinished}\n`);
    } finally {
      await store.close();
    }
  } finally {
    await reader.close();
  }
}

/** The runs of these experiments; each once, also where several have it. */
async function runsOf(store: StoreReader, experiments: readonly ExperimentRecord[]): Promise<ReadonlySet<string>> {
  const members = [];
  for (const { id } of experiments) members.push(...(await store.members(id)));
  return new Set(members.map(({ trial }) => trial));
}
