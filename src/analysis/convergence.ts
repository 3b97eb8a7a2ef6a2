import { type ConfigurationResults, drawsMasks } from "#experiment";
import { type Calibration, isCalibrated, trialMethods } from "#train";

/** Losses of one minimum differ by such a part at most, as rounding and the last steps make it. */
const ALIKE = 1e-4;
/** And those of runs that come near it, each in its way, of a net whose loss has no other minimum; so many test examples more may be right. */
const [NEAR, NEAR_ROWS] = [0.1, 2];
/** Smaller ones, of nets that are all sure and right, tell nothing. */
const LEAST_LOSS = 1e-5;

interface Scored {
  /** From 0 to 1. */
  readonly score: number;
  readonly calibration: Calibration | null | undefined;
  readonly testLoss: number | undefined;
}

interface Convergence {
  readonly hasOneMinimum: boolean;
  readonly testRows: number | undefined;
}

/** Whether the runs of several seeds ended in one net: they have one accuracy, and one loss but for rounding; or nearly so where there is one minimum. */
export function haveConverged(scored: readonly Scored[], { hasOneMinimum, testRows }: Convergence): boolean {
  const losses = scored.map(({ calibration, testLoss }) =>
    isCalibrated(calibration) ? calibration.negativeLogLikelihood : (testLoss ?? Number.NaN),
  );
  const most = Math.max(...losses);
  const rows = hasOneMinimum && testRows ? Math.min(NEAR_ROWS, testRows / 100) / testRows : 0;
  return (
    scored.length > 1 &&
    rangeOf(scored.map(({ score }) => score)) <= rows + Number.EPSILON * 4 &&
    most > LEAST_LOSS &&
    rangeOf(losses) <= (hasOneMinimum ? NEAR : ALIKE) * most
  );
}

const rangeOf = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

/**
 * Whether nothing but a dense layer gives the logits, nothing is dropped, and no mixture of Gaussians draws the weights together: their loss is
 * convex, as that of logistic regression.
 */
export function isConvex(config: ConfigurationResults["config"]): boolean {
  // a protocol's ReLU on the logits is among the layers
  const [only, ...more] = config.model.layers.filter(({ layer }) => layer !== "flatten" && layer !== "dropout");
  return only?.layer === "dense" && more.length === 0 && !drawsMasks(config) && !trialMethods(config).softSharing;
}
