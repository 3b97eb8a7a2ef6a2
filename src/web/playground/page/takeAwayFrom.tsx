import { useMemo } from "preact/hooks";
import { TakeAway } from "../parts/takeAway.tsx";
import type { TestImages } from "../parts/walls.tsx";
import type { View } from "../settings/address.ts";
import type { Both } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";
import { DRAWS, shareRight, TakenCurves } from "../state/takenCurves.ts";
import type { NetFace, Removed } from "../twin/seen.ts";

interface TakeAwayFromProps {
  readonly lab: Lab;
  readonly face: NetFace;
  readonly view: View;
  readonly removed: Removed;
  readonly step: number;
  /** What both take the first test images for. */
  readonly answers: Both<Uint8Array | null>;
  readonly images: TestImages;
  /** How many of them are here. */
  readonly here: number;
  readonly kind?: "units" | "maps";
  readonly onSee: (change: Partial<View>) => void;
}

/** Takes units from the twins of a lab, and measures what they still know. */
export function TakeAwayFrom({ lab, face, view, removed, step, answers, images, here, kind = "units", onSee }: TakeAwayFromProps) {
  const taken = useMemo(() => new TakenCurves(lab), [lab]);
  const right = (own: Uint8Array | null) => (own && own.length === here ? shareRight(own, images.labels) : null);
  return (
    <TakeAway
      key={JSON.stringify(lab.state.settings.value.shared)} // other nets are guessed at anew
      units={face.removable.reduce((sum, count) => sum + count, 0)}
      kind={kind}
      share={view.taken / 100}
      taken={removed.reduce((sum, units) => sum + units.length, 0)}
      isTrained={step > 0}
      images={here}
      right={{ a: right(answers.a), b: right(answers.b) }}
      curves={taken.curves.value}
      draws={DRAWS}
      onShare={(share) => {
        const percent = Math.round(100 * share);
        onSee({ taken: percent });
        taken.measure(percent);
      }}
      onDraw={() => onSee({ draw: view.draw + 1 })}
      onGiveBack={() => onSee({ taken: 0, byHand: [] })}
    />
  );
}
