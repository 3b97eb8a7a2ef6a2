import type { Command } from "commander";
import { counted, numericsOf } from "#engine";
import type { Demand, TrialRecord } from "#experiment";
import { AMONG_MANY, workRuns } from "#lab";
import { percent } from "#report";
import { isShared, storeName } from "#store";
import { scoreOf, type TrialResult } from "#train";
import { chooseDevice } from "./deviceOptions.ts";
import { localTime } from "./localTime.ts";
import { addMachineOptions, checkpointEvery, type MachineOptions } from "./machineOptions.ts";
import { numberOption } from "./options.ts";
import { stderr } from "./output.ts";
import { onSignals } from "./signals.ts";
import { addSnapshotsOption, type SnapshotsOption } from "./snapshotsOption.ts";
import { addStoreOption, openStore } from "./storeOptions.ts";
import { exitCodes, UsageError } from "./usageError.ts";
import { workerData } from "./workerData.ts";

interface WorkerOptions extends MachineOptions, SnapshotsOption {
  readonly dataDir?: string;
  readonly untilEmpty?: boolean;
  readonly maxHours?: number;
}

const HOUR_MS = 3_600_000;
const TIME_IS_UP = "its time is up";

/** `droplab worker`: makes the runs that sweeps offer in a database, on this machine. */
export function addWorkerCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("worker")
    .summary("make the runs that sweeps anywhere have put into a database")
    .description(
      [
        "Takes runs from a PostgreSQL store and makes them on this machine, beside any number of other workers, until it is stopped: with Ctrl-C or SIGTERM it lets every run checkpoint and gives it back, and another goes on with it.",
        "It takes only what gives the same digits here, and whose data it has: the packaged sets, files at the place that the run names, or below --data-dir, and those that droplab data push has put into the database; their contents must be those that the runs were planned with.",
      ].join("\n\n"),
    );
  addSnapshotsOption(addMachineOptions(command, addStoreOption))
    .option("--data-dir <folder>", "where the files of data sets lie on this machine")
    .option("--until-empty", "end when nothing that can be done here waits")
    .addOption(
      numberOption(
        "--max-hours <h>",
        "give every run back and end after so many hours",
        "a number above 0, at most 500",
        (h) => h > 0 && h <= 500,
      ),
    )
    .addHelpText(
      "after",
      `
Examples:
  droplab worker --store postgres://lab@db.example.org/droplab
  PGPASSWORD=… droplab worker --store postgres://lab@db/droplab --until-empty --max-hours 12`,
    )
    .action(async (options: WorkerOptions) => setExitCode(await work(options)));
}

async function work(options: WorkerOptions): Promise<number> {
  const { store: place, workers, dataDir, untilEmpty = false, maxHours } = options;
  if (typeof place !== "string" || !isShared(place))
    throw new UsageError(
      `worker: ${String(place)} is a file, in which a sweep makes its own runs; name a database, such as --store postgres://user@host/name`,
    );
  if (workers === 0) throw new UsageError("workers: 0 makes no runs; give at least 1");
  const chosen = await chooseDevice(options);
  const numerics = numericsOf(chosen.device);
  const said = new Set<string>();
  const say = (text: string) => stderr.write(`${localTime(new Date().toISOString(), { seconds: true })}  ${text}\n`);
  const dataFor = async (demand: Demand) => {
    const found = await find(demand);
    if (typeof found !== "string") return found;
    if (!said.has(found)) say(found);
    said.add(found);
    return undefined;
  };
  const stop = new AbortController();
  const endSignals = onSignals(stop, () => {});
  const timer = maxHours === undefined ? undefined : setTimeout(() => stop.abort(TIME_IS_UP), maxHours * HOUR_MS);
  const laboratory = openStore(options, chosen.device);
  const find = workerData(numerics, laboratory.shelf, dataDir);
  const runs = new Map<string, TrialRecord>();
  let failed = 0;
  const nameOf = (id: string) => `run ${id.slice(0, 10)}`;
  try {
    await laboratory.store.wishes(""); // what is wrong with the database is said at once
    say(`${counted(workers, "run")} at once, with the digits of ${numerics}, from ${storeName(place)}`);
    const made = await workRuns({
      ...{ laboratory, dataFor, device: chosen.name, simd: chosen.simd, workers, untilEmpty, stop: stop.signal },
      checkpointEvery: checkpointEvery(options),
      snapshots: options.snapshots,
      onTaken(record, from) {
        runs.set(record.id, record);
        say(`${nameOf(record.id)} ${from ? `goes on at iteration ${from}` : "begins"}, of ${record.config.iterations}`);
      },
      onEnd(id, outcome, thrown) {
        runs.delete(id);
        if (outcome.kind === "done") say(`${nameOf(id)} ${endOf(outcome.result)}`);
        else if (outcome.kind === "stopped") say(`${nameOf(id)} is given back`);
        else {
          const isLast = (thrown ?? 0) >= AMONG_MANY.failures;
          if (isLast) failed++;
          const which = thrown === undefined ? "" : ` (${thrown} of ${AMONG_MANY.failures} times)`;
          say(`${nameOf(id)} threw${which}: ${outcome.message}; ${isLast ? "it is failed" : "another worker may take it first"}`);
        }
      },
      onLost: (id) => say(`${nameOf(id)} was taken from this worker, which did not answer for a while; it is dropped here`),
      onDamage: (id, message) => say(`${nameOf(id)}: ${message}`),
      onTrouble: (message) => say(message ? `${message}; trying again, nothing is lost` : "the store can be written again"),
      onIdle: () => say("nothing that can be done here waits"),
    });
    say(`${counted(made, "run")} made`);
    // whoever looks after it must not take it for one that found nothing more to do
    if (stop.signal.aborted && stop.signal.reason !== TIME_IS_UP) return exitCodes.interrupted;
    return failed ? exitCodes.failure : exitCodes.success;
  } finally {
    clearTimeout(timer);
    endSignals();
    await laboratory.close();
  }
}

function endOf(result: TrialResult): string {
  const score = scoreOf(result);
  return score === null ? `has diverged, at iteration ${result.divergedAt}` : `is done: ${percent(score)}`;
}
