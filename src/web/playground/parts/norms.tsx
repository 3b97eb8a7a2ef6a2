import { plain } from "../../dashboard/parts/format.ts";
import { linear, roundTicks } from "../../dashboard/parts/scale.ts";
import { type TwinName, type TwinSettings, twinNames } from "../settings/settings.ts";
import type { Inside, NetFace } from "../twin/seen.ts";
import { layerWords } from "./netWords.ts";
import { FittedPicture } from "./svg.tsx";
import { twinLetters } from "./twinMark.tsx";

interface NormsProps {
  readonly face: NetFace;
  readonly insides: { readonly [name in TwinName]: Inside | null };
  readonly settings: { readonly [name in TwinName]: Pick<TwinSettings, "maxNorm" | "maxNormScope"> };
  /** Moves the limit of both; 0 takes it away. Without it the limit stays. */
  readonly onLimit?: (limit: number) => void;
}

const [LEFT, RIGHT, ROW, BELOW] = [92, 14, 46, 50];
const BIN = 4.2;
const STEP = 0.1;

/** Norms of the incoming weights of each unit, A above each line and B below, and the limit that max-norm sets them. */
export function Norms({ face, insides, settings, onLimit }: NormsProps) {
  const layers = (insides.a ?? insides.b)?.norms ?? [];
  const caption = (
    <figcaption>
      Norm of each unit's incoming weights: A above the line, B below.{onLimit && " Drag the limit c; at the right end it is off."}
    </figcaption>
  );
  if (layers.length === 0)
    return (
      <figure>
        {caption}
        <p class="empty">Nothing is trained yet.</p>
      </figure>
    );
  const scopes = twinNames.filter((twin) => settings[twin].maxNorm > 0 && settings[twin].maxNormScope === "kernel");
  const largest = Math.max(
    ...twinNames.flatMap((twin) => [
      settings[twin].maxNorm,
      ...(insides[twin]?.norms ?? []).flatMap(({ units, whole }) => [
        largestOf(units),
        ...(scopes.length && Number.isFinite(whole) ? [whole] : []),
      ]),
    ]),
  );
  const most = Math.max(4, Math.ceil(largest + 0.5));
  const height = layers.length * ROW + BELOW;
  const limit = Math.min(...twinNames.map((twin) => settings[twin].maxNorm || Number.POSITIVE_INFINITY));
  const isOff = limit === Number.POSITIVE_INFINITY;
  return (
    <figure>
      {caption}
      <div class="norms-box">
        <FittedPicture height={height} label={`Weight norms of every unit of both twins; the limit c is ${isOff ? "off" : limit}`}>
          {(width) => {
            const x = linear(0, most, LEFT, width - RIGHT);
            return (
              <>
                {layers.map(({ name }, i) => {
                  const middle = i * ROW + ROW / 2 + 6;
                  return (
                    <g key={name}>
                      <line x1={LEFT} x2={width - RIGHT} y1={middle} y2={middle} stroke="var(--rule)" />
                      <text x={0} y={middle + 4}>
                        {layerWords(face, name)}
                      </text>
                      {twinNames.map((twin) => {
                        const own = insides[twin]?.norms[i];
                        return own && <Bars key={twin} {...{ twin, middle }} places={own.units} placeOf={x} />;
                      })}
                      {scopes.map((twin) => {
                        const whole = insides[twin]?.norms[i]?.whole;
                        if (whole === undefined) return null;
                        const tip = middle + (twin === "a" ? -12 : 12);
                        return <path key={twin} d={`M${x(whole)},${middle}L${x(whole) - 4},${tip}h8z`} fill={`var(--${twin})`} />;
                      })}
                    </g>
                  );
                })}
                {twinNames.map((twin) => {
                  const own = settings[twin].maxNorm;
                  return (
                    own > 0 &&
                    own !== limit && (
                      <line
                        key={twin}
                        x1={x(own)}
                        x2={x(own)}
                        y1={6}
                        y2={height - BELOW}
                        stroke={`var(--${twin})`}
                        stroke-dasharray="3 3"
                        stroke-width={2}
                      />
                    )
                  );
                })}
                <line
                  x1={x(isOff ? most : limit)}
                  x2={x(isOff ? most : limit)}
                  y1={6}
                  y2={height - 30}
                  stroke="var(--ink)"
                  stroke-width={2}
                  stroke-dasharray={isOff ? "3 4" : undefined}
                />
                <text class="strong halo" x={x(isOff ? most : limit) - 6} y={13} text-anchor="end">
                  {isOff
                    ? "limit c: off"
                    : `c = ${limit}${twinNames.every((twin) => settings[twin].maxNorm === limit) ? "" : ` (${ownersOf(settings, limit)})`}`}
                </text>
                {roundTicks(0, most, 5).map((tick) => (
                  <text key={tick} x={x(tick)} y={height - 2} text-anchor="middle">
                    {tick}
                  </text>
                ))}
              </>
            );
          }}
        </FittedPicture>
        {onLimit && (
          <input
            type="range"
            min={0}
            max={most}
            step={STEP}
            value={isOff ? most : limit}
            aria-label="Limit c of max-norm, for both twins"
            aria-valuetext={isOff ? "off" : plain(limit, 1)}
            onInput={(event) => {
              const value = Number(Number(event.currentTarget.value).toFixed(1));
              onLimit(value >= most ? 0 : Math.max(STEP, value));
            }}
          />
        )}
      </div>
      {scopes.length > 0 && (
        <p class="hint">
          Triangles are norms of whole layers, which the limit of {scopes.map((twin) => twinLetters[twin]).join(" and ")} is for.
        </p>
      )}
    </figure>
  );
}

const ownersOf = (settings: NormsProps["settings"], limit: number) =>
  twinNames.filter((twin) => settings[twin].maxNorm === limit).map((twin) => twinLetters[twin]);

const largestOf = (values: Float32Array) => values.reduce((most, value) => (value > most && Number.isFinite(value) ? value : most), 0);

interface BarsProps {
  readonly twin: TwinName;
  readonly middle: number;
  readonly places: Float32Array;
  readonly placeOf: (value: number) => number;
}

/** How many units lie where: A upwards and full, B downwards and hollow. */
function Bars({ twin, middle, places, placeOf }: BarsProps) {
  const bins = new Map<number, number>();
  for (const value of places) {
    if (!Number.isFinite(value)) continue;
    const bin = Math.floor(placeOf(value) / BIN);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const unit = Math.min(3, 19 / Math.max(1, ...bins.values()));
  return (
    <>
      {[...bins].map(([bin, units]) => (
        <rect
          key={bin}
          x={bin * BIN}
          y={twin === "a" ? middle - units * unit : middle}
          width={BIN - 0.8}
          height={units * unit}
          fill={twin === "a" ? "var(--a)" : "var(--paper)"}
          stroke={`var(--${twin})`}
          stroke-width={0.9}
        />
      ))}
    </>
  );
}
