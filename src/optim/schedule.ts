import { checkNames, shown } from "#engine";
import { checkArguments, type OptionRule, rules } from "./checkOptions.ts";

/** A number that depends on the iteration, counted from 1. */
export type Schedule = (iteration: number) => number;

/**
 * A number, or how it goes over the iterations. What it gives is checked whenever it is asked; `what` names the optimizer and the
 * option in messages: `sgd: learningRate: the schedule step(0.1, 5, 2) gives Infinity at iteration 641, which is not …`.
 */
export function scheduled(value: number | Schedule, what = "schedule", { allows, range }: OptionRule = rules.rate): Schedule {
  if (typeof value === "number") {
    if (!allows(value)) throw new RangeError(`${what}: ${value} is not ${range}`);
    return () => value;
  }
  return (iteration) => {
    const given: unknown = value(iteration);
    if (allows(given)) return given as number;
    // JavaScript names a function after the option that it is given to
    const name = value.name && !what.endsWith(value.name) ? `the schedule ${value.name}` : "the schedule";
    throw new RangeError(`${what}: ${name} gives ${shown(given)} at iteration ${iteration}, which is not ${range}`);
  };
}

/** A schedule that messages call by the call that made it: `cosine(0.1, 300)`. */
function named(call: string, schedule: Schedule): Schedule {
  return Object.defineProperty(schedule, "name", { value: call });
}

/** rate · factor^⌊(t − 1) / every⌋: multiplied by `factor` after every `every` iterations. */
export function step(rate: number, every: number, factor: number): Schedule {
  checkArguments("step", { rate, every, factor }, { rate: rules.rate, every: rules.iterations, factor: rules.positive });
  return named(`step(${rate}, ${every}, ${factor})`, (t) => rate * factor ** Math.floor((t - 1) / every));
}

/** rate · decay^(t − 1) */
export function exponential(rate: number, decay: number): Schedule {
  checkArguments("exponential", { rate, decay }, { rate: rules.rate, decay: rules.positive });
  return named(`exponential(${rate}, ${decay})`, (t) => rate * decay ** (t - 1));
}

/** rate / (1 + decay · (t − 1)) */
export function inverseTime(rate: number, decay: number): Schedule {
  checkArguments("inverseTime", { rate, decay }, { rate: rules.rate, decay: rules.atLeastZero });
  return named(`inverseTime(${rate}, ${decay})`, (t) => rate / (1 + decay * (t - 1)));
}

/** From `rate` to 0 along half a cosine over `iterations` (Loshchilov and Hutter 2017, SGDR, equation 5), then 0. */
export function cosine(rate: number, iterations: number): Schedule {
  checkArguments("cosine", { rate, iterations }, { rate: rules.rate, iterations: rules.iterations });
  return named(`cosine(${rate}, ${iterations})`, (t) => (rate / 2) * (1 + Math.cos((Math.PI * Math.min(t - 1, iterations)) / iterations)));
}

/** From `from` at iteration 1 straight to `to` at iteration `iterations` + 1, and `to` from there on: a ramp, as of momentum. */
export function linear(from: number, to: number, iterations: number): Schedule {
  checkArguments("linear", { from, to, iterations }, { from: rules.rate, to: rules.rate, iterations: rules.iterations });
  return named(`linear(${from}, ${to}, ${iterations})`, (t) => from + (to - from) * Math.min(1, (t - 1) / iterations));
}

/**
 * A gentle start, then the schedule: for the first `iterations` the rate goes straight up to where the schedule starts,
 * schedule(1) · t / iterations, and only then the schedule begins, schedule(t − iterations). So a cosine over n after a warm-up
 * of w ends at w + n. The order is that of Keras, optax and PyTorch's SequentialLR.
 */
export function warmUp(schedule: number | Schedule, iterations: number): Schedule {
  checkArguments("warmUp", { schedule, iterations }, { schedule: rules.learningRate, iterations: rules.iterationsOrNone });
  const after = typeof schedule === "number" ? () => schedule : schedule;
  const name = typeof schedule === "number" ? schedule : schedule.name || "a schedule";
  return named(`warmUp(${name}, ${iterations})`, (t) => (t > iterations ? after(t - iterations) : (after(1) * t) / iterations));
}

/**
 * A learning-rate schedule as plain data. `warmUp` iterations of linear warm-up go before any of them; a cosine spans the iterations
 * that remain.
 */
export type ScheduleSpec = { readonly warmUp?: number } & (
  | { readonly kind: "constant" }
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  | { readonly kind: "exponential"; readonly decay: number }
  | { readonly kind: "inverseTime"; readonly decay: number }
  | { readonly kind: "cosine" }
);

