import { useMemo } from "preact/hooks";
import { count } from "../../dashboard/parts/format.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { Inside } from "../twin/seen.ts";
import type { Look } from "./look.ts";
import { MapPicture } from "./mapPicture.tsx";
import { areMaps, shownPass, stageWords, unitsOf, valuesOf } from "./netWords.ts";
import { TwinLabel, twinLetters } from "./twinMark.tsx";
import { largestSize, WeightPicture } from "./weightPicture.tsx";

interface FilmProps {
  /** What was inside each twin at some steps, the first at birth. */
  readonly insides: { readonly [name in TwinName]: readonly Inside[] };
}

const [FRAMES, FILTERS] = [6, 6];

/** The first filters as they form: a row for each, birth at the left. */
export function FilterFilm({ insides }: FilmProps) {
  const shape = insides.a.at(-1)?.filters?.shape ?? insides.b.at(-1)?.filters?.shape;
  const shown = Math.min(FILTERS, shape?.[0] ?? 0);
  return (
    <figure>
      <figcaption>
        {shape && shown < (shape[0] ?? 0)
          ? `${shown} of the ${count(shape[0] ?? 0)} filters of the first layer`
          : "The filters of the first layer"}{" "}
        as they form. Light is positive, dark negative; left is birth, the same for both.
      </figcaption>
      <div class="pair">
        {twinNames.map((twin) => (
          <div key={twin}>
            <TwinLabel twin={twin} />
            <Film twin={twin} insides={insides[twin]} />
          </div>
        ))}
      </div>
    </figure>
  );
}

function Film({ twin, insides }: { readonly twin: TwinName; readonly insides: readonly Inside[] }) {
  const frames = framesOf(insides.filter(({ filters }) => filters !== null));
  const last = frames.at(-1)?.filters;
  const full = useMemo(() => (last ? 0.9 * largestSize(last.values) : 1), [last]);
  if (!last) return <p class="empty">Nothing is trained yet.</p>;
  const [units = 1] = last.shape;
  const length = last.values.length / units;
  const [rows, columns] = sidesOf(last.shape, length);
  return (
    <ol class="film">
      {frames.map(({ step, filters }) => (
        <li key={step}>
          {filters && (
            <WeightPicture
              weights={filters.values.subarray(0, Math.min(FILTERS, units) * length)}
              rows={rows}
              columns={columns}
              across={1}
              full={full}
              room={1000}
              label={`First filters of ${twinLetters[twin]} after step ${step}`}
            />
          )}
          <span>{step >= 1000 ? `${Number((step / 1000).toPrecision(3))}k` : step}</span>
        </li>
      ))}
    </ol>
  );
}

/** A filter's own sides, its channels below one another; of a dense layer a square, if it is one. */
function sidesOf(shape: readonly number[], length: number): readonly [rows: number, columns: number] {
  if (shape.length === 4) return [(shape[1] ?? 1) * (shape[2] ?? 1), shape[3] ?? 1];
  const side = Math.sqrt(length);
  return Number.isInteger(side) ? [side, side] : [1, length];
}

/** Some of them: the first, the last, and between them steps that grow by a factor, for most happens early. */
export function framesOf<Frame extends { readonly step: number }>(all: readonly Frame[], most = FRAMES): Frame[] {
  const [first] = all;
  const last = all.at(-1);
  if (!first || !last || all.length <= most) return [...all];
  const start = Math.log(Math.max(1, all[1]?.step ?? 1));
  const end = Math.log(Math.max(1, last.step));
  const chosen = new Set([first]);
  for (let i = 0; i < most - 1; i++) {
    const goal = start + (i / Math.max(1, most - 2)) * (end - start);
    const distance = ({ step }: Frame) => Math.abs(Math.log(Math.max(1, step)) - goal);
    const left = all.slice(1).filter((frame) => !chosen.has(frame));
    chosen.add(left.reduce((best, frame) => (distance(frame) < distance(best) ? frame : best)));
  }
  return [...chosen].sort((one, other) => one.step - other.step);
}

interface FeatureMapsProps {
  readonly looks: { readonly [name in TwinName]: Look };
}

const MAPS = 16;

/** What the first layer of maps gives for the chosen image. */
export function FeatureMaps({ looks }: FeatureMapsProps) {
  const index = looks.a.face.stages.findIndex((stage) => stage.kind === "maps" && areMaps(stage));
  const stage = looks.a.face.stages[index];
  if (!stage) return null;
  const [, rows = 1, columns = 1] = stage.shape;
  return (
    <figure>
      <figcaption>What these filters give for the chosen image: {stageWords(stage).join(" of ")} pixels.</figcaption>
      <div class="pair">
        {twinNames.map((twin) => {
          const { sight, showsMasks } = looks[twin];
          const values = sight && shownPass(sight, showsMasks).values[index];
          return (
            <div key={twin}>
              <TwinLabel twin={twin} />
              <div class="feature-maps">
                {values?.length
                  ? Array.from({ length: Math.min(MAPS, unitsOf(stage)) }, (_, map) => (
                      <MapPicture
                        key={map}
                        values={valuesOf(stage, values, map)}
                        {...{ rows, columns, of: twin, room: 72, label: `Map ${map + 1} of ${twinLetters[twin]}` }}
                      />
                    ))
                  : "–"}
              </div>
            </div>
          );
        })}
      </div>
    </figure>
  );
}
