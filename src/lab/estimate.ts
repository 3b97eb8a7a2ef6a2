import type { DataLoader, ImageDataset } from "#data";
import type { Device } from "#engine";
import type { PlannedTrial } from "#experiment";
import { runTrial } from "#train";
import { trialWork, wholeWork, worksOf } from "./trialWork.ts";

/** A short version makes so many steps at first, and more where they take less than so many milliseconds: the first ones are not yet compiled. */
const [STEPS, MORE, ENOUGH_MS] = [20, 8, 100];

/** How many seconds trials will take on so many workers, from a few steps and an evaluation of each different model. */
export async function estimateSeconds(trials: readonly PlannedTrial[], load: DataLoader, device: Device, workers: number): Promise<number> {
  const known = new Map<string, number>();
  const works = worksOf(trials, load);
  let total = 0;
  for (const [i, trial] of trials.entries()) {
    const { model, batch, protocol } = trial.config;
    const key = JSON.stringify([trial.data, model, batch, protocol]);
    const pace = known.get(key) ?? (await measure(trial, load, device));
    known.set(key, pace);
    total += wholeWork(works[i] as (typeof works)[number]) * pace;
  }
  return total / Math.min(workers, Math.max(1, trials.length));
}

/** Seconds that a unit of a trial's work takes, from short versions of it. */
async function measure(trial: PlannedTrial, load: DataLoader, device: Device): Promise<number> {
  const data = load(trial.data);
  for (let steps = STEPS; ; steps *= MORE) {
    const iterations = Math.min(steps, Math.max(STEPS, trial.config.iterations));
    const { pace, ms } = await measureSteps(trial, data, device, iterations);
    if (ms >= ENOUGH_MS || iterations < steps) return pace;
  }
}

async function measureSteps({ config }: PlannedTrial, data: ImageDataset, device: Device, iterations: number) {
  const short = { ...config, methods: { ...config.methods, mc: 0, earlyStopping: 0 }, iterations, evaluateEvery: iterations };
  const run = runTrial(short, data, device);
  const { value } = await run.next(); // builds the net and makes a step, or a few
  const work = trialWork(short, data);
  const before = "iteration" in value ? value.iteration : 0;
  const start = performance.now();
  while (!(await run.next()).done);
  const ms = performance.now() - start;
  return { ms, pace: ms / 1000 / (wholeWork(work) - work.after(before)) };
}
