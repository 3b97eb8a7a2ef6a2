import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { counted, inLine } from "#engine";
import {
  configurationText,
  DamagedStoreError,
  type ExperimentRecord,
  loadResults,
  numericsNote,
  type Run,
  type StoreReader,
  type TrialRecord,
} from "#experiment";
import {
  ACCURACY_SCALE,
  curveExamples,
  curvePlot,
  distinctData,
  errorText,
  evaluationLine,
  fittedTable,
  lossText,
  numbers,
  percent,
  robustnessLines,
  runLine,
  trialFacts,
  words,
} from "#report";
import { isShared } from "#store";
import { protocols, scoredResult } from "#train";
import { chooseDevice } from "./deviceOptions.ts";
import { localTime } from "./localTime.ts";
import { experimentNamed, runNamed } from "./namedId.ts";
import { plotWidth, print, stderr, tableWidth } from "./output.ts";
import { statesText } from "./statesText.ts";
import { addStoreOption, NoExperimentsError, openStore, readStore, type StoreOptions } from "./storeOptions.ts";
import { summariesOf, sweepLines } from "./sweepOutput.ts";
import { UsageError } from "./usageError.ts";
import { idleLines, waitingLines } from "./waitingLines.ts";

interface ReadOptions extends StoreOptions {
  readonly json?: boolean;
}

/** Two beats of a worker. */
const LISTEN_MS = 11_000;

/** Waits for beats of workers elsewhere that seem silent. */
async function listen(): Promise<void> {
  stderr.write(`droplab: listening for ${LISTEN_MS / 1000} s whether processes elsewhere still work\n`);
  await setTimeout(LISTEN_MS);
}

