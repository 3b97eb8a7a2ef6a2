import { formatGeneral } from "./formatGeneral.ts";
import type { Series } from "./series.ts";
import { meanOf } from "./statistics/sample.ts";

/** In nats: nets that are sure and wrong have a few; guessing among a thousand classes has 6.9. */
const FAR_ABOVE_GUESSING = 50;

/** Configurations whose nets grow without end and are still numbers: their accuracies are no more than the end of divergence has. */
export function blownUp(series: readonly Series[]): string[] {
  const found = series.flatMap(({ name, calibrationBySeed }) => {
    const loss = meanOf([...(calibrationBySeed?.values() ?? [])].map(({ negativeLogLikelihood }) => negativeLogLikelihood));
    return loss > FAR_ABOVE_GUESSING ? [`${name} (${formatGeneral(loss)} nats)`] : [];
  });
  return found.length
    ? [
        `the loss on the test examples is far above that of guessing for ${found.join(", ")}: such nets are on their way to no numbers, and what they are right on says little; give a lower learning rate`,
      ]
    : [];
}
