import { stderr as terminal } from "node:process";
import { dataOfRun, specOf } from "#analysis";
import type { DataLoader } from "#data";
import { counted } from "#engine";
import { type ConfigurationResults, type ExperimentResults, loadWeights, type Store, type TrialRecord } from "#experiment";
import { measureOnThreads, type RobustnessTask } from "#lab";
import { scoredResult } from "#train";
import type { ChosenDevice } from "./deviceOptions.ts";
import { liveLines } from "./liveLines.ts";
import { stderr } from "./output.ts";
import { clock } from "./progressDisplay.ts";
import { onSignals } from "./signals.ts";

interface Measuring {
  readonly load: DataLoader;
  readonly chosen: ChosenDevice;
  /** Nets at once. */
  readonly workers: number;
}

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
  { load, chosen, workers }: Measuring,
): Promise<{ readonly measured: number; readonly stopped: boolean }> {
  const runs = missingIn(results);
  if (!runs.length) return { measured: 0, stopped: false };
  const unmeasured = new Map<string, string[]>();
  const stop = new AbortController();
  const progress = new MeasuringProgress(runs.length);
  const isUnmeasured = ({ id }: TrialRecord, why: string) => {
    unmeasured.set(why, [...(unmeasured.get(why) ?? []), id.slice(0, 10)]);
    progress.end(id);
  };
  const endSignals = onSignals(stop, () => progress.close());
  stderr.write(`droplab: measuring the robustness of ${counted(runs.length, "run")}\n`);
  const waiting = [...runs];
  let measured = 0;
  try {
    await measureOnThreads<Missing>({
      ...{ device: chosen.name, simd: chosen.simd, workers: Math.max(1, Math.min(workers, runs.length)), stop: stop.signal },
      async next() {
        for (let one = waiting.shift(); one; one = waiting.shift()) {
          const task = await taskOf(store, one, load);
          if (typeof task !== "string") return { key: one, task };
          isUnmeasured(one.record, task);
        }
        return undefined;
      },
      onProgress: ({ record }, share) => progress.update(record.id, share),
      async onEnd({ record }, end) {
        if (end.kind === "failed") return isUnmeasured(record, end.message);
        if (end.robustness === null) return isUnmeasured(record, nothingHidden(record));
        if (!(await store.addRobustness(record, end.robustness)))
          return isUnmeasured(record, "it was removed, queued anew or measured by another process meanwhile");
        measured++;
        progress.end(record.id);
      },
    });
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

/** What a thread needs to measure it; or why it cannot be. */
async function taskOf(store: Store, { record, configuration }: Missing, load: DataLoader): Promise<RobustnessTask | string> {
  const weights = await loadWeights(store, record.id);
  if (!weights) return "the store has no weights of it; run it again with --fresh to have it measured";
  try {
    return { config: record.config, data: dataOfRun(record, load, specOf(configuration)), weights };
  } catch (error) {
    return (error as Error).message.replace(`run ${record.id.slice(0, 10)}`, "it");
  }
}

const nothingHidden = ({ config }: TrialRecord): string =>
  `${config.model.name} has no hidden units that could be removed: neither a dense layer nor a convolution of two units or more before the one that gives the classes`;

/** So many runs are named. */
const MOST_NAMED = 4;

function sentence(ids: readonly string[], why: string): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : "";
  return `run${ids.length > 1 ? "s" : ""} ${ids.slice(0, MOST_NAMED).join(", ")}${more}: ${why}`;
}

const EVERY_MS = { terminal: 100, plain: 5000 };

/** `robustness: 3 of 12 runs measured, 0:23 left`, in one line on a terminal, else now and then. */
class MeasuringProgress {
  readonly #runs: number;
  readonly #live = liveLines(terminal);
  readonly #began = performance.now();
  /** The share of each run that is measured. */
  readonly #shares = new Map<string, number>();
  #drawn = this.#began;

  constructor(runs: number) {
    this.#runs = runs;
  }

  end(run: string): void {
    this.update(run, 1);
  }

  update(run: string, share: number): void {
    this.#shares.set(run, share);
    const now = performance.now();
    if (now - this.#drawn < (this.#live ? EVERY_MS.terminal : EVERY_MS.plain)) return;
    this.#drawn = now;
    const shares = [...this.#shares.values()];
    const made = shares.reduce((sum, one) => sum + one, 0);
    const left = clock(((now - this.#began) / 1000) * (this.#runs / made - 1));
    const line = `robustness: ${shares.filter((one) => one === 1).length} of ${counted(this.#runs, "run")} measured, ${left} left`;
    if (this.#live) this.#live(line);
    else terminal.write(`${line}\n`);
  }

  close(): void {
    this.#live?.clear();
    this.#live?.done();
  }
}
