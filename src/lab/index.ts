/** What runs trials: threads, the runner, pruning, the speed of devices. */
export { estimateSeconds } from "./estimate.ts";
export { Pruning } from "./prune.ts";
export { measureOnThreads, type RobustnessTask } from "./robustnessThreads.ts";
export { runPlan } from "./runner.ts";
export { type Outcome, type RunOptions, runTrials } from "./runTrials.ts";
export { type DeviceSpeed, forwardFlops, measureSpeed } from "./speed.ts";
export { type TrialWork, wholeWork, worksOf } from "./trialWork.ts";
export { AMONG_MANY, workRuns } from "./workRuns.ts";
