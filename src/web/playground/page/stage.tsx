import type { Signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Segment } from "../../dashboard/parts/controls.tsx";
import { BEAT, type Beat, beats } from "../parts/beatDrawing.ts";
import { DigitStrip } from "../parts/digit.tsx";
import type { Look } from "../parts/look.ts";
import { NetPicture } from "../parts/netPicture.tsx";
import type { UnitPlace } from "../parts/netWords.ts";
import { TwinHead } from "../parts/twinHead.tsx";
import { type TwinName, twinNames } from "../settings/settings.ts";
import { drops } from "../settings/twinDifferences.ts";
import { type Both, bothOf } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";
import { FEATURES } from "../twin/digits.ts";
import { looksOf } from "./looksOf.ts";
import { ownWords } from "./words.ts";

interface StageProps {
  readonly lab: Lab;
  readonly selected: Signal<UnitPlace | null>;
  /** Goes down a level. */
  readonly onOpen: (place: UnitPlace) => void;
}

/** Both nets with one image in them. */
export function Stage(props: StageProps) {
  const looks = looksOf(props.lab);
  const { notices, isOpening } = props.lab.state;
  const hasTrouble = !isOpening.value && notices.value.some(({ kind }) => kind === "trouble");
  if (!looks) return <p class="stage-waits">{hasTrouble ? "There are no twins." : "The twins are being made…"}</p>;
  return <Nets {...props} looks={looks} />;
}

type NetsProps = StageProps & { readonly looks: Both<Look> };

function Nets({ lab, looks, selected, onOpen }: NetsProps) {
  const { view, isRunning } = lab.state;
  const beat = useBeat(lab);
  const { drawn, image } = view.value;
  const remove = ({ stage, unit }: UnitPlace) => {
    const list = looks.a.face.stages[stage]?.removable;
    if (list === undefined) return;
    const { byHand } = view.value;
    const isGone = byHand.some(([of, one]) => of === list && one === unit);
    lab.see({ byHand: isGone ? byHand.filter(([of, one]) => of !== list || one !== unit) : [...byHand, [list, unit]] });
  };
  return (
    <NetPicture
      looks={looks}
      subject={drawn ? "drawn" : `image ${image}`}
      isRunning={isRunning.value}
      selected={selected.value}
      beat={beat}
      onSelect={(place) => {
        selected.value = place;
      }}
      onOpen={(place) => {
        selected.value = place;
        onOpen(place);
      }}
      onRemove={remove}
      heads={bothOf((twin) => <Head lab={lab} twin={twin} />)}
    >
      <Strip lab={lab} />
      <Masks lab={lab} />
    </NetPicture>
  );
}

/** Where slow motion is in its step: a new one begins with what is seen of it. */
function useBeat(lab: Lab): Beat | null {
  const { isRunning, speed, look } = lab.state;
  const isSlow = isRunning.value && speed.value === "slow";
  const step = look.value?.a.step;
  const [at, setAt] = useState(0);
  useEffect(() => {
    if (!isSlow || step === undefined) return;
    setAt(0);
    const timer = setInterval(() => setAt((before) => Math.min(beats.length - 1, before + 1)), BEAT);
    return () => clearInterval(timer);
  }, [isSlow, step]);
  return isSlow ? (beats[at] ?? null) : null;
}

function Head({ lab, twin }: { readonly lab: Lab; readonly twin: TwinName }) {
  const { settings, scores, removed, faces } = lab.state;
  const own = settings.value[twin];
  const isTaken = removed.value.some((units) => units.length > 0);
  return (
    <TwinHead twin={twin} own={ownWords(own, faces.value?.[twin].sites ?? [])} score={scores.value[twin].at(-1) ?? null} isTaken={isTaken}>
      {twin === "b" && (
        <label>
          <span class="hidden">Dropout rate of twin B</span>
          <input
            type="range"
            class="of-b"
            min="0"
            max="0.9"
            step="0.05"
            value={own.dropout}
            disabled={lab.state.isReturning.value}
            aria-valuetext={`dropout ${own.dropout}`}
            onInput={(event) => lab.change({ ...settings.value, b: { ...own, dropout: Number(event.currentTarget.value) } })}
          />
        </label>
      )}
    </TwinHead>
  );
}

/** What dropout left in the last step, or all that answers once a net is trained; nothing where neither twin drops. */
function Masks({ lab }: { readonly lab: Lab }) {
  const { view, settings, faces, removed } = lab.state;
  const isTaken = removed.value.some((units) => units.length > 0);
  if (!twinNames.some((twin) => drops(settings.value[twin], faces.value?.[twin].sites ?? []))) return null;
  const { isWhole = false, ...others } = view.value;
  return (
    <Segment label="Units shown">
      <button
        type="button"
        aria-pressed={!isWhole && !isTaken}
        disabled={isTaken}
        title={isTaken ? "while units are taken away, all others are shown" : "what dropout left of each net in the last step"}
        onClick={() => lab.show(others)}
      >
        in training
      </button>
      <button
        type="button"
        aria-pressed={isWhole || isTaken}
        title="all units, as a net answers once it is trained"
        onClick={() => lab.show({ ...others, isWhole: true })}
      >
        all units
      </button>
    </Segment>
  );
}

/** A test image of each digit to choose from. */
function Strip({ lab }: { readonly lab: Lab }) {
  const { labels, view, arrived } = lab.state;
  const isThere = arrived.value.test > 0;
  const digits = useMemo(
    () =>
      Array.from({ length: isThere ? 10 : 0 }, (_, label) => {
        const key = labels.value.indexOf(label);
        return { key, label, pixels: lab.state.images.subarray(FEATURES * key, FEATURES * (key + 1)) };
      }),
    [lab, labels.value, isThere],
  );
  return (
    <DigitStrip
      digits={digits}
      chosen={view.value.drawn ? null : view.value.image}
      onChoose={(image) => {
        const { drawn: _, ...rest } = view.value;
        lab.show({ ...rest, image });
      }}
    />
  );
}
