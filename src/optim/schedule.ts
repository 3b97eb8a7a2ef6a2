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
    }
  };
  return spec.warmUp ? warmUp(schedule(), spec.warmUp) : schedule();
}
