import type { Command } from "commander";
import { type ExperimentRecord, numericsNote, type StoreReader } from "#experiment";
import { fittedTable, numbers, words } from "#report";
import { experimentFilter } from "./experimentFilter.ts";
import { localTime } from "./localTime.ts";
import { choiceOption } from "./options.ts";
import { print, tableWidth } from "./output.ts";
import { runsOf, statesText } from "./statesText.ts";
import { addStoreOption, NoExperimentsError, readStore, type StoreOptions } from "./storeOptions.ts";

/** What experiments can be sorted by, each with what it compares. */
const orders = {
  started: ({ updated }) => updated,
  created: ({ created }) => created,
  name: ({ name, command }) => (name ?? command).toLowerCase(),
  runs: ({ states }) => runsOf(states),
} as const satisfies Readonly<Record<string, (experiment: ExperimentRecord) => string | number>>;
type Order = keyof typeof orders;

interface ListOptions extends StoreOptions {
  readonly filter?: string;
  readonly sort: Order;
  readonly reverse?: boolean;
  readonly json?: boolean;
}

/** `droplab list`: the experiments of a store. */
export function addListCommand(program: Command): void {
  const command = program
    .command("list")
    .summary("list the experiments of the store")
    .description("Lists the experiments of the store, the last started last; times are those of this place, and UTC in JSON.");
  addStoreOption(command)
    .option(
      "--filter <words>",
      "only those whose name, note, tags, command or id have all these words; or tag=…, name=…, note=…, state=…, or an option of a configuration such as dropout=0.4",
    )
    .addOption(choiceOption("--sort <order>", "what they are sorted by", Object.keys(orders)).default("started"))
    .option("--reverse", "the other way round")
    .option("--json", "as JSON on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  droplab list --filter 'tag=paper dropout=0.4'\n  droplab list --filter 'state=interrupted mnist' --sort name",
    )
    .action(async (options: ListOptions) => list(options));
}

async function list(options: ListOptions): Promise<void> {
  const matches = experimentFilter(options.filter ?? "");
  try {
    const all = await experimentsOf(options);
    const found = sorted(all.filter(matches), options);
    if (options.json) print(JSON.stringify(found, null, 2));
    else if (all.length === 0) throw new NoExperimentsError(options);
    else if (found.length === 0) print(`none of ${all.length === 1 ? "the one experiment" : `the ${all.length} experiments`} has that`);
    else for (const line of tableOf(found)) print(line);
  } catch (error) {
    // who asks what there is has an answer
    if (!(error instanceof NoExperimentsError)) throw error;
    print(options.json ? "[]" : error.message);
  }
}

async function experimentsOf(options: StoreOptions): Promise<ExperimentRecord[]> {
  const store = await readStore(options);
  try {
    const experiments = await store.experiments();
    if (experiments.every(({ states }) => states.running === 0)) return experiments;
    const gone = new Set((await store.running()).flatMap(({ id, alive }) => (alive ? [] : [id])));
    const all: ExperimentRecord[] = [];
    for (const experiment of experiments) all.push(await asTheyAre(store, experiment, gone));
    return all;
  } finally {
    await store.close();
  }
}

/** Runs whose process is no more are interrupted, though nobody has written it down yet. */
async function asTheyAre(store: StoreReader, experiment: ExperimentRecord, gone: ReadonlySet<string>): Promise<ExperimentRecord> {
  if (gone.size === 0 || experiment.states.running === 0) return experiment;
  const own = new Set((await store.members(experiment.id)).map(({ trial }) => trial));
  const lost = [...gone].filter((id) => own.has(id)).length;
  const { running, interrupted } = experiment.states;
  return { ...experiment, states: { ...experiment.states, running: running - lost, interrupted: interrupted + lost } };
}

function sorted(experiments: readonly ExperimentRecord[], { sort, reverse = false }: ListOptions): ExperimentRecord[] {
  const key = orders[sort];
  const found = experiments.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return reverse ? found.reverse() : found;
}

function tableOf(experiments: readonly ExperimentRecord[]): string[] {
  const anyTags = experiments.some(({ tags }) => tags.length > 0);
  const rows = experiments.map(({ id, name, tags, states, updated, command, numerics, definition }) => [
    id,
    String(runsOf(states)),
    statesText(states),
    localTime(updated),
    ...(anyTags ? [tags.join(", ")] : []),
    [numericsNote(numerics), (name ?? command) + partOfVariance(command, definition)].filter(Boolean).join(": "),
  ]);
  const head = [words("id"), numbers("runs"), words("state"), words("last started"), ...(anyTags ? [words("tags")] : [])];
  return fittedTable([...head, words("name or command")], rows, { width: tableWidth() });
}

/** One command makes several experiments of a variance: each says what differs in it. */
const partOfVariance = (command: string, { vary }: ExperimentRecord["definition"]): string =>
  /^droplab variance\b/.test(command) ? ` (${vary ? vary.join(" and ") || "split" : "all"} varied)` : "";
