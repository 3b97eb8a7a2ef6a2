import { count, plain, signed } from "../../dashboard/parts/format.ts";
import { type TwinName, twinNames } from "../settings/settings.ts";
import type { LossRecord, Score } from "../twin/seen.ts";
import { LineChart } from "./lineChart.tsx";
import type { Point } from "./svg.tsx";
import { twinLetters } from "./twinMark.tsx";

type OfBoth<Value> = { readonly [name in TwinName]: readonly Value[] };

/** Test accuracy of both twins over their steps. */
export function AccuracyCurves({ scores }: { readonly scores: OfBoth<Score> }) {
  const lines = twinNames.map((twin) => ({ twin, name: twinLetters[twin], points: thinned(scores[twin].map(accuracyOf)) }));
  const low = lowAccuracy(lines.flatMap(({ points }) => points));
  const images = scores.a.at(-1)?.images;
  return (
    <figure>
      <figcaption>Right on {images === undefined ? "the" : count(images)} test images, in percent. Solid is A, dashed is B.</figcaption>
      <LineChart
        lines={lines}
        label={`Test accuracy of the twins: ${lastWords(scores)}`}
        low={low}
        high={100}
        textOf={(value) => trimmed(value)}
      />
    </figure>
  );
}

/** How much better B is than A, in points, where both were tested at the same step. */
export function DifferenceCurve({ scores }: { readonly scores: OfBoth<Score> }) {
  const points = thinned(differencesOf(scores));
  const late = lateOf(points).map(([, value]) => value);
  const low = Math.min(-1, Math.floor(Math.min(...late, 0)));
  const high = Math.max(1, Math.ceil(Math.max(...late, 0)));
  return (
    <figure>
      <figcaption>The difference, B minus A, in points. This is one seed: for a verdict run a small experiment.</figcaption>
      <LineChart
        lines={[{ twin: null, name: "", points }]}
        label={`Accuracy of B minus that of A, now ${points.length ? signed(points.at(-1)?.[1] ?? 0) : "unknown"} points`}
        {...{ low, high }}
        textOf={(value) => signed(value, Number.isInteger(value) ? 0 : 2)}
        isFilled
      />
    </figure>
  );
}

/** The loss that training lowers. */
export function LossCurves({ losses }: { readonly losses: OfBoth<LossRecord> }) {
  const lines = twinNames.map((twin) => ({
    twin,
    name: twinLetters[twin],
    points: thinned(losses[twin].map(({ step, loss }): Point => [step, loss])),
  }));
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value)).filter((value) => Number.isFinite(value));
  const least = Math.max(1e-9, Math.min(0.5, ...values));
  const power = 10 ** Math.floor(Math.log10(least));
  const low = power * ([5, 2, 1].find((factor) => factor * power <= least) ?? 1);
  return (
    <figure>
      <figcaption>
        Training loss, means of 100 steps, on a logarithmic axis. With dropout it is that of the thinned nets, so the two lines are no
        comparison.
      </figcaption>
      <LineChart lines={lines} label="Training loss of the twins" low={low} high={Math.max(1, ...values)} isLog textOf={shortLoss} />
    </figure>
  );
}

const accuracyOf = ({ step, accuracy }: Score): Point => [step, 100 * accuracy];
const trimmed = (value: number) => (Number.isInteger(value) ? String(value) : plain(value));
const shortLoss = (value: number) => String(Number(value.toPrecision(2)));

function lastWords(scores: OfBoth<Score>): string {
  return twinNames
    .flatMap((twin) => {
      const last = scores[twin].at(-1);
      return last ? [`${twinLetters[twin]} ${plain(100 * last.accuracy)}% after step ${last.step}`] : [];
    })
    .join(", ");
}

/** Accuracy of B minus that of A, in points, at the steps that both have. */
export function differencesOf({ a, b }: OfBoth<Score>): Point[] {
  const ofA = new Map(a.map(({ step, accuracy }) => [step, accuracy]));
  return b.flatMap(({ step, accuracy }) => {
    const other = ofA.get(step);
    return other === undefined ? [] : [[step, 100 * (accuracy - other)] as const];
  });
}

/** What is left without the first fifth, in which everything changes. */
const lateOf = (points: readonly Point[]): readonly Point[] => {
  const last = Math.max(0, ...points.map(([step]) => step));
  const late = points.filter(([step]) => step >= last / 5);
  return late.length ? late : points;
};

/** Where the axis of accuracies begins: a round number below what was reached after the first fifth. */
export function lowAccuracy(points: readonly Point[]): number {
  const lowest = Math.min(100, ...lateOf(points).map(([, value]) => value));
  return [99, 98, 95, 90, 80, 70, 60, 50].find((low) => low <= lowest - 0.1) ?? 0;
}

const MOST = 400;
/** No more points than can be seen; the last stays. */
export function thinned(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / MOST);
  return every <= 1 ? points : points.filter((_, i) => i % every === 0 || i === points.length - 1);
}