/** The fields of each kind beside `kind` and `warmUp`. */
const scheduleFields: { readonly [kind in ScheduleSpec["kind"]]: readonly string[] } = {
  constant: [],
  step: ["every", "factor"],
  exponential: ["decay"],
  inverseTime: ["decay"],
  cosine: [],
};

/** The schedule that starts at `rate` and runs for `iterations`. Throws a sentence for a spec that is none, or has fields that mean nothing. */
export function makeSchedule(spec: ScheduleSpec, rate: number, iterations: number): Schedule {
  const { kind, warmUp: warm = 0 } = spec;
  if (Object.hasOwn(scheduleFields, kind)) checkNames(`schedule ${kind}`, spec, ["kind", "warmUp", ...scheduleFields[kind]], "field");
  checkArguments("schedule", { warmUp: warm }, { warmUp: rules.iterationsOrNone });
  const schedule = () => {
    switch (spec.kind) {
      case "constant":
        return scheduled(rate, "learningRate");
      case "step":
        return step(rate, spec.every, spec.factor);
      case "exponential":
        return exponential(rate, spec.decay);
      case "inverseTime":
        return inverseTime(rate, spec.decay);
      case "cosine":
        return cosine(rate, Math.max(1, iterations - warm));
      default:
        throw new TypeError(
          `schedule: ${JSON.stringify(spec)} is none: its kind is not constant, step, exponential, inverseTime or cosine`,
        );
    }
  };
  return warm === 0 ? schedule() : warmUp(schedule(), warm);
}

/** The texts that `parseSchedule` understands, in words. */
export const scheduleTexts =
  "constant, step:<every>:<factor>, exponential:<decay>, inverse-time:<decay> or cosine, each with +warm-up:<n> if wanted";

/** `step:10000:0.5+warm-up:500` as data; undefined where it is none of `scheduleTexts`. */
export function parseSchedule(text: string): ScheduleSpec | undefined {
  const [first = "", second, ...more] = text.split("+");
  const [kind, ...rest] = first.split(":");
  const toNumber = (word: string) => (word.trim() === "" ? Number.NaN : Number(word));
  const [a = Number.NaN, b = Number.NaN] = rest.map(toNumber);
  const takes = (count: number, fits: boolean) => rest.length === count && fits;
  const warmUp = second === undefined ? 0 : toNumber(/^warm-up:(.*)$/.exec(second)?.[1] ?? "");
  if (more.length || (second !== undefined && !rules.iterations.allows(warmUp))) return undefined;
  const warm = warmUp ? { warmUp } : {};
  if (kind === "constant" && takes(0, true)) return { kind, ...warm };
  if (kind === "cosine" && takes(0, true)) return { kind, ...warm };
  if (kind === "step" && takes(2, rules.iterations.allows(a) && rules.positive.allows(b))) return { kind, every: a, factor: b, ...warm };
  if (kind === "exponential" && takes(1, rules.positive.allows(a) && a <= 1)) return { kind, decay: a, ...warm };
  if (kind === "inverse-time" && takes(1, rules.atLeastZero.allows(a))) return { kind: "inverseTime", decay: a, ...warm };
  return undefined;
}

/** A number that stays, or that goes straight from one to another over the first iterations. */
export type Ramp = number | { readonly from: number; readonly to: number; readonly iterations: number };

/** The texts that `parseMomentum` understands, in words. */
export const momentumTexts = "a number in [0, 1), or from:to:iterations";

/** `0.9`, or `0.5:0.95:1000` for from:to:iterations, of a momentum in [0, 1); undefined where it is neither. */
export function parseMomentum(text: string): Ramp | undefined {
  const numbers = text.split(":").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
  const [from = Number.NaN, to, iterations = 1] = numbers;
  const inRange = rules.momentumValue.allows;
  if (numbers.length === 1 && inRange(from)) return from;
  if (numbers.length !== 3 || to === undefined || !inRange(from) || !inRange(to)) return undefined;
  return rules.iterations.allows(iterations) ? { from, to, iterations } : undefined;
}

/** A momentum as a schedule. Throws a sentence for one outside of [0, 1), and for fields that mean nothing. */
export function momentumSchedule(momentum: Ramp): Schedule {
  if (typeof momentum === "number") return scheduled(momentum, "momentum", rules.momentumValue);
  const fields = { from: rules.momentumValue, to: rules.momentumValue, iterations: rules.iterations };
  checkNames("momentum", momentum, Object.keys(fields), "field");
  checkArguments("momentum", { ...momentum }, fields);
  return linear(momentum.from, momentum.to, momentum.iterations);
}
