import { useMemo } from "preact/hooks";
import { useWallImages } from "../page/wallImages.ts";
import { TakeAway } from "../parts/takeAway.tsx";
import { Walls } from "../parts/walls.tsx";
import { DRAWS, shareRight, TakenCurves } from "../state/takenCurves.ts";
import type { Company } from "./company.ts";
import { useSceneLook } from "./sceneLook.ts";
import { StoryNets } from "./storyNets.tsx";
import { TrainBar } from "./trainBar.tsx";

const scene = "remains";

/** Scene 5: the same units leave both nets. */
export function RemainsScene({ company }: { readonly company: Company }) {
  const seen = useSceneLook(company, scene);
  const { lab } = company.pairOf(scene);
  const taken = useMemo(() => new TakenCurves(lab), [lab]);
  const { images, here } = useWallImages(lab);
  const view = company.views[scene].value;
  const answers = { a: seen?.look?.a.answers ?? null, b: seen?.look?.b.answers ?? null };
  const right = (own: Uint8Array | null) => (own && own.length === here ? shareRight(own, images.labels) : null);
  const gone = seen?.nets.a.removed.reduce((sum, units) => sum + units.length, 0) ?? 0;
  return (
    <>
      <TrainBar company={company} scene={scene} />
      <div class="taking">
        {seen && (
          <TakeAway
            units={(seen.faces.a.removable ?? []).reduce((sum, count) => sum + count, 0)}
            share={view.taken / 100}
            taken={gone}
            isTrained={seen.step > 0}
            images={here}
            right={{ a: right(answers.a), b: right(answers.b) }}
            curves={taken.curves.value}
            draws={DRAWS}
            onShare={(share) => {
              const percent = Math.round(100 * share);
              company.see(scene, { taken: percent });
              taken.measure(percent);
            }}
            onDraw={() => company.see(scene, { draw: view.draw + 1 })}
            onGiveBack={() => company.see(scene, { taken: 0, byHand: [] })}
          />
        )}
        <Walls images={images} answers={here ? answers : { a: null, b: null }} />
      </div>
      <StoryNets company={company} scene={scene} seen={seen} />
    </>
  );
}
