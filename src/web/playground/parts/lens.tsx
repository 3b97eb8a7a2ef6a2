import { useMemo } from "preact/hooks";
import { count, plain, plural } from "../../dashboard/parts/format.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { StageFace, UnitWeights } from "../twin/seen.ts";
import { type Formula, formulaOf } from "./formula.ts";
import type { Look } from "./look.ts";
import { MapPicture } from "./mapPicture.tsx";
import { areMaps, shownPass, stageWords, type UnitPlace, unitsOf, unitWords, valuesOf } from "./netWords.ts";
import { TwinLabel, twinLetters } from "./twinMark.tsx";
import { largestSize, WeightPicture } from "./weightPicture.tsx";

export const lensLevels = ["layer", "unit", "formula"] as const;
export type LensLevel = (typeof lensLevels)[number];

interface LensProps {
  readonly looks: { readonly [name in TwinName]: Look };
  /** Which unit is looked at. */
  readonly place: UnitPlace | null;
  /** Its incoming weights in each twin; null while they are asked for, and where there are none. */
  readonly weights: { readonly [name in TwinName]: UnitWeights | null };
  /** How deep one looks. */
  readonly level: LensLevel;
  readonly onLevel: (level: LensLevel) => void;
  /** Back to the whole nets. */
  readonly onOverview: () => void;
}

/** A unit from its layer to its formula with its numbers, both twins in rows. */
export function Lens({ looks, place, weights, level, onLevel, onOverview }: LensProps) {
  const stage = place && looks.a.face.stages[place.stage];
  if (!place || !stage)
    return <p class="empty">Choose a unit in one of the nets above: its layer, its weights and its formula are shown here.</p>;
  const names: { readonly [name in LensLevel]: string } = {
    layer: stage.kind === "logits" ? "classes" : stageWords(stage).join(" "),
    unit: stage.kind === "input" && unitsOf(stage) === 1 ? "its pixels" : (unitWords(stage, place.unit).split(", ").at(-1) ?? ""),
    formula: "its formula",
  };
  const depth = lensLevels.indexOf(level);
  return (
    <div class={`lens to-${level}`}>
      <nav class="crumbs" aria-label="Level of view">
        <button type="button" onClick={onOverview}>
          overview
        </button>
        {lensLevels.map((each) => (
          <span key={each}>
            <span aria-hidden="true">›</span>
            <button type="button" aria-pressed={each === level} onClick={() => onLevel(each)}>
              {names[each]}
            </button>
          </span>
        ))}
      </nav>
      <div class="lens-rows">
        {twinNames.map((twin) => (
          <div class={`lens-row of-${twin}`} key={twin}>
            <LayerCell twin={twin} look={looks[twin]} stage={stage} index={place.stage} />
            {depth > 0 && <UnitCell twin={twin} look={looks[twin]} place={place} weights={weights[twin]} />}
            {depth > 1 && <FormulaCell twin={twin} look={looks[twin]} place={place} weights={weights[twin]} />}
          </div>
        ))}
      </div>
    </div>
  );
}

const BINS = 26;
const [BIN, TALL] = [10, 54];

interface LayerCellProps {
  readonly twin: TwinName;
  readonly look: Look;
  readonly stage: StageFace;
  readonly index: number;
}

/** What all of a layer gives for this image. */
function LayerCell({ twin, look: { sight, showsMasks }, stage, index }: LayerCellProps) {
  const values = sight ? (shownPass(sight, showsMasks).values[index] ?? new Float32Array()) : new Float32Array();
  const kept = (showsMasks && sight?.thinned && sight.kept[index]) || null;
  const { bins, low, high, zeros } = useMemo(() => histogram(values), [values]);
  const dropped = kept ? kept.reduce((sum, keeps) => sum + (keeps === 0 ? 1 : 0), 0) : 0;
  const most = Math.max(1, ...bins);
  const thing = areMaps(stage) ? "pixel" : "unit";
  return (
    <div class="cell">
      <h3>
        <TwinLabel twin={twin}>: the layer</TwinLabel>
      </h3>
      <svg
        viewBox={`0 0 ${BINS * BIN} ${TALL + 1}`}
        role="img"
        aria-label={`What the layer's ${thing}s give, from ${plain(low, 1)} to ${plain(high, 1)}`}
      >
        {bins.map((height, i) => (
          <rect
            key={i}
            x={i * BIN}
            y={TALL - (height / most) * 50}
            width={BIN - 1.4}
            height={(height / most) * 50}
            fill={`var(--${twin})`}
          />
        ))}
        <line x1={0} x2={BINS * BIN} y1={TALL + 0.5} y2={TALL + 0.5} stroke="var(--rule)" />
      </svg>
      <p class="ends">
        <span>{plain(low, low ? 1 : 0)}</span>
        <span>{plain(high, 1)}</span>
      </p>
      <p class="hint">
        {stage.kind === "logits" ? (
          `the logits of ${count(values.length)} classes`
        ) : (
          <>
            {plural(values.length - zeros, thing)} active, {count(Math.max(0, zeros - dropped))} silent
            {dropped > 0 && `, ${count(dropped)} dropped`}
          </>
        )}
      </p>
    </div>
  );
}

