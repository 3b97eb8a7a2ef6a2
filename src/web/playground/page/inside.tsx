import { ActivityBars } from "../parts/activityBars.tsx";
import { Classes } from "../parts/classes.tsx";
import { FeatureMaps, FilterFilm } from "../parts/filters.tsx";
import { Norms } from "../parts/norms.tsx";
import { bothOf } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";
import { looksOf } from "./looksOf.ts";

/** Filters, feature maps, norms, activations and classes of both twins. */
export function Inside({ lab }: { readonly lab: Lab }) {
  const { faces, look, film, scores, settings } = lab.state;
  const looks = looksOf(lab);
  if (!faces.value || !looks) return null;
  const face = faces.value.a;
  const now = look.value;
  const insides = bothOf((twin) => {
    const own = now?.[twin].inside;
    const frames = film.value[twin];
    return own && own.step > (frames.at(-1)?.step ?? -1) ? [...frames, own] : frames;
  });
  return (
    <section class="part" aria-labelledby="inside-title">
      <h2 id="inside-title">What is inside</h2>
      <div class="halves">
        <FilterFilm insides={insides} />
        <FeatureMaps looks={looks} />
        <Norms
          face={face}
          insides={bothOf((twin) => now?.[twin].inside ?? null)}
          settings={settings.value}
          onLimit={(maxNorm) => {
            const { a, b } = settings.value;
            lab.change({ ...settings.value, a: { ...a, maxNorm }, b: { ...b, maxNorm } });
          }}
        />
        <ActivityBars face={face} activity={bothOf((twin) => now?.[twin].activity ?? null)} />
        <Classes scores={scores.value} reluLogits={face.reluLogits} ownLogits={face.ownLogits} />
      </div>
    </section>
  );
}
