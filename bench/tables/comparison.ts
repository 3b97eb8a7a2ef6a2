import { holm, mannWhitney, summarizeSample, tQuantile, welch } from "#analysis";
import type { ImageDataset } from "#data";

/** The accuracies of two programs on one split, in percent, one of each seed. */
export interface SplitResult {
  readonly name: string;
  /** The split seed. */
  readonly split: number;
  readonly data: ImageDataset;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

const LEVEL = 0.05;

interface Compared {
  readonly difference: number;
  /** Half the width of Welch's 95% interval. */
  readonly half: number;
  readonly p: number;
}

/** Two samples by Welch's test; where neither varies it says nothing, and Mann and Whitney's p is taken. */
function compareSamples(ours: readonly number[], theirs: readonly number[]): Compared {
  const [a, b] = [summarizeSample(ours), summarizeSample(theirs)];
  const difference = a.mean - b.mean;
  const error = Math.sqrt(a.sampleDeviation ** 2 / a.n + b.sampleDeviation ** 2 / b.n);
  if (error < 1e-9) return { difference, half: 0, p: mannWhitney(ours, theirs).p };
  const { p, degrees } = welch(a, b);
  return { difference, half: tQuantile(0.975, degrees) * error, p };
}

const comparisons = (results: readonly SplitResult[]) => {
  const found = results.map(({ ours, theirs }) => compareSamples(ours, theirs));
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((one, i) => ({ ...one, adjusted: adjusted[i] as number }));
};

const meanAndDeviation = (values: readonly number[]) => {
  const { mean, sampleDeviation } = summarizeSample(values);
  return `${mean.toFixed(2)} ± ${sampleDeviation.toFixed(2)}`;
};
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

/** A row for each split. */
export function table(results: readonly SplitResult[]): string {
  const head = ["table", "split", "rows trained, held out, test", "features", "classes", "droplab", "scikit-learn", "difference", "p", ""];
  const compared = comparisons(results);
  const rows = results.map(({ name, split, data, ours, theirs }, i) => {
    const { difference, half, adjusted } = compared[i] as (typeof compared)[number];
    const { train, test, heldOut, shape, classes } = data;
    return [
      name,
      String(split),
      `${train.count - heldOut}, ${heldOut}, ${test.count}`,
      shape.join(" × "),
      String(classes),
      meanAndDeviation(ours),
      meanAndDeviation(theirs),
      `${signed(difference)} ± ${half.toFixed(2)}`,
      adjusted < 0.001 ? "< 0.001" : adjusted.toFixed(3),
      adjusted < LEVEL ? (difference > 0 ? "droplab higher" : "droplab lower") : "within noise",
    ];
  });
  return [head, head.map((_, i) => (i === 0 || i === head.length - 1 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** What the table comes to. */
export function linesOf(results: readonly SplitResult[]): string[] {
  const compared = comparisons(results);
  const outside = results.filter((_, i) => (compared[i]?.adjusted as number) < LEVEL);
  const mean = compared.reduce((sum, { difference }) => sum + difference, 0) / compared.length;
  const first = outside.length
    ? `${outside.length} of ${results.length} splits differ by more than noise: ${outside.map(({ name, split }) => `${name} ${split}`).join(", ")}.`
    : `All ${results.length} splits agree within noise.`;
  return [`${first} The mean difference over them is ${signed(mean)} points. One test row is ${testRows(results)} points.`];
}

function testRows(results: readonly SplitResult[]): string {
  const points = results.map(({ data }) => 100 / data.test.count);
  return `${Math.min(...points).toFixed(1)} to ${Math.max(...points).toFixed(1)}`;
}
