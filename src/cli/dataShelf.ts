import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { datasetNames } from "#data";
import { filesOf, writeWhole } from "#data/files";
import { counted } from "#engine";
import { type DataShelf, SHELF_LIMIT, type ShelvedFile, StoreError } from "#experiment";
import { fittedTable, numbers, words } from "#report";
import { isShared, storeName } from "#store";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { localTime } from "./localTime.ts";
import { print, stderr, tableWidth } from "./output.ts";
import { reasonOf } from "./reasonOf.ts";
import { addStoreOption, openStore, type StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

/** `droplab data push | pull | rm`: data sets in a database, beside the runs, for workers that have no files. */
export function addShelfCommands(data: Command): void {
  addStoreOption(data.command("push").argument("<dataset>", "a table, with its test part, or a folder of IDX files"))
    .summary(`put a data set of at most ${megabytes(SHELF_LIMIT)} into a database, for workers that have no files`)
    .option("--data-dir <folder>", `folder with the four files of ${datasetNames.join(" or ")}`)
    .addHelpText("after", "\nExample:\n  droplab data push penguins.csv --store postgres://lab@db/droplab")
    .action(async (dataset: string, options: PushOptions) => onShelf("push", options, (shelf) => push(shelf, dataset, options)));
  addStoreOption(data.command("pull").argument("[name]", "the data set; all are listed unless one is named"))
    .summary("write a data set of a database to files, or list those that are there")
    .option("-o, --output <folder>", "the folder to write into", ".")
    .action(async (name: string | undefined, options: PullOptions) =>
      onShelf("pull", options, (shelf) => (name === undefined ? list(shelf, options) : pull(shelf, name, options))),
    );
  addStoreOption(data.command("rm").argument("<name>", "the data set"))
    .summary("take a data set out of a database; runs and files stay")
    .action(async (name: string, options: StoreOptions) =>
      onShelf("rm", options, async (shelf) => {
        const count = await shelf.remove(name);
        if (count === 0) throw await unknown(shelf, name, options);
        const all = count > 1 ? `, all ${count} that were pushed under that name` : "";
        stderr.write(`droplab: ${name} is not in ${storeName(String(options.store))} any more${all}\n`);
      }),
    );
}

interface PushOptions extends StoreOptions {
  readonly dataDir?: string;
}

interface PullOptions extends StoreOptions {
  readonly output: string;
}

async function onShelf(name: string, options: StoreOptions, work: (shelf: DataShelf) => Promise<void>): Promise<void> {
  const place = String(options.store);
  if (!isShared(place))
    throw new UsageError(
      `data ${name}: ${place} is a file, whose runs are made where the data lie; name a database, such as --store postgres://user@host/name`,
    );
  const { device } = await chooseDevice();
  const { shelf, close } = openStore(options, device);
  try {
    await work(shelf as DataShelf);
  } finally {
    await close();
  }
}

async function push(shelf: DataShelf, dataset: string, { dataDir, store }: PushOptions): Promise<void> {
  const { name, files } = filesOf(dataset, { ...(dataDir !== undefined && { dataDir }) });
  if (files.length === 0)
    throw new UsageError(`data push: ${name} comes with droplab, and every worker has it; push data of your own, or name --data-dir`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes === 0) throw new UsageError(`data push: ${name} is empty; name the file that has the data`);
  if (bytes > SHELF_LIMIT)
    throw new UsageError(
      `data push: the files of ${name} have ${megabytes(bytes)}, and at most ${megabytes(SHELF_LIMIT)} go into a database; copy them to the workers, and name their folder with --data-dir there`,
    );
  if (statSync(dataset, { throwIfNoEntry: false })?.isDirectory()) dataLoader({ quiet: true })({ dataset }); // says what is missing in it
  const isNew = await shelf.put(
    name,
    files.map((file) => ({ name: file.name, bytes: readFileSync(file.path) })),
  );
  const there = `${name} is ${isNew ? "now" : "already"} in ${storeName(String(store))}`;
  stderr.write(`droplab: ${there}: ${counted(files.length, "file")}, ${megabytes(bytes)}; workers need no files of it\n`);
}

async function list(shelf: DataShelf, { store }: StoreOptions): Promise<void> {
  const sets = await shelf.list();
  if (sets.length === 0) stderr.write(`droplab: no data sets lie in ${storeName(String(store))}; droplab data push puts one there\n`);
  else {
    const head = [words("data set"), numbers("size"), words("pushed")];
    const rows = sets.map(({ name, bytes, pushed }) => [name, megabytes(bytes), localTime(pushed)]);
    for (const line of fittedTable(head, rows, { width: tableWidth() })) print(line);
  }
}

async function pull(shelf: DataShelf, name: string, options: PullOptions): Promise<void> {
  const named = (await shelf.list()).filter((set) => set.name === name);
  const [newest] = named;
  const files = newest && (await shelf.get(newest.hash));
  if (!files) throw await unknown(shelf, name, options);
  const isTable = files.some((file) => file.name === name);
  const folder = isTable ? options.output : join(options.output, plainName(name));
  for (const file of files) refuseOther(join(folder, plainName(file.name)), file);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `data pull: ${folder} cannot be made (${(error as NodeJS.ErrnoException).code}); name another folder with --output`,
    );
  }
  for (const file of files)
    try {
      await writeWhole(join(folder, file.name), [file.bytes]);
    } catch (error) {
      throw new Error(`data pull: ${join(folder, file.name)} cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}`, {
        cause: error,
      });
    }
  const older = named.length > 1 ? `, the last of ${named.length} that were pushed` : "";
  stderr.write(`droplab: ${counted(files.length, "file")} of ${name} in ${folder}${older}\n`);
}

/** A file of the user's that has other contents stays. */
function refuseOther(path: string, { bytes }: ShelvedFile): void {
  if (existsSync(path) && !readFileSync(path).equals(bytes))
    throw new UsageError(`data pull: ${path} is there with other contents; move it, or name another folder with --output`);
}

/** A name in a database may be anything. */
function plainName(name: string): string {
  if (/^[^/\\\0]+$/.test(name) && name !== "." && name !== "..") return name;
  throw new StoreError(`data pull: ${JSON.stringify(name)} is no name of a file`);
}

async function unknown(shelf: DataShelf, name: string, { store }: StoreOptions): Promise<UsageError> {
  const there = [...new Set((await shelf.list()).map((set) => set.name))];
  const others = there.length ? `there are ${there.join(", ")}` : "there is none; droplab data push puts one there";
  return new UsageError(`data: ${name} is not in ${storeName(String(store))}; ${others}`);
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
