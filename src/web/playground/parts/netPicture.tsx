import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type TwinName, twinNames } from "../settings/settings.ts";
import { type Beat, beats, beatWords } from "./beatDrawing.ts";
import { useWidth } from "./canvas.ts";
import type { Look } from "./look.ts";
import { type NetKeys, netKey } from "./netKeys.ts";
import { netLayout } from "./netLayout.ts";
import { isGone, type UnitPlace, unitWords, valueWords } from "./netWords.ts";
import { TwinLabel, twinLetters } from "./twinMark.tsx";
import { TwinNet } from "./twinNet.tsx";

interface NetPictureProps extends Partial<NetKeys> {
  readonly looks: { readonly [name in TwinName]: Look };
  /** Which image is shown, as a word: another one is drawn at once, a new mask of the same one is faded in. */
  readonly subject: string;
  readonly isRunning: boolean;
  readonly selected: UnitPlace | null;
  /** In slow motion, what the step does now, each for half a second. */
  readonly beat?: Beat | null;
  /** Where the pointer is, while nothing is selected. */
  readonly onPreview?: (place: UnitPlace | null) => void;
  /** Above each net: see TwinHead. */
  readonly heads?: { readonly [name in TwinName]: ComponentChildren };
  /** Between the nets, beside the legend: the images to choose from. */
  readonly children?: ComponentChildren;
}

/** Narrower than this the nets stand upright, side by side. */
const UPRIGHT = 700;
const BETWEEN = 8;

