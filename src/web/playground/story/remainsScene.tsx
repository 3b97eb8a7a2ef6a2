import { TakeAwayFrom } from "../page/takeAwayFrom.tsx";
import { useWallImages } from "../page/wallImages.ts";
import { Walls } from "../parts/walls.tsx";
import type { Company } from "./company.ts";
import { useSceneLook } from "./sceneLook.ts";
import { StoryNets } from "./storyNets.tsx";
import { TrainBar } from "./trainBar.tsx";

const scene = "remains";

/** Scene 5: the same units leave both nets. */
export function RemainsScene({ company }: { readonly company: Company }) {
  const seen = useSceneLook(company, scene);
  const { lab } = company.pairOf(scene);
  const { images, here } = useWallImages(lab);
  const view = company.views[scene].value;
  const answers = { a: seen?.look?.a.answers ?? null, b: seen?.look?.b.answers ?? null };
  return (
    <>
      <TrainBar company={company} scene={scene} />
      <div class="taking">
        {seen && (
          <TakeAwayFrom
            {...{ lab, view, removed: seen.nets.a.removed, step: seen.step, answers, images, here }}
            face={seen.faces.a}
            onSee={(change) => company.see(scene, change)}
          />
        )}
        <Walls images={images} answers={here ? answers : { a: null, b: null }} />
      </div>
      <StoryNets company={company} scene={scene} seen={seen} />
    </>
  );
}
