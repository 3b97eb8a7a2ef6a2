import { AccuracyCurves, DifferenceCurve, LossCurves } from "../parts/curves.tsx";
import type { Lab } from "../state/lab.ts";
import { SmallExperiment } from "./smallExperiment.tsx";

/** Accuracy and loss over the steps, the difference, and a verdict over six seeds. */
export function Learning({ lab }: { readonly lab: Lab }) {
  const { scores, losses } = lab.state;
  return (
    <section class="part" aria-labelledby="learn-title">
      <h2 id="learn-title">How they learn</h2>
      <div class="thirds">
        <AccuracyCurves scores={scores.value} />
        <DifferenceCurve scores={scores.value} />
        <LossCurves losses={losses.value} />
      </div>
      <SmallExperiment lab={lab} />
    </section>
  );
}
