import { useId, useState } from "preact/hooks";
import { count } from "../../dashboard/parts/format.ts";
import { linear, roundTicks, type Scale } from "../../dashboard/parts/scale.ts";
import type { TwinName } from "../settings/settings.ts";
import { dashOf, FittedPicture, lineOf, type Point, TwinDot } from "./svg.tsx";

export interface ChartLine {
  /** Whose; a line of both is ink. */
  readonly twin: TwinName | null;
  /** At its end and where one points. */
  readonly name: string;
  /** Step and value. */
  readonly points: readonly Point[];
}

interface LineChartProps {
  readonly lines: readonly ChartLine[];
  readonly label: string;
  readonly low: number;
  readonly high: number;
  /** Values in powers of ten. */
  readonly isLog?: boolean;
  readonly textOf: (value: number) => string;
  /** Fills down to 0. */
  readonly isFilled?: boolean;
  readonly height?: number;
}

const [LEFT, RIGHT, TOP, BELOW] = [44, 66, 12, 30];

/** A round number of steps that is at least so many, so that an axis does not move with each. */
export function roundSteps(steps: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(100, steps)));
  return power * ([1, 2, 3, 4, 5, 7.5, 10].find((factor) => factor * power >= steps) ?? 10);
}

/** Lines over steps; those that leave the picture are cut. */
export function LineChart({ lines, label, low, high, isLog = false, textOf, isFilled = false, height = 220 }: LineChartProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const clip = useId();
  const shown = lines
    .map((line) => ({ ...line, points: line.points.filter(([, value]) => Number.isFinite(value)) }))
    .filter(({ points }) => points.length > 0);
  const most = roundSteps(Math.max(0, ...shown.map(({ points }) => points.at(-1)?.[0] ?? 0)));
  if (shown.length === 0) return <p class="empty">Nothing is measured yet.</p>;
  return (
    <div class="line-chart">
      <FittedPicture height={height} label={label}>
        {(width) => {
          const x = linear(0, most, LEFT, width - RIGHT);
          const bottom = height - BELOW;
          const [from, to] = isLog ? [Math.log10(low), Math.log10(high)] : [low, high];
          const place = linear(from, to, bottom, TOP);
          const y: Scale = (value) => place(isLog ? Math.log10(Math.max(1e-12, value)) : value);
          const ends = apart(
            shown.map(({ points }) => Math.max(TOP, Math.min(bottom, y(points.at(-1)?.[1] ?? low)))),
            15,
          );
          return (
            <g
              onPointerMove={(event) => {
                const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
                if (box) setPointed(Math.max(0, Math.min(most, ((event.clientX - box.left - LEFT) / (width - RIGHT - LEFT)) * most)));
              }}
              onPointerLeave={() => setPointed(null)}
            >
              <rect x={0} y={0} width={width} height={height} fill="transparent" />
              <clipPath id={clip}>
                <rect x={LEFT} y={TOP - 3} width={width - LEFT - RIGHT + 2} height={bottom - TOP + 5} />
              </clipPath>
              {(isLog ? logTicks(low, high) : roundTicks(low, high, 5)).map((tick) => (
                <g key={tick}>
                  <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} stroke={tick === 0 ? "var(--muted)" : "var(--rule)"} />
                  <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
                    {textOf(tick)}
                  </text>
                </g>
              ))}
              {(width < 420 ? [0, most / 2, most] : [0, most / 4, most / 2, (3 * most) / 4, most]).map((tick) => (
                <text key={tick} x={x(tick)} y={height - 8} text-anchor="middle">
                  {tick ? count(tick) : "step 0"}
                </text>
              ))}
              <g clip-path={`url(#${clip})`}>
                {shown.map(({ twin, name, points }) => {
                  const places = points.map(([step, value]): Point => [x(step), y(value)]);
                  return (
                    <g key={name}>
                      {isFilled && (
                        <path
                          d={`${lineOf([[x(points[0]?.[0] ?? 0), y(0)], ...places, [x(points.at(-1)?.[0] ?? 0), y(0)]])}Z`}
                          fill="var(--ink)"
                          opacity={0.09}
                        />
                      )}
                      <path
                        d={lineOf(places)}
                        fill="none"
                        stroke={twin ? `var(--${twin})` : "var(--ink)"}
                        stroke-width={2}
                        stroke-linejoin="round"
                        stroke-dasharray={twin ? dashOf(twin) : undefined}
                      />
                    </g>
                  );
                })}
              </g>
              {pointed !== null && (
                <line x1={x(pointed)} x2={x(pointed)} y1={TOP} y2={bottom} stroke="var(--muted)" stroke-dasharray="2 3" />
              )}
              {shown.map(({ twin, name, points }, i) => {
                const [step = 0, value = 0] = points.at(-1) ?? [];
                const at = Math.max(TOP, Math.min(bottom, y(value)));
                return (
                  <g key={name}>
                    {twin ? <TwinDot twin={twin} x={x(step)} y={at} r={4} /> : <circle cx={x(step)} cy={at} r={3} fill="var(--ink)" />}
                    <text class={twin ?? "strong"} x={x(step) + 9} y={(ends[i] ?? at) + 4}>
                      {name && `${name} `}
                      {textOf(value)}
                    </text>
                  </g>
                );
              })}
            </g>
          );
        }}
      </FittedPicture>
      <p class="readout" aria-hidden="true">
        {pointed !== null && readout(shown, pointed, textOf)}
      </p>
    </div>
  );
}

function readout(lines: readonly ChartLine[], step: number, textOf: (value: number) => string): string {
  const nearest = (points: readonly Point[]) =>
    points.reduce((best, point) => (Math.abs(point[0] - step) < Math.abs(best[0] - step) ? point : best));
  const first = lines[0];
  if (!first) return "";
  const values = lines.map(({ name, points }) => `${name && `${name} `}${textOf(nearest(points)[1])}`);
  return `step ${count(nearest(first.points)[0])}: ${values.join(", ")}`;
}

/** Places that are moved as little as keeps them apart. */
export function apart(places: readonly number[], room: number): number[] {
  const order = places.map((_, i) => i).sort((one, other) => (places[one] as number) - (places[other] as number));
  const moved = [...places];
  for (const [rank, i] of order.entries()) {
    const before = order[rank - 1];
    if (before === undefined) continue;
    const lack = (moved[before] as number) + room - (moved[i] as number);
    if (lack <= 0) continue;
    moved[before] = (moved[before] as number) - lack / 2;
    moved[i] = (moved[i] as number) + lack / 2;
  }
  return moved;
}

/** 0.1, 0.2, 0.5, 1, …; only powers of ten where those would be many. */
function logTicks(low: number, high: number): number[] {
  const fine = high / low < 200 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const factor of fine) {
      const tick = Number((factor * 10 ** power).toPrecision(1));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  return ticks;
}
