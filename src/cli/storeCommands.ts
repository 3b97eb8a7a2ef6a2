import { stderr } from "node:process";
import type { Command } from "commander";
import { counted } from "#engine";
import {
  configurationsOf,
  configurationText,
  type ExperimentRecord,
  numericsNote,
  summarize,
  type TrialRecord,
  type TrialState,
  trialStates,
} from "#lab";
import { alignedTable, curvePlot, errorText, evaluationLine, lossText, percent, runLine, trialFacts } from "#report";
import type { SqliteReader } from "#store";
import { protocols, scoredResult } from "#train";
import { chooseDevice } from "./deviceOptions.ts";
import { plotWidth, print } from "./output.ts";
import { addStoreOptions, openStore, readStore, type StoreOptions } from "./storeOptions.ts";
import { sweepLines } from "./sweepCommand.ts";
import { UsageError } from "./usageError.ts";

interface ReadOptions extends StoreOptions {
  readonly json?: boolean;
}

/** The commands that look after what is kept: list, show, log, status, rm. */
export function addStoreCommands(program: Command): void {
  const reading = (name: string, summary: string, read: (store: SqliteReader, id: string, options: ReadOptions) => string) => {
    const command = program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1).replace(/ |$/, "s ").trimEnd()}.`);
    const [, argument] = /(<\w+>)/.exec(name) ?? [];
    addStoreOptions(command).option("--json", "as JSON on standard output");
    command.action((...words: unknown[]) => {
      const [id, options] = argument ? [String(words[0]), words[1]] : ["", words[0]];
      const store = readStore(options as ReadOptions);
      try {
        print(read(store, id, options as ReadOptions));
      } finally {
        store.close();
      }
    });
  };
  reading("list", "list the experiments of the store", (store, _, { json }) => list(store.experiments(), json));
  reading("show <id>", "show an experiment's results, or one trial", (store, id, { json }) => show(store, id, json));
  reading("log <trial>", "tell what happened to a trial: starts, interruptions, evaluations, its error", log);
  reading("status", "tell what runs now, here or in other terminals", (store, _, { json }) => status(store, json));

  const remove = program.command("rm <id>").summary("remove an experiment, or one trial, from the store");
  addStoreOptions(remove.description("Removes an experiment with the trials that no other experiment has, or one trial."))
    .option("--yes", "also when runs that are done would be lost")
    .action((id: string, options: StoreOptions & { yes?: boolean }) => rm(id, options));
}

/** The one id that begins so; throws UsageError where there is none, or several. */
function theOne(store: SqliteReader, kind: "experiment" | "trial", prefix: string): string | undefined {
  const [first, ...others] = store.find(kind, prefix);
  if (others.length)
    throw new UsageError(`${prefix}: several ${kind}s begin so (${[first, ...others].slice(0, 3).join(", ")} …); type more of it`);
  return first;
}

const unknown = (id: string) => new UsageError(`${id}: there is no such experiment or trial in the store; droplab list names them`);
const total = (states: ExperimentRecord["states"]) => Object.values(states).reduce((sum, count) => sum + count, 0);

/** `12 done, 2 running` */
function statesText(states: { readonly [state in TrialState]: number }): string {
  return trialStates.flatMap((state) => (states[state] ? [`${states[state]} ${state}`] : [])).join(", ");
}

function list(experiments: readonly ExperimentRecord[], json = false): string {
  if (json) return JSON.stringify(experiments, null, 2);
  const rows = experiments.map(({ id, name, states, updated, command, numerics, definition }) => [
    id,
    String(total(states)),
    statesText(states),
    when(updated),
    [numericsNote(numerics), (name ?? command) + partOfVariance(command, definition)].filter(Boolean).join(": "),
  ]);
  if (rows.length === 0) return "nothing has been run with this store";
  return alignedTable(["id", " runs", "state", "last started", "name or command"], rows).join("\n");
}

/** One command makes several experiments of a variance: each says what differs in it. */
const partOfVariance = (command: string, { vary }: ExperimentRecord["definition"]): string =>
  /^droplab variance\b/.test(command) ? ` (${vary ? vary.join(" and ") || "split" : "all"} varied)` : "";

const when = (iso: string | null): string => (iso ? iso.slice(0, 16).replace("T", " ") : "");

/** The trials of an experiment by configuration, with what varies. */
function summariesFrom(store: SqliteReader, id: string, definition: ExperimentRecord["definition"]) {
  const members = store.members(id);
  const records = store.trials(members.map(({ trial }) => trial));
  return configurationsOf(definition).flatMap(({ varied }, index) => {
    const own = members.filter(({ configuration }) => configuration === index).map(({ trial }) => records.get(trial) as TrialRecord);
    const [first] = own;
    if (!first) return [];
    const settled = own.map((record) => (["done", "failed", "pruned"].includes(record.state) ? record : undefined));
    return [summarize({ varied, config: first.config }, settled)];
  });
}

function show(store: SqliteReader, id: string, json = false): string {
  const experimentId = theOne(store, "experiment", id);
  if (experimentId === undefined) return showTrial(store, id, json);
  const experiment = store.experiments().find((candidate) => candidate.id === experimentId) as ExperimentRecord;
  const summaries = summariesFrom(store, experimentId, experiment.definition);
  const members = store.members(experimentId);
  const records = store.trials(members.map(({ trial }) => trial));
  if (json) {
    const trials = members.map((member) => ({ ...member, ...records.get(member.trial) }));
    return JSON.stringify({ ...experiment, configurations: summaries, trials }, null, 2);
  }
  const variations = configurationsOf(experiment.definition);
  const rows = members.map(({ trial, configuration, repetition }) => {
    const { state, iteration, config, result, error } = records.get(trial) as TrialRecord;
    const what = result
      ? result.divergedAt === null
        ? percent(result.accuracy)
        : `diverged at ${result.divergedAt}`
      : state === "done"
        ? ""
        : `${iteration}/${config.iterations}`;
    return [
      trial.slice(0, 10),
      configurationText(variations[configuration]?.varied ?? {}),
      String(repetition),
      String(config.seed),
      state,
      what,
      error ?? "",
    ];
  });
  const note = numericsNote(experiment.numerics);
  const head = [experiment.id, experiment.name, statesText(experiment.states), note].filter(Boolean).join("  ");
  if (members.length === 0) return [head, experiment.command, "all its runs were removed"].join("\n");
  const trials = alignedTable(["trial", "configuration", " run", " seed", "state", " result", "error"], rows);
  const data = new Set([...records.values()].map(dataText));
  return [head, experiment.command, `data ${[...data].join("; ")}`, "", ...sweepLines(summaries), "", ...trials].join("\n");
}

/** `iris.csv, trainExamples 50 (contents 5c8c1a9922)` */
function dataText({ data: { dataset, ...options }, dataHash }: TrialRecord): string {
  const contents = dataHash === null ? "contents not written down" : dataHash === dataset ? "" : `contents ${dataHash.slice(0, 10)}`;
  const given = Object.entries(options).map(([name, value]) => `, ${name} ${value}`);
  return `${dataset}${given.join("")}${contents && ` (${contents})`}`;
}

function showTrial(store: SqliteReader, prefix: string, json: boolean): string {
  const id = theOne(store, "trial", prefix);
  const record = id && store.trial(id);
  if (!record) throw unknown(prefix);
  const evaluations = store.evaluations(record.id);
  if (json) return JSON.stringify({ ...record, evaluations }, null, 2);
  const { config, result, owner } = record;
  const lines = [
    `${record.id}  ${record.state} at iteration ${record.iteration} of ${config.iterations}, after ${record.seconds.toFixed(1)} s of work`,
  ];
  if (result) lines.push(runLine(1, result, protocols[config.protocol].selectOn === "heldOut", record.classNames).replace(/^run +1 +/, ""));
  if (record.error) lines.push(`${record.state}: ${record.error}`);
  const calibration = scoredResult(result)?.calibration;
  if (calibration) lines.push(`NLL ${lossText(calibration)}, ECE ${errorText(calibration)}% on the test examples`);
  lines.push("", ...trialFacts(record), "");
  lines.push(
    [
      ...(["created", "started", "finished"] as const).flatMap((what) => (record[what] ? [`${what} ${when(record[what])}`] : [])),
      `digits ${[record.numerics, numericsNote([record.numerics])].filter(Boolean).join(", ")}`,
    ].join(", "),
  );
  if (owner) {
    const { machine } = owner;
    const where = `process ${owner.pid} on ${owner.host} (${machine.processor}, ${machine.device})`;
    lines.push(`last run by ${where}, droplab ${owner.version}, Node ${machine.node}`);
  }
  const curve = curvePlot(
    evaluations.map(({ iteration, accuracy }) => [iteration, 100 * accuracy] as const),
    { width: plotWidth() },
  );
  if (curve.length) lines.push("", "accuracy in percent over iterations:", ...curve);
  return [...lines, "", ...evaluations.map((evaluation) => evaluationLine(evaluation, config.iterations))].join("\n");
}

function log(store: SqliteReader, prefix: string, { json }: ReadOptions): string {
  const id = theOne(store, "trial", prefix);
  const record = id && store.trial(id);
  if (!record) throw unknown(prefix);
  const events = store.logOf(record.id);
  if (json) return JSON.stringify({ events, error: record.error, stack: record.stack }, null, 2);
  const evaluations = store.evaluations(record.id).map((evaluation) => evaluationLine(evaluation, record.config.iterations));
  return [...events.map(({ at, text }) => `${at}  ${text}`), ...evaluations, ...(record.stack ? [record.stack] : [])].join("\n");
}

function status(store: SqliteReader, json = false): string {
  const running = store.running();
  if (json) return JSON.stringify(running, null, 2);
  if (running.length === 0) return "nothing runs now";
  const rows = running.map(({ id, iteration, config, owner, alive }) => [
    id.slice(0, 10),
    `${iteration}/${config.iterations}`,
    percent(iteration / config.iterations, 0),
    owner ? `process ${owner.pid} on ${owner.host}` : "",
    alive ? "" : "its process is no more; droplab resume continues it",
  ]);
  return alignedTable(["trial", " iteration", " done", "runs in", ""], rows).join("\n");
}

function rm(prefix: string, options: StoreOptions & { yes?: boolean }): void {
  const { device, simd } = chooseDevice({ device: "auto", simd: "auto" });
  readStore(options).close(); // a store that is not there is not made
  const store = openStore(options, device, simd);
  try {
    const experiment = theOne(store, "experiment", prefix);
    const trial = experiment === undefined ? theOne(store, "trial", prefix) : undefined;
    if (experiment === undefined && trial === undefined) throw unknown(prefix);
    const ids = trial ? [trial] : store.members(experiment as string).map((member) => member.trial);
    const records = [...store.trials(ids).values()];
    const alive = store.running().filter(({ id, alive: works }) => works && ids.includes(id));
    if (alive.length)
      throw new UsageError(
        `${prefix}: ${alive.length} of its trials ${alive.length === 1 ? "runs now; stop it" : "run now; stop them"} first`,
      );
    const done = records.filter(({ state }) => state === "done").length;
    if (done && !options.yes)
      throw new UsageError(`${prefix}: ${counted(done, "finished run")} would be lost; add --yes to remove ${done === 1 ? "it" : "them"}`);
    if (experiment) store.removeExperiment(experiment);
    else store.removeTrial(trial as string);
    stderr.write(`droplab: removed ${experiment ?? trial} with ${counted(records.length, "trial")} (${done} done)\n`);
  } finally {
    store.close();
  }
}
