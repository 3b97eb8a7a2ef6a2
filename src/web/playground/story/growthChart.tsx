import { plain } from "../../dashboard/parts/format.ts";
import { linear } from "../../dashboard/parts/scale.ts";
import { dashOf, FittedPicture, lineOf, type Point, TwinDot } from "../parts/svg.tsx";
import { twinLetters } from "../parts/twinMark.tsx";
import { twinNames } from "../settings/settings.ts";
import type { Both } from "../state/both.ts";

/** A share in [0, 1] at a step. */
export interface Grown {
  readonly step: number;
  readonly share: number;
}

interface GrowthChartProps {
  readonly title: string;
  readonly curves: Both<readonly Grown[]>;
  readonly steps: number;
  /** What the facts say of the end, in percent, with its name. */
  readonly facts?: { readonly name: string; readonly ends: Both<number> };
}

const HEIGHT = 216;
const [LEFT, RIGHT, TOP, BELOW] = [46, 52, 12, 26];

/** A share of both twins as they are trained. */
export function GrowthChart({ title, curves, steps, facts }: GrowthChartProps) {
  const last = { a: curves.a.at(-1), b: curves.b.at(-1) };
  const now = twinNames.flatMap((twin) => (last[twin] ? [`${twinLetters[twin]} ${plain(100 * last[twin].share, 0)}%`] : []));
  return (
    <figure class="growth">
      <h3>{title}</h3>
      <FittedPicture height={HEIGHT} label={`${title}${now.length ? `: ${now.join(", ")}` : ": nothing is trained yet"}`}>
        {(width) => {
          const x = linear(0, steps, LEFT, width - RIGHT);
          const y = linear(0, 100, HEIGHT - BELOW, TOP);
          return (
            <>
              {[0, 25, 50, 75, 100].map((tick) => (
                <g key={tick}>
                  <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} stroke="var(--rule)" />
                  <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
                    {tick}
                    {tick === 100 && "%"}
                  </text>
                </g>
              ))}
              {[0, steps / 2, steps].map((tick) => (
                <text key={tick} x={x(tick)} y={HEIGHT - 6} text-anchor={tick ? "middle" : "start"}>
                  {tick ? tick.toLocaleString("en") : "step 0"}
                </text>
              ))}
              {facts && (
                <line
                  x1={x(steps) + 8}
                  x2={x(steps) + 8}
                  y1={y(facts.ends.a)}
                  y2={y(facts.ends.b)}
                  stroke="var(--edge)"
                  stroke-dasharray="2 2"
                />
              )}
              {facts &&
                twinNames.map((twin) => (
                  <g key={twin}>
                    <line
                      x1={x(steps) + 2}
                      x2={x(steps) + 14}
                      y1={y(facts.ends[twin])}
                      y2={y(facts.ends[twin])}
                      stroke={`var(--${twin})`}
                      stroke-width={2.5}
                    />
                    <text class={twin} x={x(steps) + 18} y={y(facts.ends[twin]) + 4}>
                      {plain(facts.ends[twin], 0)}
                    </text>
                  </g>
                ))}
              {twinNames.map((twin) => {
                const points = curves[twin].map(({ step, share }): Point => [x(step), y(100 * share)]);
                const end = points.at(-1);
                return (
                  <g key={twin}>
                    <path d={lineOf(points)} fill="none" stroke={`var(--${twin})`} stroke-width={2.4} stroke-dasharray={dashOf(twin)} />
                    {end && <TwinDot twin={twin} x={end[0]} y={end[1]} r={6} />}
                  </g>
                );
              })}
            </>
          );
        }}
      </FittedPicture>
      {facts && <p class="hint">{facts.name}</p>}
    </figure>
  );
}
