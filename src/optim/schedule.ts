/** A number that depends on the iteration, counted from 1. */
export type Schedule = (iteration: number) => number;

/** A number, or how it goes over the iterations. */
export const scheduled = (value: number | Schedule): Schedule => (typeof value === "number" ? () => value : value);

/** rate · factor^⌊(t − 1) / every⌋: multiplied by `factor` after every `every` iterations. */
export const step =
  (rate: number, every: number, factor: number): Schedule =>
  (t) =>
    rate * factor ** Math.floor((t - 1) / every);

/** rate · decay^(t − 1) */
export const exponential =
  (rate: number, decay: number): Schedule =>
  (t) =>
    rate * decay ** (t - 1);

/** rate / (1 + decay · (t − 1)) */
export const inverseTime =
  (rate: number, decay: number): Schedule =>
  (t) =>
    rate / (1 + decay * (t - 1));

/** From `rate` to 0 along half a cosine over `iterations` (Loshchilov and Hutter 2017, SGDR, equation 5), then 0. */
export const cosine =
  (rate: number, iterations: number): Schedule =>
  (t) =>
    (rate / 2) * (1 + Math.cos((Math.PI * Math.min(t - 1, iterations)) / iterations));

/** From `from` at iteration 1 straight to `to` at iteration `iterations` + 1, and `to` from there on: a ramp, as of momentum. */
export const linear =
  (from: number, to: number, iterations: number): Schedule =>
  (t) =>
    from + (to - from) * Math.min(1, (t - 1) / iterations);

/** A schedule that starts gently: its value times t / iterations for the first iterations. */
export const warmUp =
  (schedule: Schedule, iterations: number): Schedule =>
  (t) =>
    schedule(t) * Math.min(1, t / iterations);

/** A learning-rate schedule as plain data. `warmUp` iterations of linear warm-up go before any of them. */
export type ScheduleSpec = { readonly warmUp?: number } & (
  | { readonly kind: "constant" }
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  | { readonly kind: "exponential"; readonly decay: number }
  | { readonly kind: "inverseTime"; readonly decay: number }
  | { readonly kind: "cosine" }
);

/** The schedule that starts at `rate` and runs for `iterations`. */
export function makeSchedule(spec: ScheduleSpec, rate: number, iterations: number): Schedule {
  const schedule = () => {
    switch (spec.kind) {
      case "constant":
        return scheduled(rate);
      case "step":
        return step(rate, spec.every, spec.factor);
      case "exponential":
        return exponential(rate, spec.decay);
      case "inverseTime":
        return inverseTime(rate, spec.decay);
      case "cosine":
        return cosine(rate, iterations);
      default:
        throw new TypeError(
          `schedule: ${JSON.stringify(spec)} is none: its kind is not constant, step, exponential, inverseTime or cosine`,
        );
    }
  };
  return spec.warmUp ? warmUp(schedule(), spec.warmUp) : schedule();
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
  const whole = (value: number) => Number.isInteger(value) && value > 0;
  const warmUp = second === undefined ? 0 : toNumber(/^warm-up:(.*)$/.exec(second)?.[1] ?? "");
  if (more.length || (second !== undefined && !whole(warmUp))) return undefined;
  const warm = warmUp ? { warmUp } : {};
  if (kind === "constant" && takes(0, true)) return { kind, ...warm };
  if (kind === "cosine" && takes(0, true)) return { kind, ...warm };
  if (kind === "step" && takes(2, whole(a) && b > 0 && Number.isFinite(b))) return { kind, every: a, factor: b, ...warm };
  if (kind === "exponential" && takes(1, a > 0 && a <= 1)) return { kind, decay: a, ...warm };
  if (kind === "inverse-time" && takes(1, a >= 0 && Number.isFinite(a))) return { kind: "inverseTime", decay: a, ...warm };
  return undefined;
}

/** A number that stays, or that goes straight from one to another over the first iterations. */
export type Ramp = number | { readonly from: number; readonly to: number; readonly iterations: number };

/** `0.9`, or `0.5:0.95:1000` for from:to:iterations, of a momentum in [0, 1); undefined where it is neither. */
export function parseMomentum(text: string): Ramp | undefined {
  const numbers = text.split(":").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
  const [from = Number.NaN, to, iterations = 1] = numbers;
  const inRange = (momentum: number) => momentum >= 0 && momentum < 1;
  if (numbers.length === 1 && inRange(from)) return from;
  if (numbers.length !== 3 || to === undefined || !inRange(from) || !inRange(to)) return undefined;
  return Number.isInteger(iterations) && iterations > 0 ? { from, to, iterations } : undefined;
}

/** A ramp as a schedule. */
export const rampSchedule = (ramp: Ramp): Schedule =>
  typeof ramp === "number" ? scheduled(ramp) : linear(ramp.from, ramp.to, ramp.iterations);
