import type { Command } from "commander";
import { counted } from "#engine";
import { type Damage, DamagedStoreError, type IdleParts, type StoreCheck } from "#experiment";
import { storeName } from "#store";
import { chooseDevice } from "./deviceOptions.ts";
import { print, stderr } from "./output.ts";
import { addStoreOption, openStore, readStore, type StoreOptions } from "./storeOptions.ts";
import { exitCodes, UsageError } from "./usageError.ts";

interface CheckOptions extends StoreOptions {
  readonly tidy?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `droplab check`: whether all that is kept is as it was written, and what is of no use any more. */
export function addCheckCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("check")
    .summary("check that all that is kept is as it was written, and tell what is of no use any more")
    .description(
      "Reads the whole store: every record, evaluation, weight and checkpoint beside the sum that was written with it, and how the file is built. When and by which machine runs were made, and their logs, have no sums. What is damaged is named, one to a line, and the exit code is 1 then. Nothing is written without --tidy.",
    );
  addStoreOption(command)
    .option("--tidy", "remove runs that no experiment has, and checkpoints that nobody continues, and give their room back to the disk")
    .option("--yes", "with --tidy: also when runs that are done would be lost")
    .option("--json", "as JSON on standard output")
    .action(async (options: CheckOptions) => setExitCode(await check(options)));
}

async function check(options: CheckOptions): Promise<number> {
  if (options.yes && !options.tidy) throw new UsageError("check: --yes goes with --tidy");
  const found = await checked(options).catch(cannotBeOpened);
  if (found === undefined) return exitCodes.failure;
  const isWhole = found.damages.length === 0;
  const after = options.tidy ? await tidied(found, options) : undefined;
  if (options.json) print(JSON.stringify(after ?? found, null, 2));
  else for (const line of lines(found, options)) print(line);
  if (after)
    stderr.write(`droplab: removed ${idleText(found.idle)}; the store has ${megabytes(after.bytes)}, and had ${megabytes(found.bytes)}\n`);
  return isWhole ? exitCodes.success : exitCodes.failure;
}

/** Of a file that is too damaged to be read, all that can be named is this. */
function cannotBeOpened(error: unknown): undefined {
  if (!(error instanceof DamagedStoreError)) throw error;
  stderr.write(`droplab: ${error.message.replace("droplab check names what is", "it is so from its beginning, and cannot be read")}\n`);
}

async function checked(options: StoreOptions): Promise<StoreCheck> {
  const store = await readStore(options);
  try {
    return await store.check();
  } finally {
    await store.close();
  }
}

/** Tidies and looks again. A store that is damaged is left as it is. */
async function tidied({ damages, idle }: StoreCheck, options: CheckOptions): Promise<StoreCheck> {
  const [first] = damages;
  if (first) throw new UsageError(`check: ${sentence(first)}; a store that is damaged is not tidied; droplab check names all that is`);
  if (idle.done && !options.yes)
    throw new UsageError(
      `check: ${counted(idle.done, "finished run")} of no experiment would be lost; add --yes to remove ${idle.done === 1 ? "it" : "them"}`,
    );
  const { device } = await chooseDevice();
  const { store } = openStore(options, device);
  try {
    await store.tidy();
    return await store.check();
  } finally {
    await store.close();
  }
}

function* lines({ experiments, runs, bytes, damages, unsummed, idle }: StoreCheck, { store, tidy }: CheckOptions): Generator<string> {
  for (const damage of damages) yield sentence(damage);
  const all = `${storeName(String(store))}: ${counted(experiments, "experiment")}, ${counted(runs, "run")}, ${megabytes(bytes)}`;
  const isOfFile = damages.some(({ thing }) => thing === "store");
  if (damages.length === 0) yield `${all}: all is as it was written`;
  else
    yield `${all}: ${counted(damages.length, "damage")}; droplab rm <id> --yes removes a run or an experiment, and its command makes it anew${isOfFile ? `; of a damaged file save what can be saved with \`sqlite3 ${store} .recover\` (that of Debian 12 cannot)` : ""}`;
  if (unsummed)
    yield `${counted(unsummed, "run")} ${unsummed === 1 ? "has" : "have"} weights of a droplab that kept no sums yet: of those flipped bytes are not seen`;
  if (!tidy && idle.runs + idle.checkpoints > 0)
    yield `${idleText(idle)} ${idle.runs + idle.checkpoints === 1 ? "is" : "are"} of no use any more: droplab check --tidy removes ${idle.runs + idle.checkpoints === 1 ? "it" : "them"}`;
}

const sentence = ({ thing, id, what }: Damage): string =>
  thing === "store" ? `the file itself: ${what}` : `${thing} ${id}: ${what} ${/s$/.test(what) ? "are" : "is"} damaged`;

/** `3 runs of no experiment (1 done) and 2 checkpoints that nobody continues` */
function idleText({ runs, done, checkpoints }: IdleParts): string {
  const texts = [
    ...(runs ? [`${counted(runs, "run")} of no experiment (${done} done)`] : []),
    ...(checkpoints ? [`${counted(checkpoints, "checkpoint")} that nobody continues`] : []),
  ];
  return texts.join(" and ") || "nothing";
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
