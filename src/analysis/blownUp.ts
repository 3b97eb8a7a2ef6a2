import { formatGeneral } from "./formatGeneral.ts";
import type { Series } from "./series.ts";
import { meanOf } from "./statistics/sample.ts";

/** In nats: nets that are sure and wrong have a few; guessing among a thousand classes has 6.9. */
const FAR_ABOVE_GUESSING = 50;

/** Configurations whose nets may grow without end and be numbers still: their accuracies are no more than the end of divergence has. */
export function blownUp(series: readonly Series[]): string[] {
  const found = series.flatMap(({ name, calibrationBySeed }) => {
    const loss = meanOf([...(calibrationBySeed?.values() ?? [])].map(({ negativeLogLikelihood }) => negativeLogLikelihood));
    return loss > FAR_ABOVE_GUESSING ? [`${name} (${formatGeneral(loss)} nats)`] : [];
  });
  return found.length
    ? [
        `the loss on the test examples is far above that of guessing for ${found.join(", ")}: weights that grow without end do that, and a few examples far from all others; look at the curves and at the data, and give a lower learning rate if the loss of training is as high`,
      ]
    : [];
}
