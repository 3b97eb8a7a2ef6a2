import { useState } from "preact/hooks";
import { plain } from "../../dashboard/parts/format.ts";
import { linear, logError } from "../../dashboard/parts/scale.ts";
import { FittedPicture, lineOf, type Point } from "../parts/svg.tsx";
import type { Spread } from "./storyNumbers.ts";
import { spread } from "./storyWords.ts";
import type { ToldStory } from "./toldStory.ts";

type Row = ToldStory["fair"]["rows"][number];
type Protocol = "post" | "sound";
const protocols: readonly Protocol[] = ["post", "sound"];

const HEIGHT = 320;
const [LEFT, RIGHT, TOP, BELOW] = [46, 24, 14, 42];
const TICKS = [99.5, 99, 98, 96, 92, 84, 68];
const [LOW, HIGH] = [64, 99.6];
/** The protocols stand so far beside each other. */
const APART = 5;

/** Accuracy against dropout rate under both protocols; every line down the scale doubles the mistakes. */
export function MatchChart({ rows }: { readonly rows: readonly Row[] }) {
  const [at, setAt] = useState(0);
  const own = rows[at] as Row;
  const last = rows.length - 1;
  return (
    <figure class="match">
      <figcaption>
        Right, in percent, by dropout rate, ten nets each. Bars reach one standard deviation up and down. Each line down doubles the
        mistakes.
      </figcaption>
      <FittedPicture height={HEIGHT} label={spoken(rows)}>
        {(width) => {
          const x = linear(0, rows[last]?.rate ?? 1, LEFT + 18, width - RIGHT);
          const log = logError(LOW, HIGH, HEIGHT - BELOW, TOP);
          const y = (value: number) => log(Math.max(LOW, Math.min(HIGH, value)));
          return (
            <>
              {TICKS.map((tick) => (
                <g key={tick}>
                  <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--rule)" />
                  <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
                    {tick}
                  </text>
                </g>
              ))}
              <rect x={x(own.rate) - 14} y={TOP - 8} width={28} height={HEIGHT - BELOW - TOP + 16} fill="var(--band)" />
              {protocols.map((protocol) => (
                <Line key={protocol} {...{ protocol, rows, x, y }} />
              ))}
              {rows.map(
                ({ rate }, i) =>
                  (i === 0 || x(rate) - x(rows[i - 1]?.rate ?? 0) > 30) && (
                    <text key={rate} x={x(rate)} y={HEIGHT - 22} text-anchor="middle" class={i === at ? "strong" : undefined}>
                      {rate || "none"}
                    </text>
                  ),
              )}
              <text x={(LEFT + width) / 2} y={HEIGHT - 4} text-anchor="middle">
                dropout rate
              </text>
              <Key x={x(0.2)} y={y(90)} />
              {rows.map(({ rate }, i) => (
                <rect
                  key={rate}
                  x={i ? (x(rate) + x(rows[i - 1]?.rate ?? 0)) / 2 : LEFT}
                  y={0}
                  width={
                    (i < last ? (x(rate) + x(rows[i + 1]?.rate ?? 0)) / 2 : width) - (i ? (x(rate) + x(rows[i - 1]?.rate ?? 0)) / 2 : LEFT)
                  }
                  height={HEIGHT}
                  fill="transparent"
                  onPointerEnter={() => setAt(i)}
                  onPointerDown={() => setAt(i)}
                />
              ))}
            </>
          );
        }}
      </FittedPicture>
      <div class="match-read">
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={at}
          aria-label="Dropout rate whose numbers are read"
          aria-valuetext={words(own)}
          onInput={(event) => setAt(Number(event.currentTarget.value))}
        />
        <p>
          <b>{own.rate ? `Dropout ${own.rate}` : "Without dropout"}</b>: {told("post", own.post)}, {told("sound", own.sound)}.
        </p>
      </div>
    </figure>
  );
}

const digits = (deviation: number) => (deviation < 1 ? 2 : 1);
const told = (protocol: Protocol, one: Spread): string =>
  protocol === "post"
    ? `as the post did it ${spread(one, digits(one.deviation))}`
    : `with linear scores ${spread(one, digits(one.deviation))}`;
const words = ({ rate, post, sound }: Row): string =>
  `${rate ? `dropout ${rate}` : "no dropout"}: ${told("post", post)}, ${told("sound", sound)}`;
const spoken = (rows: readonly Row[]) =>
  `Percent of test images right by dropout rate. ${rows.map(({ rate, post, sound }) => `${rate || "None"}: as the post ${plain(post.mean, 1)}, linear scores ${plain(sound.mean, 1)}`).join(". ")}`;

interface LineProps {
  readonly protocol: Protocol;
  readonly rows: readonly Row[];
  readonly x: (rate: number) => number;
  readonly y: (percent: number) => number;
}

function Line({ protocol, rows, x, y }: LineProps) {
  const colour = protocol === "post" ? "var(--muted)" : "var(--ink)";
  const across = (rate: number) => x(rate) + (protocol === "post" ? -APART : APART);
  const points = rows.map((row): Point => [across(row.rate), y(row[protocol].mean)]);
  return (
    <>
      <path d={lineOf(points)} fill="none" stroke={colour} stroke-width={1.2} stroke-dasharray={protocol === "post" ? "4 4" : undefined} />
      {rows.map((row) => {
        const { mean, deviation } = row[protocol];
        return (
          <g key={row.rate}>
            <line
              x1={across(row.rate)}
              x2={across(row.rate)}
              y1={y(mean + deviation)}
              y2={y(mean - deviation)}
              stroke={colour}
              stroke-width={3}
              opacity={0.4}
            />
            <circle
              cx={across(row.rate)}
              cy={y(mean)}
              r={5}
              fill={protocol === "post" ? "var(--paper)" : colour}
              stroke={colour}
              stroke-width={2}
            />
          </g>
        );
      })}
    </>
  );
}

/** What hollow and full stand for. */
const Key = ({ x, y }: { readonly x: number; readonly y: number }) => (
  <>
    <circle cx={x} cy={y} r={5} fill="var(--paper)" stroke="var(--muted)" stroke-width={2} />
    <text class="halo" x={x + 12} y={y + 4}>
      as the post: ReLU on the scores
    </text>
    <circle cx={x} cy={y + 20} r={5} fill="var(--ink)" />
    <text class="strong halo" x={x + 12} y={y + 24}>
      linear scores
    </text>
  </>
);
