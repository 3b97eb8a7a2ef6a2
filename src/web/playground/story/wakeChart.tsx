import { plain } from "../../dashboard/parts/format.ts";
import { linear, roundTicks } from "../../dashboard/parts/scale.ts";
import { FittedPicture } from "../parts/svg.tsx";

interface WakeChartProps {
  readonly label: number;
  /** The scores of the class before the ReLU: of each image without a mask, and under one mask each. */
  readonly whole: readonly number[];
  readonly masked: readonly number[];
}

const HEIGHT = 300;
const [LEFT, TOP, BELOW] = [44, 12, 30];
/** Narrower than this, words are fewer and the images without a mask closer. */
const NARROW = 480;
/** Points follow one another at this share of the width: they spread evenly however many there are. */
const GOLDEN = 0.618034;

/** What masks do to the score of a lost class: those that lift it over zero wake it. */
export function WakeChart({ label, whole, masked }: WakeChartProps) {
  const woken = masked.filter((score) => score > 0).length;
  const most = Math.max(0.5, ...masked, ...whole);
  const least = Math.min(...masked, ...whole);
  return (
    <FittedPicture
      height={HEIGHT}
      label={`The score of the lost class ${label} before the ReLU: without a mask ${plain(Math.min(...whole), 1)} to ${plain(Math.max(...whole), 1)}; ${woken} of ${masked.length} masks lift it above zero`}
    >
      {(width) => {
        const y = linear(least, most, HEIGHT - BELOW, TOP);
        const zero = y(0);
        const isNarrow = width < NARROW;
        const plainWidth = isNarrow ? 64 : 110;
        const from = LEFT + plainWidth;
        const at = (i: number) => from + 14 + ((i * GOLDEN) % 1) * (width - from - 24);
        return (
          <>
            <rect x={LEFT} y={TOP - 6} width={width - LEFT} height={zero - TOP + 6} fill="var(--b-soft)" />
            {roundTicks(least, most, 6).map((tick) => (
              <text key={tick} x={LEFT - 10} y={y(tick) + 4} text-anchor="end" class={tick === 0 ? "strong" : undefined}>
                {plain(tick, Math.abs(tick) < 1 && tick !== 0 ? 1 : 0)}
              </text>
            ))}
            <line x1={LEFT} x2={width} y1={zero} y2={zero} stroke="var(--ink)" stroke-width={1.5} />
            {whole.map((score, i) => (
              <circle key={i} cx={LEFT + 20 + ((i * GOLDEN) % 1) * (plainWidth - 40)} cy={y(score)} r={3.5} fill="var(--a)" />
            ))}
            {masked.map((score, i) => (
              <circle
                key={i}
                cx={at(i)}
                cy={y(score)}
                r={score > 0 ? 4.2 : 3}
                fill={score > 0 ? "var(--b)" : "none"}
                stroke="var(--b)"
                stroke-width={1.2}
              />
            ))}
            <text class="strong" x={LEFT + 8} y={TOP + 10}>
              above: the class can learn
            </text>
            <text class="halo" x={LEFT + 8} y={HEIGHT - BELOW - 4}>
              below: silent, nothing corrects it
            </text>
            <text class="a" x={LEFT + plainWidth / 2} y={HEIGHT - 6} text-anchor="middle">
              no mask
            </text>
            <text class="b" x={(from + width) / 2} y={HEIGHT - 6} text-anchor="middle">
              {masked.length} masks{!isNarrow && ", half of the units each"}
            </text>
          </>
        );
      }}
    </FittedPicture>
  );
}
