import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { DigitStrip } from "../parts/digit.tsx";
import { NetPicture } from "../parts/netPicture.tsx";
import type { UnitPlace } from "../parts/netWords.ts";
import { TwinHead } from "../parts/twinHead.tsx";
import type { TwinName } from "../settings/settings.ts";
import type { Lab } from "../state/lab.ts";
import { FEATURES } from "../twin/digits.ts";
import type { NetFace } from "../twin/seen.ts";
import { bothOf, looksOf } from "./looksOf.ts";
import { ownWords } from "./words.ts";

interface StageProps {
  readonly lab: Lab;
  readonly selected: Signal<UnitPlace | null>;
  /** Goes down a level. */
  readonly onOpen: (place: UnitPlace) => void;
}

/** Both nets with one image in them. */
export function Stage(props: StageProps) {
  const { faces } = props.lab.state;
  if (!faces.value) return <p class="stage-waits">The twins are being made…</p>;
  return <Nets {...props} faces={faces.value} />;
}

type NetsProps = StageProps & { readonly faces: { readonly [twin in TwinName]: NetFace } };

function Nets({ lab, faces, selected, onOpen }: NetsProps) {
  const { view, isRunning } = lab.state;
  const { drawn, image } = view.value;
  const remove = ({ stage, unit }: UnitPlace) => {
    const list = faces.a.stages[stage]?.removable;
    if (list === undefined) return;
    const { byHand } = view.value;
    const isGone = byHand.some(([of, one]) => of === list && one === unit);
    lab.see({ byHand: isGone ? byHand.filter(([of, one]) => of !== list || one !== unit) : [...byHand, [list, unit]] });
  };
  return (
    <NetPicture
      looks={looksOf(lab, faces)}
      subject={drawn ? "drawn" : `image ${image}`}
      isRunning={isRunning.value}
      selected={selected.value}
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
    </NetPicture>
  );
}

function Head({ lab, twin }: { readonly lab: Lab; readonly twin: TwinName }) {
  const { settings, scores, removed } = lab.state;
  const own = settings.value[twin];
  const isTaken = removed.value.some((units) => units.length > 0);
  return (
    <TwinHead twin={twin} own={ownWords(own)} score={scores.value[twin].at(-1) ?? null} isTaken={isTaken}>
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
            aria-valuetext={`dropout ${own.dropout}`}
            onInput={(event) => lab.change({ ...settings.value, b: { ...own, dropout: Number(event.currentTarget.value) } })}
          />
        </label>
      )}
    </TwinHead>
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
