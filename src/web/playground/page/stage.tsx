import { useMemo, useState } from "preact/hooks";
import { DigitStrip } from "../parts/digit.tsx";
import type { Look } from "../parts/look.ts";
import { NetPicture } from "../parts/netPicture.tsx";
import type { UnitPlace } from "../parts/netWords.ts";
import { TwinHead } from "../parts/twinHead.tsx";
import type { TwinName } from "../settings/settings.ts";
import type { Lab } from "../state/lab.ts";
import { FEATURES } from "../twin/digits.ts";
import type { NetFace } from "../twin/seen.ts";
import { ownWords } from "./words.ts";

/** Both nets with one image in them. */
export function Stage({ lab }: { readonly lab: Lab }) {
  const { faces } = lab.state;
  if (!faces.value) return <p class="stage-waits">The twins are being made…</p>;
  return <Nets lab={lab} faces={faces.value} />;
}

interface NetsProps {
  readonly lab: Lab;
  readonly faces: { readonly [twin in TwinName]: NetFace };
}

function Nets({ lab, faces }: NetsProps) {
  const { settings, look, view, isRunning, removed, scores, labels } = lab.state;
  const [selected, setSelected] = useState<UnitPlace | null>(null);
  const isTaken = removed.value.some((units) => units.length > 0);
  const { drawn, image } = view.value;
  const lookOf = (twin: TwinName): Look => {
    const sight = look.value?.[twin].sight ?? null;
    const fits = sight?.whole.values.length === faces[twin].stages.length;
    const highest = scores.value[twin].at(-1)?.highestLogits ?? [];
    const lost = faces[twin].reluLogits ? highest.flatMap((logit, label) => (logit > 0 ? [] : [label])) : [];
    return {
      face: faces[twin],
      sight: fits ? sight : null,
      ...(fits && sight && { edges: sight.edges }),
      removed: removed.value,
      showsMasks: !isTaken,
      ...(!drawn && labels.value.length > 0 && { label: labels.value[image] as number }),
      ...(lost.length && { lost }),
    };
  };
  const head = (twin: TwinName) => (
    <TwinHead twin={twin} own={ownWords(settings.value[twin])} score={scores.value[twin].at(-1) ?? null} isTaken={isTaken}>
      {twin === "b" && (
        <label>
          <span class="hidden">Dropout rate of twin B</span>
          <input
            type="range"
            class="of-b"
            min="0"
            max="0.9"
            step="0.05"
            value={settings.value.b.dropout}
            aria-valuetext={`dropout ${settings.value.b.dropout}`}
            onInput={(event) => lab.change({ ...settings.value, b: { ...settings.value.b, dropout: Number(event.currentTarget.value) } })}
          />
          <output>{settings.value.b.dropout}</output>
        </label>
      )}
    </TwinHead>
  );
  const remove = ({ stage, unit }: UnitPlace) => {
    const list = faces.a.stages[stage]?.removable;
    if (list === undefined) return;
    const { byHand } = view.value;
    const isGone = byHand.some(([of, one]) => of === list && one === unit);
    lab.see({ byHand: isGone ? byHand.filter(([of, one]) => of !== list || one !== unit) : [...byHand, [list, unit]] });
  };
  return (
    <NetPicture
      looks={{ a: lookOf("a"), b: lookOf("b") }}
      subject={drawn ? "drawn" : `image ${image}`}
      isRunning={isRunning.value}
      selected={selected}
      onSelect={setSelected}
      onRemove={remove}
      heads={{ a: head("a"), b: head("b") }}
    >
      <Strip lab={lab} />
    </NetPicture>
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
