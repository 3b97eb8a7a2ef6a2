import type { Net } from "#nn";
import type { ScheduleSpec } from "#optim";
import type { Place } from "#regularize";

interface Course {
  readonly iterations: number;
  readonly evaluateEvery: number;
  readonly learningRate: number;
  readonly schedule: ScheduleSpec;
}

/** Where the methods of a trial act: its net, how often it is evaluated, and its highest learning rate where that is the first. */
export function trialPlace(net: Net, { iterations, evaluateEvery, learningRate, schedule }: Course): Place {
  const rises = (schedule.kind === "step" && schedule.factor > 1) || (schedule.kind === "exponential" && schedule.decay > 1);
  return { net, evaluations: Math.ceil(iterations / evaluateEvery), ...(!rises && { learningRate }) };
}
