import type { RunDot } from "../../api/shapes.ts";
import { plain } from "./format.ts";
import type { Scale } from "./scale.ts";

export interface StripAxis {
  readonly scale: Scale;
  readonly ticks: readonly number[];
  readonly width: number;
}

const HEIGHT = 34;
const [APART_X, APART_Y] = [6.2, 4];
const offsets = [0, -4.5, 4.5, -9, 9, -2, 2, -6.5, 6.5];

/** What a dot is, in words. */
const dotText = ({ repetition, accuracy, iteration, lost, isDiverged, state }: RunDot): string => {
  const what = isDiverged ? "diverged" : accuracy === null ? state : `${plain(accuracy)}% at iteration ${iteration.toLocaleString("en")}`;
  return `run ${repetition}: ${what}${lost.length ? `, lost ${lost.length > 1 ? "classes" : "class"} ${lost.join(", ")}` : ""}`;
};

/** Dots moved up and down where they would lie on one another. */
function placed(runs: readonly RunDot[], scale: Scale): { readonly run: RunDot; readonly x: number; readonly dy: number }[] {
  const all: { run: RunDot; x: number; dy: number }[] = [];
  const scored = runs.filter(({ accuracy }) => accuracy !== null).sort((a, b) => (a.accuracy as number) - (b.accuracy as number));
  for (const run of scored) {
    const x = scale(run.accuracy as number);
    // only neighbours can be in the way
    const near = all.slice(-12).filter((other) => Math.abs(other.x - x) <= APART_X);
    const dy = offsets.find((offset) => near.every((other) => Math.abs(other.dy - offset) > APART_Y)) ?? 11;
    all.push({ run, x, dy });
  }
  return all;
}

interface StripProps {
  readonly runs: readonly RunDot[];
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly axis: StripAxis;
  readonly label: string;
  readonly addressOf: (run: RunDot) => string;
  /** A ring around this one. */
  readonly marked?: string;
}

/** Every run of a configuration on the table's axis, with the mean and its interval. */
export function Strip({ runs, mean, low, high, axis: { scale, ticks, width }, label, addressOf, marked }: StripProps) {
  const middle = HEIGHT / 2;
  const within = (x: number) => Math.min(width - 1, Math.max(1, x));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with links in it is a group
    <svg class="strip" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="group" aria-label={label}>
      <path class="grid" d={ticks.map((tick) => `M${scale(tick)} 0V${HEIGHT}`).join("")} />
      {low !== null && high !== null && <line class="ci" x1={within(scale(low))} x2={within(scale(high))} y1={middle} y2={middle} />}
      {placed(runs, scale).map(({ run, x, dy }) => (
        <a key={run.id} href={addressOf(run)} tabIndex={-1} aria-label={dotText(run)} data-tip={dotText(run)}>
          {run.id === marked && <circle class="ring" cx={x} cy={middle + dy} r="6" />}
          <circle class={run.lost.length ? "dot lost" : "dot"} cx={x} cy={middle + dy} r="3.1" />
        </a>
      ))}
      {mean !== null && <line class="mean" x1={scale(mean)} x2={scale(mean)} y1={middle - 11} y2={middle + 11} />}
    </svg>
  );
}

/** The numbers of the axis, for the head of the column. */
export function AxisText({ axis: { scale, ticks, width }, decimals }: { readonly axis: StripAxis; readonly decimals?: number }) {
  return (
    <svg class="axis" width={width} height="16" viewBox={`0 0 ${width} 16`} aria-hidden="true">
      {ticks.map((tick) => (
        <text key={tick} x={Math.min(width - 10, Math.max(10, scale(tick)))} y="12" text-anchor="middle">
          {decimals === undefined ? plainTick(tick) : plain(tick, decimals)}
        </text>
      ))}
    </svg>
  );
}

const plainTick = (tick: number): string => `${tick < 0 ? "−" : ""}${Math.abs(tick)}`;

interface ForestProps {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: string | undefined;
  readonly scale: Scale;
  readonly width: number;
  readonly label: string;
}

/** The difference from the baseline with its interval. */
export function Forest({ mean, low, high, verdict, scale, width, label }: ForestProps) {
  const middle = HEIGHT / 2;
  const kind = verdict === "better" || verdict === "worse" ? verdict : "open";
  const within = (x: number) => Math.min(width - 1, Math.max(1, x));
  return (
    <svg
      class={`forest ${kind}`}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={label}
      data-tip={mean === null ? undefined : label}
    >
      <rect width={width} height={HEIGHT} fill="transparent" />
      <line class="zero" x1={scale(0)} x2={scale(0)} y1="0" y2={HEIGHT} />
      {low !== null && high !== null && <line class="span" x1={within(scale(low))} x2={within(scale(high))} y1={middle} y2={middle} />}
      {mean !== null && <circle class="point" cx={scale(mean)} cy={middle} r="3.6" />}
    </svg>
  );
}

/** The best so far, as configurations came to be finished: logarithmic error, up is better. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const [width, height] = [100, 26];
  if (values.length < 2) return <span class="muted small">{values.length ? "one so far" : "no mean"}</span>;
  const y = (value: number) => -Math.log(Math.max(0.01, 100 - value));
  const [low, high] = [y(Math.min(...values)), y(Math.max(...values))];
  const at = (value: number) => (high > low ? height - 5 - ((y(value) - low) / (high - low)) * (height - 10) : height / 2);
  const x = (place: number) => 3 + (place / (values.length - 1)) * (width - 9);
  const path = values
    .map((value, place) => (place ? `H${x(place).toFixed(1)}V${at(value).toFixed(1)}` : `M${x(0)} ${at(value).toFixed(1)}`))
    .join("");
  const last = values.at(-1) as number;
  return (
    <svg
      class="spark"
      width={width}
      height={height}
      role="img"
      aria-label={`best mean from ${plain(values[0] as number)}% to ${plain(last)}%`}
    >
      <path d={path} fill="none" stroke="currentColor" stroke-width="1.6" />
      <circle cx={x(values.length - 1)} cy={at(last)} r="2.6" fill="currentColor" />
    </svg>
  );
}
