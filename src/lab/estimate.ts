import type { Device } from "#engine";
import { type ProtocolName, protocols, runTrial } from "#train";
import type { DataLoader, Plan, PlannedTrial } from "./plan.ts";

const STEPS = 20;

/** How many seconds trials of a plan will take on so many workers, from a few steps and an evaluation of each different model. */
export function estimateSeconds(plan: Plan, trials: readonly PlannedTrial[], load: DataLoader, device: Device, workers: number): number {
  const known = new Map<string, { step: number; evaluation: number }>();
  const costs = trials.map(({ dataset, dataDir, config }) => {
    const { model, batch, protocol, iterations, evaluateEvery } = config;
    const key = JSON.stringify([dataset, dataDir, model, batch, protocol]);
    const cost = known.get(key) ?? measure(config, protocol);
    known.set(key, cost);
    return iterations * cost.step + Math.ceil(iterations / evaluateEvery) * cost.evaluation;

    function measure(full: PlannedTrial["config"], name: ProtocolName) {
      const data = load(dataset, dataDir);
      const run = runTrial({ ...full, methods: { ...full.methods, mc: 0 }, iterations: STEPS, evaluateEvery: STEPS }, data, device);
      const times: number[] = [];
      for (let last = performance.now(), step = run.next(); ; step = run.next()) {
        const now = performance.now();
        times.push((now - last) / 1000);
        last = now;
        if (step.done) break;
      }
      // the first call makes one step, after building the net; the last but one ends with the evaluation
      const whole = times.slice(1).reduce((sum, seconds) => sum + seconds, 0);
      const images = protocols[name].selectOn === "test" ? data.test.count : data.heldOut;
      const share = images / (images + 3 * STEPS * batch + (name === "sound" ? data.test.count : 0));
      return { evaluation: whole * share, step: (whole * (1 - share)) / (STEPS - 1) };
    }
  });
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return total / Math.min(workers, Math.max(1, plan.trials.length));
}