/** Both twins' nets to scale, one image in them, and what the chosen unit gives in both. */
export function NetPicture({ looks, subject, isRunning, selected, beat = null, heads, children, onPreview, ...given }: NetPictureProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const isUpright = width < UPRIGHT;
  const room = isUpright ? Math.floor((width - BETWEEN) / 2) : width;
  const { face } = looks.a;
  const layouts = {
    a: useMemo(() => netLayout(looks.a.face, Math.max(120, room), isUpright), [looks.a.face, room, isUpright]),
    b: useMemo(() => netLayout(looks.b.face, Math.max(120, room), isUpright), [looks.b.face, room, isUpright]),
  };
  const [pointed, setPointed] = useState<UnitPlace | null>(null);
  const [said, setSaid] = useState("");
  const shown = given.onSelect ? (selected ?? pointed) : null;
  const preview = (place: UnitPlace | null) => {
    if (place === pointed || (place && isAt(place, pointed))) return;
    setPointed(place);
    onPreview?.(place);
  };
  const keys: NetKeys = {
    onSelect: (place) => {
      given.onSelect?.(place);
      setSaid(place ? placeWords(looks, place) : "Nothing is chosen.");
    },
    onOpen: (place) => given.onOpen?.(place),
    onRemove: (place) => {
      const stage = face.stages[place.stage];
      if (stage?.removable === undefined) setSaid("This cannot be taken away: only hidden units can.");
      else {
        given.onRemove?.(place);
        setSaid(`${unitWords(stage, place.unit)} is taken away from both twins, or given back.`);
      }
    },
  };
  // another net has other places
  useEffect(() => setPointed(null), [face]);
  const { onSelect } = given;
  return (
    <div class={`nets${isUpright ? " upright" : ""}`} ref={host}>
      {twinNames.map((twin) => (
        <div class={`net-of ${twin}`} key={twin}>
          {heads?.[twin]}
          {width > 0 && (
            <TwinNet
              twin={twin}
              layout={layouts[twin]}
              look={looks[twin]}
              subject={subject}
              isRunning={isRunning}
              shown={shown}
              beat={beat}
              {...(onSelect && {
                onPoint: (place) => !selected && preview(place),
                onChoose: (place) => keys.onSelect(place && isAt(place, selected) ? null : place),
                onKey: (key) => netKey(key, looks[twin].face, shown, isUpright, keys),
              })}
            />
          )}
        </div>
      ))}
      <div class="net-legend">
        {children}
        {beat ? <BeatWords beat={beat} /> : <Legend />}
      </div>
      {onSelect && (
        <UnitLine looks={looks} place={shown} isHeld={selected !== null} onOpen={given.onOpen} onRemove={given.onRemove && keys.onRemove} />
      )}
      <p class="hidden" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

const isAt = (place: UnitPlace, other: UnitPlace | null) => place.stage === other?.stage && place.unit === other.unit;

function valueAt({ face, sight, removed, showsMasks }: Look, { stage, unit }: UnitPlace): string {
  const one = face.stages[stage];
  return one && sight ? valueWords(one, stage, unit, sight, removed, showsMasks) : "–";
}

function placeWords(looks: NetPictureProps["looks"], place: UnitPlace): string {
  const stage = looks.a.face.stages[place.stage];
  if (!stage) return "";
  return `${unitWords(stage, place.unit)}: ${twinNames.map((twin) => `${twinLetters[twin]} ${valueAt(looks[twin], place)}`).join(", ")}`;
}

interface UnitLineProps {
  readonly looks: NetPictureProps["looks"];
  readonly place: UnitPlace | null;
  readonly isHeld: boolean;
  /** Goes down a level, where there is one. */
  readonly onOpen?: ((place: UnitPlace) => void) | undefined;
  /** Takes a unit away, or gives it back, where that can be done. */
  readonly onRemove?: ((place: UnitPlace) => void) | undefined;
}

/** What is pointed at, and what it gives in both twins. */
function UnitLine({ looks, place, isHeld, onOpen, onRemove }: UnitLineProps) {
  const stage = place && looks.a.face.stages[place.stage];
  const [isTouch, setTouch] = useState(false);
  useLayoutEffect(() => setTouch(matchMedia("(pointer: coarse)").matches), []);
  return (
    <p class="unit-line">
      {stage ? (
        <>
          <span class="what">{unitWords(stage, place.unit)}</span>
          {twinNames.map((twin) => (
            <span key={twin} class="value">
              <TwinLabel twin={twin} /> <b>{valueAt(looks[twin], place)}</b>
            </span>
          ))}
          {onOpen && (
            <button type="button" onClick={() => onOpen(place)}>
              Look closer
            </button>
          )}
          {onRemove && isHeld && stage.removable !== undefined && (
            <button type="button" onClick={() => onRemove(place)}>
              {isGone(stage, looks.a.removed, place.unit) ? "Give it back" : "Take it away"}
            </button>
          )}
        </>
      ) : (
        <span class="muted">
          {isTouch ? "Tap a unit to see what it gives." : "Point at a unit to see what it gives; a click holds it."}
          {isHeld && " Esc lets go."}
        </span>
      )}
    </p>
  );
}

const BeatWords = ({ beat }: { readonly beat: Beat }) => (
  <p class="beat-words">
    <b>
      {beats.indexOf(beat) + 1} of {beats.length}
    </b>{" "}
    {beatWords[beat]}
  </p>
);

/** The four states of a unit. */
export const Legend = () => (
  <ul class="legend" aria-label="States of a unit">
    <li>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        <circle cx="6.5" cy="6.5" r="5" fill="currentColor" />
      </svg>
      active
    </li>
    <li>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        <circle cx="6.5" cy="6.5" r="2" fill="currentColor" />
      </svg>
      silent
    </li>
    <li>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        <circle cx="6.5" cy="6.5" r="4.6" fill="none" stroke="currentColor" stroke-width="1.3" />
      </svg>
      dropped in this step
    </li>
    <li>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        <path d="M2.5 2.5l8 8m0-8l-8 8" stroke="currentColor" stroke-width="1.6" />
      </svg>
      taken away by you
    </li>
    <li>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        <path d="M6.5 1v11" stroke="currentColor" stroke-width="2.4" />
      </svg>
      score with nothing dropped
    </li>
  </ul>
);
