import type { DataLoader } from "#data";
import type { Device } from "#engine";
import type { PlannedTrial } from "#experiment";
import { protocols, runTrial } from "#train";

const STEPS = 20;

/** Seconds of one training step and of one evaluation. */
interface Cost {
  readonly step: number;
  readonly evaluation: number;
}

/** How many seconds trials will take on so many workers, from a few steps and an evaluation of each different model. */
export async function estimateSeconds(trials: readonly PlannedTrial[], load: DataLoader, device: Device, workers: number): Promise<number> {
  const known = new Map<string, Cost>();
  let total = 0;
  for (const trial of trials) {
    const { model, batch, protocol, iterations, evaluateEvery } = trial.config;
    const key = JSON.stringify([trial.data, model, batch, protocol]);
    const cost = known.get(key) ?? (await measure(trial, load, device));
    known.set(key, cost);
    total += iterations * cost.step + Math.ceil(iterations / evaluateEvery) * cost.evaluation;
  }
  return total / Math.min(workers, Math.max(1, trials.length));
}

/** Runs a short version of a trial. What it takes is shared out by the images that steps (three passes) and evaluations (one) see. */
async function measure({ config, data: spec }: PlannedTrial, load: DataLoader, device: Device): Promise<Cost> {
  const data = load(spec);
  const methods = { ...config.methods, mc: 0, earlyStopping: 0 };
  const run = runTrial({ ...config, methods, iterations: STEPS, evaluateEvery: STEPS }, data, device);
  await run.next(); // builds the net and makes one step
  const start = performance.now();
  while (!(await run.next()).done);
  const whole = (performance.now() - start) / 1000;
  const { selectOn } = protocols[config.protocol];
  const evaluated = selectOn === "test" ? data.test.count : data.heldOut;
  const trained = 3 * (STEPS - 1) * config.batch;
  const images = trained + evaluated + (selectOn === "test" ? 0 : data.test.count);
  return { step: (whole * trained) / images / (STEPS - 1), evaluation: (whole * evaluated) / images };
}
