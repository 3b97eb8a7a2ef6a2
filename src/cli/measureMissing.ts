import { stderr as terminal } from "node:process";
import { setImmediate } from "node:timers/promises";
import { createLogUpdate } from "log-update";
import { dataOfRun, specOf } from "#analysis";
import type { DataLoader } from "#data";
import { counted, type Device } from "#engine";
import { type ConfigurationResults, type ExperimentResults, loadWeights, type Store, type TrialRecord } from "#experiment";
import { measureRobustness, type Robustness, scoredResult } from "#train";
import { isDrawable, stderr } from "./output.ts";
import { clock } from "./progressDisplay.ts";
import { onSignals } from "./signals.ts";

interface Measuring {
  readonly load: DataLoader;
  readonly device: Device;
}

class Stopped extends Error {}

/** A run that is to be measured, with its configuration. */
interface Missing {
  readonly record: TrialRecord;
  readonly configuration: ConfigurationResults;
}

/**
 * Measures the robustness of the runs that lack it and have a score, and keeps it with them, run by run; what cannot be measured is named on
 * standard error. Ctrl-C keeps what is measured. Gives how many were, and whether it was stopped.
 */
export async function measureMissing(
  store: Store,
  results: ExperimentResults,
  measuring: Measuring,
): Promise<{ readonly measured: number; readonly stopped: boolean }> {
  const runs = missingIn(results);
  if (!runs.length) return { measured: 0, stopped: false };
  const unmeasured = new Map<string, string[]>();
  const isUnmeasured = (why: string, { id }: TrialRecord) => unmeasured.set(why, [...(unmeasured.get(why) ?? []), id.slice(0, 10)]);
  const stop = new AbortController();
  const progress = new MeasuringProgress(runs.length);
  const endSignals = onSignals(stop, () => progress.close());
  stderr.write(`droplab: measuring the robustness of ${counted(runs.length, "run")}\n`);
  let measured = 0;
  try {
    for (const [place, { record, configuration }] of runs.entries()) {
      const found = await measure(store, record, configuration, { ...measuring, stop: stop.signal, progress, place });
      if (typeof found === "string") isUnmeasured(found, record);
      else if (await store.addRobustness(record, found)) measured++;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    endSignals();
    progress.close();
  }
  for (const [why, ids] of unmeasured) stderr.write(`droplab: not measured: ${sentence(ids, why)}\n`);
  if (measured < runs.length && stop.signal.aborted)
    stderr.write(`droplab: stopped; the robustness of ${measured} of ${counted(runs.length, "run")} was measured and is kept\n`);
  return { measured, stopped: stop.signal.aborted };
}

/** Each once, of those that did not diverge. */
function missingIn({ configurations }: ExperimentResults): Missing[] {
  const all = configurations.flatMap((configuration) => configuration.runs.map(({ record }) => ({ record, configuration })));
  const lacking = all.filter(({ record: { result } }) => scoredResult(result) && !result?.robustness);
  return [...new Map(lacking.map((one) => [one.record.id, one])).values()];
}

/** What was measured; or why it cannot be. */
async function measure(
  store: Store,
  record: TrialRecord,
  configuration: ConfigurationResults,
  { load, device, stop, progress, place }: Measuring & { stop: AbortSignal; progress: MeasuringProgress; place: number },
): Promise<Robustness | string> {
  if (stop.aborted) throw new Stopped();
  const weights = await loadWeights(store, record.id);
  if (!weights) return "the store has no weights of it; run it again with --fresh to have it measured";
  let data: ReturnType<typeof dataOfRun>;
  try {
    data = dataOfRun(record, load, specOf(configuration));
  } catch (error) {
    return (error as Error).message.replace(`run ${record.id.slice(0, 10)}`, "it");
  }
  const each = async (done: number, all: number) => {
    progress.update(place, done / all);
    await setImmediate(); // for signals
    if (stop.aborted) throw new Stopped();
  };
  return (
    (await measureRobustness(record.config, data, device, weights, each)) ??
    `${record.config.model.name} has no hidden units that could be removed: neither a dense layer nor a convolution before the one that gives the classes`
  );
}

/** So many runs are named. */
const MOST_NAMED = 4;

function sentence(ids: readonly string[], why: string): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : "";
  return `run${ids.length > 1 ? "s" : ""} ${ids.slice(0, MOST_NAMED).join(", ")}${more}: ${why}`;
}

const EVERY_MS = { terminal: 100, plain: 5000 };

/** `robustness: run 3 of 12, 0:23 left`, in one line on a terminal, else now and then. */
class MeasuringProgress {
  readonly #runs: number;
  readonly #live = isDrawable(terminal) ? createLogUpdate(terminal) : undefined;
  readonly #began = performance.now();
  #drawn = this.#began;

  constructor(runs: number) {
    this.#runs = runs;
  }

  /** The share of run number `place` (from 0) that is measured. */
  update(place: number, share: number): void {
    const now = performance.now();
    if (now - this.#drawn < (this.#live ? EVERY_MS.terminal : EVERY_MS.plain)) return;
    this.#drawn = now;
    const made = place + share;
    const left = clock(((now - this.#began) / 1000) * (this.#runs / made - 1));
    const line = `robustness: run ${place + 1} of ${this.#runs}, ${left} left`;
    if (this.#live) this.#live(line);
    else terminal.write(`${line}\n`);
  }

  close(): void {
    this.#live?.clear();
    this.#live?.done();
  }
}
