/** The laboratory: trials on threads, their summary, the speed of devices. */
export { type Outcome, type RunOptions, runTrials } from "./runTrials.ts";
export { type DeviceSpeed, forwardFlops, measureSpeed } from "./speed.ts";
export { mean, standardDeviation } from "./summary.ts";
