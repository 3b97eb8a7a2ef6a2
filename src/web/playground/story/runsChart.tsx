import { linear } from "../../dashboard/parts/scale.ts";
import { FittedPicture, TwinDot } from "../parts/svg.tsx";
import type { TwinName } from "../settings/settings.ts";
import { spread } from "./storyWords.ts";
import type { ToldStory } from "./toldStory.ts";

const [BELOW, LEFT, RIGHT] = [24, 12, 16];
const RADIUS = 3.6;
/** From one dot to the one on top of it. */
const LEVEL = 2 * RADIUS + 0.4;
/** Below the dots of a row. */
const FOOT = 20;
const LOW = 40;

/** Every net of two rows of the table, on one axis, with what a mean and a deviation make of them. */
export function RunsChart({ claim: { runs, ours, bestRate, iterations } }: { readonly claim: ToldStory["claim"] }) {
  const rows = [
    { twin: "a", name: "without dropout", values: runs.none, told: ours.none },
    { twin: "b", name: `dropout ${bestRate}`, values: runs.best, told: ours.best },
  ] as const;
  // at worst all dots of a row stand on one another
  const tall = rows.map(({ values }) => FOOT + 8 + values.length * LEVEL);
  const height = tall.reduce((sum, one) => sum + one, 0) + BELOW;
  const spoken = rows.map(
    ({ name, values }) =>
      `${name} ${[...values]
        .sort((x, y) => x - y)
        .map((value) => value.toFixed(1))
        .join(", ")}`,
  );
  return (
    <figure class="runs-of">
      <figcaption>
        Our nets of both rows, a dot each, after {iterations.toLocaleString("en")} steps; yours above train for fewer. Percent of the test
        images right; bars are mean ± deviation.
      </figcaption>
      <FittedPicture height={height} label={`Percent right, net by net: ${spoken.join("; ")}`}>
        {(width) => {
          const x = linear(LOW, 100, LEFT, width - RIGHT);
          return (
            <>
              {[40, 50, 60, 70, 80, 90, 100].map((tick) => (
                <g key={tick}>
                  <line x1={x(tick)} x2={x(tick)} y1={4} y2={height - BELOW} stroke="var(--rule)" />
                  <text x={x(tick)} y={height - 6} text-anchor="middle">
                    {tick}
                  </text>
                </g>
              ))}
              {rows.map(({ twin, name, values, told }, i) => (
                <Row key={twin} {...{ twin, name, values, told, x }} y={tall.slice(0, i + 1).reduce((sum, one) => sum + one, 0) - FOOT} />
              ))}
            </>
          );
        }}
      </FittedPicture>
    </figure>
  );
}

interface RowProps {
  readonly twin: TwinName;
  readonly name: string;
  readonly values: readonly number[];
  readonly told: { readonly mean: number; readonly deviation: number };
  readonly x: (percent: number) => number;
  readonly y: number;
}

function Row({ twin, name, values, told: { mean, deviation }, x, y }: RowProps) {
  const places = stacked(values.map(x));
  const low = x(Math.max(LOW, mean - deviation));
  const high = x(Math.min(100, mean + deviation));
  return (
    <>
      <line x1={x(LOW)} x2={x(100)} y1={y + 6} y2={y + 6} stroke="var(--rule)" />
      <rect x={low} y={y + 9} width={Math.max(1.5, high - low)} height={5} fill={`var(--${twin})`} opacity={0.35} />
      <rect x={x(mean) - 1} y={y + 7} width={2} height={9} fill={`var(--${twin})`} />
      {places.map(([at, level], i) => (
        <TwinDot key={`${name} ${i}`} twin={twin} x={at} y={y - level * LEVEL} r={RADIUS} />
      ))}
      <text class={`${twin} halo`} x={x(LOW) + 4} y={y - 14}>
        {name}: {spread({ mean, deviation })}
      </text>
    </>
  );
}

/** Dots that would lie on one another stand on one another. */
function stacked(places: readonly number[]): (readonly [x: number, level: number])[] {
  const put: (readonly [x: number, level: number])[] = [];
  for (const at of [...places].sort((a, b) => a - b)) {
    const near = put.filter(([other]) => Math.abs(other - at) < 2 * RADIUS).map(([, level]) => level);
    let level = 0;
    while (near.includes(level)) level++;
    put.push([at, level]);
  }
  return put;
}
