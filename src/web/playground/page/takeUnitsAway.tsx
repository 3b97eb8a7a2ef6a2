import { useMemo } from "preact/hooks";
import { TakeAway } from "../parts/takeAway.tsx";
import { JudgedDifferently, Walls } from "../parts/walls.tsx";
import type { Lab } from "../state/lab.ts";
import { DRAWS, shareRight, TakenCurves } from "../state/takenCurves.ts";
import { useWallImages } from "./wallImages.ts";

const none = { a: null, b: null };

/** The same hidden units leave both twins; walls of test images show what each still knows. */
export function TakeUnitsAway({ lab }: { readonly lab: Lab }) {
  const { faces, look, view, removed, settings, step } = lab.state;
  const taken = useMemo(() => new TakenCurves(lab), [lab]);
  const { images, here } = useWallImages(lab);
  const stages = faces.value?.a.stages ?? [];
  const kind = stages.some((stage) => stage.removable !== undefined && stage.kind === "maps") ? "maps" : "units";
  const answers = { a: look.value?.a.answers ?? null, b: look.value?.b.answers ?? null };
  const right = (own: Uint8Array | null) => (own && own.length === here ? shareRight(own, images.labels) : null);
  const { drawn: _, ...shown } = view.value;
  return (
    <section class="part" aria-labelledby="take-title">
      <h2 id="take-title">Take units away</h2>
      <div class="aha">
        {faces.value && (
          <TakeAway
            key={JSON.stringify(settings.value.shared)}
            units={(faces.value?.a.removable ?? []).reduce((sum, count) => sum + count, 0)}
            kind={kind}
            share={view.value.taken / 100}
            taken={removed.value.reduce((sum, units) => sum + units.length, 0)}
            isTrained={step.value > 0}
            images={here}
            right={{ a: right(answers.a), b: right(answers.b) }}
            curves={taken.curves.value}
            draws={DRAWS}
            onShare={(share) => {
              const percent = Math.round(100 * share);
              lab.see({ taken: percent });
              taken.measure(percent);
            }}
            onDraw={() => lab.see({ draw: view.value.draw + 1 })}
            onGiveBack={() => lab.see({ taken: 0, byHand: [] })}
          />
        )}
        <div>
          <Walls images={images} answers={here ? answers : none} />
          <h3>Judged differently now</h3>
          <JudgedDifferently images={images} answers={here ? answers : none} onChoose={(image) => lab.show({ ...shown, image })} />
        </div>
      </div>
    </section>
  );
}
