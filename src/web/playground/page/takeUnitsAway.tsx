import { JudgedDifferently, Walls } from "../parts/walls.tsx";
import type { Lab } from "../state/lab.ts";
import { TakeAwayFrom } from "./takeAwayFrom.tsx";
import { useWallImages } from "./wallImages.ts";

const none = { a: null, b: null };

/** The same hidden units leave both twins; walls of test images show what each still knows. */
export function TakeUnitsAway({ lab }: { readonly lab: Lab }) {
  const { faces, look, view, removed, step } = lab.state;
  const { images, here } = useWallImages(lab);
  const stages = faces.value?.a.stages ?? [];
  const kind = stages.some((stage) => stage.removable !== undefined && stage.kind === "maps") ? "maps" : "units";
  const answers = { a: look.value?.a.answers ?? null, b: look.value?.b.answers ?? null };
  const { drawn: _, ...shown } = view.value;
  return (
    <section class="part" aria-labelledby="take-title">
      <h2 id="take-title">Take units away</h2>
      <div class="aha">
        {faces.value && (
          <TakeAwayFrom
            {...{ lab, view: view.value, removed: removed.value, step: step.value, answers, images, here, kind }}
            face={faces.value.a}
            onSee={(change) => lab.see(change)}
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