/** Those that are not 0. */
function histogram(values: Float32Array) {
  const bins = new Array<number>(BINS).fill(0);
  let [low, high, zeros] = [0, 0, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value === 0) zeros++;
  }
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor(((value - low) / (high - low || 1)) * BINS));
    if (value !== 0) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return { bins, low, high, zeros };
}

interface UnitCellProps {
  readonly twin: TwinName;
  readonly look: Look;
  readonly place: UnitPlace;
  readonly weights: UnitWeights | null;
}

/** A unit's weights, and of maps its picture. */
function UnitCell({ twin, look: { face, sight, showsMasks }, place, weights }: UnitCellProps) {
  const stage = face.stages[place.stage] as StageFace;
  const values = sight && shownPass(sight, showsMasks).values[place.stage];
  const name = `${twinLetters[twin]}: ${unitWords(stage, place.unit)}`;
  const own = useMemo(() => values && valuesOf(stage, values, place.unit), [values, stage, place.unit]);
  const [tall = 1, wide = 1] = areMaps(stage) ? stage.shape.slice(1) : [];
  return (
    <div class="cell">
      <h3 class={twin}>{areMaps(stage) ? "the map" : "the unit"}</h3>
      <div class="unit-pictures">
        {areMaps(stage) && own && (
          <MapPicture
            values={own}
            rows={tall}
            columns={wide}
            of={stage.kind === "input" ? "ink" : twin}
            label={`${name} as a picture`}
            room={96}
          />
        )}
        {weights && <Incoming face={face} stage={stage} weights={weights.weights} name={name} />}
      </div>
      {weights && (
        <p class="hint">
          {count(weights.weights.length)} incoming weights{stage.kernel?.length === 4 && `, ${stage.kernel.slice(1).join(" × ")}`}; norm{" "}
          {plain(Math.hypot(...weights.weights))}
        </p>
      )}
      {!weights && stage.kind !== "input" && stage.kind !== "pooled" && <p class="hint">Its weights have not arrived.</p>}
      {!weights && (stage.kind === "input" || stage.kind === "pooled") && <p class="hint">It has no weights.</p>}
    </div>
  );
}

interface IncomingProps {
  readonly face: Look["face"];
  readonly stage: StageFace;
  readonly weights: Float32Array;
  readonly name: string;
}

/** Weights as the layer before lies: maps as maps. */
function Incoming({ face, stage, weights, name }: IncomingProps) {
  const full = useMemo(() => largestSize(weights), [weights]);
  const label = `${name}, its incoming weights`;
  const source = face.stages[stage.from[0] ?? 0];
  if (stage.kernel?.length === 4)
    return <WeightPicture weights={weights} rows={stage.kernel[2] ?? 1} columns={stage.kernel[3] ?? 1} {...{ full, label }} />;
  if (source && areMaps(source) && source.shape.reduce((all, length) => all * length, 1) === weights.length)
    return <WeightPicture weights={weights} rows={source.shape[1] ?? 1} columns={source.shape[2] ?? 1} {...{ full, label }} />;
  const columns = Math.ceil(Math.sqrt(weights.length));
  return <WeightPicture weights={weights} rows={Math.ceil(weights.length / columns)} columns={columns} {...{ full, label }} />;
}

function FormulaCell({ twin, look, place, weights }: UnitCellProps) {
  const formula = useMemo(() => formulaOf(look, place, weights), [look, place.stage, place.unit, weights]);
  return (
    <div class="cell">
      <h3 class={twin}>its formula, with its numbers</h3>
      {formula.patch && <Patch patch={formula.patch} twin={twin} />}
      <div class="formula">
        {formula.lines.map((line, i) => (
          <p key={i}>
            {line.map(({ text, as }, k) => (
              <span key={k} class={as}>
                {text}
              </span>
            ))}
          </p>
        ))}
      </div>
    </div>
  );
}

function Patch({ patch: { inputs, weights, shape }, twin }: { readonly patch: NonNullable<Formula["patch"]>; readonly twin: TwinName }) {
  const [, rows = 1, columns = 1] = shape;
  const full = useMemo(() => largestSize(weights), [weights]);
  const tiles = Math.floor(weights.length / (rows * columns));
  const room = tiles > 1 ? 96 : 64;
  return (
    <div class="patch">
      <MapPicture values={inputs} rows={rows} columns={columns} of={twin} label="what the filter lies on" room={room} />
      <span aria-hidden="true">·</span>
      <WeightPicture weights={weights} rows={rows} columns={columns} full={full} label="the filter" room={room} />
    </div>
  );
}
