import { count, plain } from "../../dashboard/parts/format.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Activity, NetFace } from "../twin/seen.ts";
import { layerWords } from "./netWords.ts";
import { FittedPicture } from "./svg.tsx";
import { twinLetters } from "./twinMark.tsx";

interface ActivityBarsProps {
  readonly face: NetFace;
  readonly activity: { readonly [name in TwinName]: Activity | null };
}

const [LEFT, RIGHT, ROW, BELOW] = [92, 92, 52, 20];

/** How active the units of each layer are, A above the line and B below, and the share that is silent. */
export function ActivityBars({ face, activity }: ActivityBarsProps) {
  const known = activity.a ?? activity.b;
  const layers = known?.layers ?? [];
  const spoken = layers.map(({ name }, i) => {
    const shares = twinNames.flatMap((twin) => {
      const own = activity[twin]?.layers[i];
      return own ? [`${twinLetters[twin]} ${plain(100 * own.silent, 0)}% silent`] : [];
    });
    return `${layerWords(face, name)}: ${shares.join(", ")}`;
  });
  const height = layers.length * ROW + BELOW;
  return (
    <figure>
      <figcaption>
        How strongly units answer{known && ` to ${count(known.images)} test images`}, without dropout: A above the line, B below. Silent
        ones are counted at the right.
      </figcaption>
      {layers.length === 0 ? (
        <p class="empty">No layer with an activation has been seen yet.</p>
      ) : (
        <FittedPicture height={height} label={`Share of silent activations. ${spoken.join("; ")}`}>
          {(width) => (
            <>
              {layers.map(({ name }, i) => (
                <Layer key={name} {...{ face, activity, name, width }} layer={i} />
              ))}
              <text x={LEFT} y={height - 4}>
                just above 0
              </text>
              <text x={width - RIGHT} y={height - 4} text-anchor="end">
                strongest
              </text>
            </>
          )}
        </FittedPicture>
      )}
    </figure>
  );
}

interface LayerProps extends ActivityBarsProps {
  readonly layer: number;
  readonly name: string;
  readonly width: number;
}

function Layer({ face, activity, layer, name, width }: LayerProps) {
  const middle = layer * ROW + ROW / 2;
  const own = twinNames.flatMap((twin) => {
    const seen = activity[twin]?.layers[layer];
    return seen ? [{ twin, ...seen }] : [];
  });
  const most = Math.max(1e-9, ...own.map((seen) => seen.most).filter(Number.isFinite));
  const tallest = Math.max(1e-9, ...own.flatMap(({ bins }) => [...bins]));
  return (
    <>
      <text x={0} y={middle + 4}>
        {layerWords(face, name)}
      </text>
      <line x1={LEFT} x2={width - RIGHT} y1={middle} y2={middle} stroke="var(--rule)" />
      {own.map(({ twin, bins, most: reach, silent }) => {
        const wide = ((width - RIGHT - LEFT) * (reach / most)) / bins.length;
        return (
          <g key={twin}>
            {(Number.isFinite(reach) ? [...bins] : []).map((share, bin) => {
              const tall = (share / tallest) * (ROW / 2 - 4);
              return (
                <rect
                  key={bin}
                  x={LEFT + bin * wide + 0.5}
                  y={twin === "a" ? middle - tall : middle}
                  width={Math.max(0.5, wide - 1)}
                  height={tall}
                  fill={twin === "a" ? "var(--a)" : "var(--b-soft)"}
                  stroke={`var(--${twin})`}
                  stroke-width={0.9}
                />
              );
            })}
            <text class={twin} x={width} y={middle + (twin === "a" ? -6 : 16)} text-anchor="end">
              {Number.isFinite(reach) ? `${plain(100 * silent, 0)}% silent` : "no numbers"}
            </text>
          </g>
        );
      })}
    </>
  );
}
