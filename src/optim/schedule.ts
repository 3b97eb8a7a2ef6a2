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

/** From `rate` to `floor` along half a cosine over `iterations` (Loshchilov and Hutter 2017, SGDR, equation 5), then `floor`. */
export function cosine(rate: number, iterations: number, floor = 0): Schedule {
  checkArguments("cosine", { rate, iterations, floor }, { rate: rules.rate, iterations: rules.iterations, floor: rules.rate });
  const call = `cosine(${rate}, ${iterations}${floor === 0 ? "" : `, ${floor}`})`;
  return named(call, (t) => floor + ((rate - floor) / 2) * (1 + Math.cos((Math.PI * Math.min(t - 1, iterations)) / iterations)));
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

/** Down to `floor`, a share of the first rate, 0 unless given, over so many iterations: all that remain unless given. */
interface Descent {
  readonly floor?: number;
  readonly over?: number;
}

/** A learning-rate schedule as plain data. `warmUp` iterations of linear warm-up go before any of them. */
export type ScheduleSpec = { readonly warmUp?: number } & (
  | { readonly kind: "constant" }
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  | { readonly kind: "exponential"; readonly decay: number }
  | { readonly kind: "inverseTime"; readonly decay: number }
  | ({ readonly kind: "linear" } & Descent)
  | ({ readonly kind: "cosine" } & Descent)
);

/** The fields of each kind beside `kind` and `warmUp`. */
const scheduleFields: { readonly [kind in ScheduleSpec["kind"]]: readonly string[] } = {
  constant: [],
  step: ["every", "factor"],
  exponential: ["decay"],
  inverseTime: ["decay"],
  linear: ["floor", "over"],
  cosine: ["floor", "over"],
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
      case "linear":
        return linear(rate, rate * floorOf(spec), spec.over ?? Math.max(1, iterations - warm));
      case "cosine":
        return cosine(rate, spec.over ?? Math.max(1, iterations - warm), rate * floorOf(spec));
      default:
        throw new TypeError(`schedule: ${JSON.stringify(spec)} is none: its kind is not ${listed(Object.keys(scheduleFields))}`);
    }
  };
  return warm === 0 ? schedule() : warmUp(schedule(), warm);
}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

function floorOf({ floor = 0 }: Descent): number {
  checkArguments("schedule", { floor }, { floor: rules.wholeShare });
  return floor;
}

/** The texts that `parseSchedule` understands, in words. */
export const scheduleTexts =
  "constant, step:<every>:<factor>, exponential:<decay>, inverse-time:<decay>, linear[:<floor>[:<iterations>]] or cosine[:<floor>[:<iterations>]] (down to floor, a share of the rate, 0 unless given; over all iterations that remain unless given), each with +warm-up:<n> if wanted";

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
  if ((kind === "linear" || kind === "cosine") && rest.length <= 2) {
    const [floor, over] = [rest.length > 0 ? a : 0, rest.length > 1 ? b : undefined];
    if (!rules.wholeShare.allows(floor) || (over !== undefined && !rules.iterations.allows(over))) return undefined;
    return { kind, ...(floor && { floor }), ...(over !== undefined && { over }), ...warm };
  }
  if (kind === "step" && takes(2, rules.iterations.allows(a) && rules.positive.allows(b))) return { kind, every: a, factor: b, ...warm };
  if (kind === "exponential" && takes(1, rules.positive.allows(a) && a <= 1)) return { kind, decay: a, ...warm };
  if (kind === "inverse-time" && takes(1, rules.atLeastZero.allows(a))) return { kind: "inverseTime", decay: a, ...warm };
  return undefined;
}

/** The text that `parseSchedule` reads so. */
export function scheduleText(spec: ScheduleSpec): string {
  const { warmUp: warm } = spec;
  return `${textWithoutWarmUp(spec)}${warm ? `+warm-up:${warm}` : ""}`;
}

function textWithoutWarmUp(spec: ScheduleSpec): string {
  switch (spec.kind) {
    case "constant":
      return "constant";
    case "step":
      return `step:${spec.every}:${spec.factor}`;
    case "exponential":
      return `exponential:${spec.decay}`;
    case "inverseTime":
      return `inverse-time:${spec.decay}`;
    default: {
      const { kind, floor = 0, over } = spec;
      return [kind, ...(over === undefined ? (floor === 0 ? [] : [floor]) : [floor, over])].join(":");
    }
  }
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
