import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { Lens, type LensLevel } from "../parts/lens.tsx";
import type { UnitPlace } from "../parts/netWords.ts";
import { type Both, both } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";
import type { UnitWeights } from "../twin/seen.ts";
import { looksOf } from "./looksOf.ts";

interface LookCloserProps {
  readonly lab: Lab;
  readonly selected: Signal<UnitPlace | null>;
  readonly level: Signal<LensLevel>;
  /** Back to the whole nets. */
  readonly onOverview: () => void;
}

const unknown: Both<UnitWeights | null> = { a: null, b: null };

/** One unit of both twins, down to its formula. */
export function LookCloser({ lab, selected, level, onOverview }: LookCloserProps) {
  const weights = useSignal<Both<UnitWeights | null>>(unknown);
  const { faces, look } = lab.state;
  const looks = looksOf(lab);
  useSignalEffect(() => {
    const { value: place } = selected;
    const step = look.value?.a.step;
    const face = faces.value?.a;
    const stage = face?.stages[place?.stage ?? -1];
    if (!place || !stage?.kernel || step === undefined) {
      weights.value = unknown;
      return;
    }
    let isOld = false;
    both((twin) => lab.ask(twin)("unitWeights", [place.stage, place.unit])).then(
      (found) => {
        if (!isOld) weights.value = found;
      },
      () => undefined,
    );
    return () => {
      isOld = true;
    };
  });
  return (
    <section class="part" aria-labelledby="lens-title">
      <h2 id="lens-title">Look closer</h2>
      {looks && (
        <Lens
          looks={looks}
          place={selected.value}
          weights={weights.value}
          level={level.value}
          onLevel={(next) => {
            level.value = next;
          }}
          onOverview={onOverview}
        />
      )}
    </section>
  );
}