/** The commands that look after what is kept: show, log, status, rm. */
export function addStoreCommands(program: Command): void {
  const reading = (name: string, summary: string, read: (store: StoreReader, id: string, options: ReadOptions) => Promise<string>) => {
    const command = program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1).replace(/ |$/, "s ").trimEnd()}.`);
    const [, argument] = /(<\w+>)/.exec(name) ?? [];
    addStoreOption(command).option("--json", "as JSON on standard output");
    command.action(async (...words: unknown[]) => {
      const [id, options] = argument ? [String(words[0]), words[1]] : ["", words[0]];
      const reading = options as ReadOptions;
      try {
        const store = await readStore(reading);
        try {
          print(await read(store, id, reading));
        } finally {
          await store.close();
        }
      } catch (error) {
        // who asks what there is has an answer
        if (argument || !(error instanceof NoExperimentsError)) throw error;
        print(reading.json ? JSON.stringify({ running: [], waitingWorkers: [], waiting: [] }) : error.message); // of status
      }
    });
  };
  reading("show <id>", "show an experiment's results, or one run", show);
  reading("log <run>", "tell what happened to a run: starts, interruptions, evaluations, its error", log);
  reading("status", "tell what runs now, here or in other terminals", (store, _, options) => status(store, options));

  const remove = program.command("rm <id>").summary("remove an experiment, or one run, from the store");
  addStoreOption(remove.description("Removes an experiment with the runs that no other experiment has, or one run."))
    .option("--yes", "also when runs that are done would be lost")
    .action(async (id: string, options: StoreOptions & { yes?: boolean }) => rm(id, options));
}

async function unknown(store: StoreReader, id: string, options: StoreOptions): Promise<UsageError> {
  const isEmpty = (await store.experiments()).length === 0;
  return isEmpty
    ? new NoExperimentsError(options)
    : new UsageError(`${id}: there is no such experiment or run in the store; droplab list names them`);
}

async function show(store: StoreReader, id: string, options: ReadOptions): Promise<string> {
  const { json } = options;
  const experimentId = await experimentNamed(store, id);
  if (experimentId === undefined) return showTrial(store, id, options);
  const [experiment] = (await store.experiments([experimentId])) as [ExperimentRecord];
  const results = await loadResults(store, experiment);
  const { runs } = results;
  if (json) {
    const trials = runs.map(({ configuration, repetition, record }) => ({ trial: record.id, configuration, repetition, ...record }));
    return JSON.stringify({ ...ACCURACY_SCALE, ...experiment, configurations: summariesOf(results), trials }, null, 2);
  }
  const note = numericsNote(experiment.numerics);
  const { tags } = experiment;
  const line = [experiment.id, experiment.name && inLine(experiment.name), statesText(experiment.states), note].filter(Boolean).join("  ");
  const labels = [...(experiment.note ? [experiment.note] : []), ...(tags.length ? [`tags ${tags.map(inLine).join(", ")}`] : [])];
  const head = [line, ...labels, inLine(experiment.command)];
  if (runs.length === 0) return [...head, "all its runs were removed"].join("\n");
  const texts = new Map(results.configurations.map(({ index, varied }) => [index, configurationText(varied)]));
  const rows = runs.map((run) => runRow(run, texts.get(run.configuration) ?? ""));
  const trials = fittedTable(
    [words("id"), words("configuration"), numbers("run"), numbers("seed"), words("state"), numbers("result"), words("error")],
    rows,
    { width: tableWidth(), naming: 2 },
  );
  const data = distinctData(
    runs.map(({ record }) => record),
    experiment,
  );
  const robust = robustnessLines(results.configurations, tableWidth());
  return [...head, `data ${[...new Set(data.map(dataText))].join("; ")}`, "", ...sweepLines(results), ...robust, "", ...trials].join("\n");
}

function runRow({ repetition, record }: Run, configuration: string): string[] {
  const { id, state, iteration, config, result, error } = record;
  const ended = result?.divergedAt === null ? percent(result.accuracy) : `diverged at ${result?.divergedAt}`;
  const progress = state === "done" ? "" : `${iteration}/${config.iterations}`;
  return [id.slice(0, 10), configuration, String(repetition), String(config.seed), state, result ? ended : progress, error ?? ""];
}

/** `iris.csv, trainExamples 50 (contents 5c8c1a9922)` */
function dataText({ data: { dataset, ...options }, dataHash }: TrialRecord): string {
  const contents = dataHash === null ? "contents not written down" : dataHash === dataset ? "" : `contents ${dataHash.slice(0, 10)}`;
  const given = Object.entries(options).map(([name, value]) => `, ${name} ${value}`);
  return `${inLine(dataset)}${given.map(inLine).join("")}${contents && ` (${contents})`}`;
}

async function showTrial(store: StoreReader, prefix: string, options: ReadOptions): Promise<string> {
  const id = await runNamed(store, prefix);
  const record = id && (await store.trial(id));
  if (!record) throw await unknown(store, prefix, options);
  const evaluations = await store.evaluations(record.id);
  if (options.json) return JSON.stringify({ ...ACCURACY_SCALE, ...record, evaluations }, null, 2);
  const { config, result, owner } = record;
  const lines = [
    `${record.id}  ${record.state} at iteration ${record.iteration} of ${config.iterations}, after ${record.seconds.toFixed(1)} s of work`,
  ];
  if (result) lines.push(runLine(1, result, protocols[config.protocol].selectOn === "heldOut", record.classNames).replace(/^run +1 +/, ""));
  if (record.error) lines.push(`${record.state}: ${inLine(record.error)}`);
  const calibration = scoredResult(result)?.calibration;
  if (calibration) lines.push(`NLL ${lossText(calibration)}, ECE ${errorText(calibration)}% on the test examples`);
  lines.push("", ...trialFacts(record), "");
  lines.push(
    [
      ...(["created", "started", "finished"] as const).flatMap((what) => (record[what] ? [`${what} ${localTime(record[what])}`] : [])),
      `digits ${[record.numerics, numericsNote([record.numerics])].filter(Boolean).join(", ")}`,
    ].join(", "),
  );
  if (owner) {
    const { machine } = owner;
    const process = owner.host === "" ? "a process elsewhere" : `process ${owner.pid} on ${owner.host}`; // came without its machine
    const where = `${process} (${machine.processor}, ${machine.device})`;
    lines.push(`last run by ${inLine(where)}, droplab ${owner.version}, Node ${machine.node}`);
  }
  const curve = curvePlot(
    evaluations.map(({ iteration, accuracy }) => [iteration, 100 * accuracy] as const),
    { width: plotWidth() },
  );
  if (curve.length)
    lines.push("", `accuracy in percent over iterations, on the ${curveExamples([{ config }])} examples that choose:`, ...curve);
  return [...lines, "", ...evaluations.map((evaluation) => evaluationLine(evaluation, config.iterations))].join("\n");
}

async function log(store: StoreReader, prefix: string, options: ReadOptions): Promise<string> {
  const id = await runNamed(store, prefix);
  const record = id && (await store.trial(id));
  if (!record) throw await unknown(store, prefix, options);
  const events = await store.logOf(record.id);
  if (options.json) return JSON.stringify({ events, error: record.error, stack: record.stack }, null, 2);
  const evaluations = (await store.evaluations(record.id)).map((evaluation) => evaluationLine(evaluation, record.config.iterations));
  return [
    ...events.map(({ at, text }) => `${localTime(at, { seconds: true })}  ${inLine(text)}`),
    ...evaluations,
    ...(record.stack ? [record.stack] : []),
  ].join("\n");
}

async function status(store: StoreReader, options: ReadOptions): Promise<string> {
  const running = await store.running(listen);
  const isOfMany = isShared(String(options.store));
  const [workers, demands] = isOfMany ? [await store.idleWorkers(), await store.demands()] : [[], []];
  if (options.json) {
    const waiting = demands.map(({ run: { numerics, data, dataHash }, waiting, running }) => ({
      numerics,
      data,
      dataHash,
      waiting,
      running,
    }));
    return JSON.stringify({ running, waitingWorkers: workers, waiting }, null, 2);
  }
  const waits = [...idleLines(workers), ...waitingLines(demands)];
  if (running.length === 0) {
    const isNew = (await store.experiments()).length === 0;
    if (isNew && waits.length === 0) throw new NoExperimentsError(options);
    return [isNew ? "nothing runs now, nor has anything been run" : "nothing runs now; droplab list names what was run", ...waits].join(
      "\n",
    );
  }
  const rows = running.map(({ id, iteration, config, owner, alive }) => [
    id.slice(0, 10),
    `${iteration}/${config.iterations}`,
    percent(iteration / config.iterations, 0),
    owner ? `process ${owner.pid} on ${owner.host}` : "",
    alive
      ? ""
      : `its process is no more; ${isShared(String(options.store)) ? "any worker goes on with it" : "droplab resume continues it"}`,
  ]);
  const head = [words("id"), numbers("iteration"), numbers("done"), words("runs in"), words("")];
  return [...fittedTable(head, rows, { width: tableWidth() }), ...waits].join("\n");
}

/** What is removed is named by so much of its id that no slip of the hand and no number of a list is one. */
const LEAST_TO_REMOVE = 4;

async function rm(prefix: string, options: StoreOptions & { yes?: boolean }): Promise<void> {
  const { device } = await chooseDevice();
  await (await readStore(options)).close(); // a store that is not there is not made
  const { store } = openStore(options, device);
  try {
    const experiment = await experimentNamed(store, prefix);
    const trial = experiment === undefined ? await runNamed(store, prefix) : undefined;
    if (experiment === undefined && trial === undefined) throw await unknown(store, prefix, options);
    if (prefix.length < LEAST_TO_REMOVE && (experiment ?? trial)?.startsWith(prefix))
      throw new UsageError(
        `${prefix}: that is too little to remove ${experiment ?? trial} by; type ${LEAST_TO_REMOVE} signs of it, or more`,
      );
    const lost = await whatIsLost(store, prefix, { experiment, trial }, options);
    if (experiment) await store.removeExperiment(experiment);
    else await store.removeTrial(trial as string);
    stderr.write(`droplab: removed ${experiment ?? trial}${lost}\n`);
  } finally {
    await store.close();
  }
}

/** The runs that no other experiment has. */
async function ownRuns(store: StoreReader, id: string): Promise<string[]> {
  const others = (await store.experiments()).filter((one) => one.id !== id);
  const shared = new Set<string>();
  for (const other of others) for (const { trial } of await store.members(other.id)) shared.add(trial);
  return [...new Set((await store.members(id)).map(({ trial }) => trial))].filter((trial) => !shared.has(trial));
}

/** What is said of it when it is gone. Throws UsageError for what works now, and for what is done or damaged and not given up with --yes. */
async function whatIsLost(
  store: StoreReader,
  prefix: string,
  { experiment, trial }: { experiment: string | undefined; trial: string | undefined },
  { yes }: { yes?: boolean },
): Promise<string> {
  try {
    const ids = trial ? [trial] : await ownRuns(store, experiment as string);
    const alive = (await store.running(listen)).filter(({ id, alive: works }) => works && ids.includes(id)).length;
    if (alive)
      throw new UsageError(`${prefix}: ${alive} of its runs ${alive === 1 ? "goes on now; stop it" : "go on now; stop them"} first`);
    const records = [...(await store.trials(ids)).values()];
    if (trial && records[0]?.state === "pruned")
      throw new UsageError(
        `${prefix}: a sweep with --prune gave this run up, and what remains of its configuration is judged by that; there is nothing of it to remove but its experiment, droplab rm <experiment> --yes`,
      );
    const done = records.filter(({ state }) => state === "done").length;
    const begun = records.filter(({ state, iteration }) => state !== "done" && iteration > 0).length;
    if (begun && !done && !yes)
      throw new UsageError(
        `${prefix}: what ${counted(begun, "run")} came to so far would be lost; add --yes to remove ${begun === 1 ? "it" : "them"}`,
      );
    if (done && !yes)
      throw new UsageError(`${prefix}: ${counted(done, "finished run")} would be lost; add --yes to remove ${done === 1 ? "it" : "them"}`);
    return ` with ${counted(records.length, "run")} (${done} done)`;
  } catch (error) {
    if (error instanceof DamagedStoreError && yes) return ", of which something was damaged";
    throw error;
  }
}
