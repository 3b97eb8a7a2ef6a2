import { useEffect, useState } from "preact/hooks";
import { count, plain } from "../../dashboard/parts/format.ts";
import { linear } from "../../dashboard/parts/scale.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { TakenPoint } from "../twin/seen.ts";
import { bandOf, dashOf, FittedPicture, lineOf, type Point, TwinDot } from "./svg.tsx";
import { twinLetters } from "./twinMark.tsx";

interface TakeAwayProps {
  /** How many hidden units there are to take. */
  readonly units: number;
  /** What they are: units, or feature maps. */
  readonly kind?: "units" | "maps";
  /** The share that is taken, 0 to 0.9. */
  readonly share: number;
  /** How many that is. */
  readonly taken: number;
  /** Whether the twins have learned anything yet. */
  readonly isTrained: boolean;
  /** On what they are tried. */
  readonly images: number;
  /** What each twin still gets right, in [0, 1]; null while it is asked. */
  readonly right: { readonly [name in TwinName]: number | null };
  /** In the order of their shares; empty before anything is measured. */
  readonly curves: { readonly [name in TwinName]: readonly TakenPoint[] };
  /** Draws in each band. */
  readonly draws: number;
  /** While the handle is dragged. */
  readonly onShare: (share: number) => void;
  readonly onDraw: () => void;
  readonly onGiveBack: () => void;
}

const MOST = 90;
const [LEFT, RIGHT, TOP, BELOW] = [44, 20, 12, 62];

/** One gesture: the handle is the chart's x axis, and the curve appears only as far as one has dragged: guess first, see then. */
export function TakeAway(props: TakeAwayProps) {
  const { units, kind = "units", share, taken, isTrained, images, right, curves, draws, onShare, onDraw, onGiveBack } = props;
  const percent = Math.round(100 * share);
  const [furthest, setFurthest] = useState(percent);
  useEffect(() => setFurthest((before) => Math.max(before, percent)), [percent]);
  const things = kind === "maps" ? "feature maps" : "hidden units";
  return (
    <div class="take-away">
      <Sentence {...{ units, taken, isTrained, images, right, things }} />
      <div class="take-box">
        <FittedPicture height={270} label={spoken(curves, furthest, images)}>
          {(width) => <Chart {...{ width, percent, furthest, curves, right }} />}
        </FittedPicture>
        <input
          type="range"
          min={0}
          max={MOST}
          step={1}
          value={percent}
          aria-label={`Share of the ${count(units)} ${things} taken away from both twins`}
          aria-valuetext={`${percent}%, ${count(taken)} of ${count(units)}`}
          onInput={(event) => onShare(Number(event.currentTarget.value) / 100)}
        />
      </div>
      <p class="hint">
        Both lose the same {things}, drawn at random.{" "}
        {draws > 1 ? `Lines are means of ${draws} draws, bands reach from the worst to the best; dots are yours. ` : ""}A solid tile is a
        digit misread.
      </p>
      <div class="more">
        <button type="button" disabled={taken === 0} onClick={onDraw}>
          Draw other {kind}
        </button>
        <button type="button" disabled={taken === 0} onClick={onGiveBack}>
          Give all back
        </button>
      </div>
    </div>
  );
}

type SentenceProps = Pick<TakeAwayProps, "units" | "taken" | "isTrained" | "images" | "right"> & { readonly things: string };

function Sentence({ units, taken, isTrained, images, right, things }: SentenceProps) {
  if (units === 0) return <p class="sentence">This net has no hidden units that could be taken away.</p>;
  if (!isTrained)
    return <p class="sentence">Both twins guess yet: train them first, then take {things} away, and see which of them notices.</p>;
  if (taken === 0)
    return <p class="sentence">Drag the handle to the right. Both twins lose the same share of their {things}. Which of them notices?</p>;
  const known = (twin: TwinName) => (
    <>
      <b class={twin}>{twinLetters[twin]}</b> {twin === "a" && "still "}knows{" "}
      <b class={twin}>{right[twin] === null ? "…" : `${plain(100 * right[twin], 1)}%`}</b>
    </>
  );
  return (
    <p class="sentence">
      With <b>{count(taken)}</b> of {count(units)} {things} gone, {known("a")} of the first {count(images)} test images and {known("b")}.
    </p>
  );
}

type ChartProps = Pick<TakeAwayProps, "curves" | "right"> & {
  readonly width: number;
  readonly percent: number;
  readonly furthest: number;
};

function Chart({ width, percent, furthest, curves, right }: ChartProps) {
  const bottom = 270 - BELOW;
  const x = linear(0, MOST, LEFT, width - RIGHT);
  const y = linear(0, 100, bottom, TOP);
  const at = x(percent);
  return (
    <>
      {[0, 25, 50, 75, 100].map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} stroke="var(--rule)" />
          <text x={LEFT - 10} y={y(tick) + 4} text-anchor="end">
            {tick}
            {tick === 100 && "%"}
          </text>
        </g>
      ))}
      {twinNames.map((twin) => {
        const shown = upTo(curves[twin], furthest / 100);
        if (shown.length < 2) return null;
        const points = (of: (point: TakenPoint) => number) => shown.map((point): Point => [x(100 * point.share), y(100 * of(point))]);
        return (
          <g key={twin}>
            <path
              d={bandOf(
                points(({ high }) => high),
                points(({ low }) => low),
              )}
              fill={`var(--${twin})`}
              opacity={0.14}
            />
            <path
              d={lineOf(points(({ mean }) => mean))}
              fill="none"
              stroke={`var(--${twin})`}
              stroke-width={2.4}
              stroke-dasharray={dashOf(twin)}
            />
          </g>
        );
      })}
      <line x1={at} x2={at} y1={TOP} y2={bottom + 24} stroke="var(--ink)" />
      {twinNames.map((twin) => {
        const own = right[twin];
        return own === null ? null : <TwinDot key={twin} twin={twin} x={at} y={y(100 * own)} r={7} />;
      })}
      {furthest === 0 && (
        <text class="strong" x={x(0) + 28} y={bottom + 14}>
          drag →
        </text>
      )}
      {[0, 25, 50, 75, 90].map((tick) => (
        <text key={tick} x={x(tick)} y={266} text-anchor="middle">
          {tick ? `${tick}%` : "none"}
        </text>
      ))}
    </>
  );
}

/** The points up to a share, the last one between two of them. */
export function upTo(points: readonly TakenPoint[], share: number): TakenPoint[] {
  const next = points.findIndex((point) => point.share > share);
  if (next < 0) return [...points];
  const [before, after] = [points[next - 1], points[next]];
  if (!before || !after) return [];
  const part = (share - before.share) / (after.share - before.share);
  const mixed = (of: (point: TakenPoint) => number) => of(before) + part * (of(after) - of(before));
  const last = { share, mean: mixed(({ mean }) => mean), low: mixed(({ low }) => low), high: mixed(({ high }) => high) };
  return part > 0 ? [...points.slice(0, next), last] : points.slice(0, next);
}

function spoken(curves: TakeAwayProps["curves"], furthest: number, images: number): string {
  const words = twinNames.flatMap((twin) => {
    const last = upTo(curves[twin], furthest / 100).at(-1);
    return last ? [`${twinLetters[twin]} ${plain(100 * last.mean, 0)}%`] : [];
  });
  const found = words.length ? `; without ${furthest}%, on average: ${words.join(", ")}` : "";
  return `What each twin still gets right of ${images} test images as units are taken away${found}`;
}
