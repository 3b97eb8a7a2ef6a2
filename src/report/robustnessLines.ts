import {
  compareHalfRemoved,
  type ExperimentReport,
  type ReportConfiguration,
  type RobustnessSummary,
  robustnessOf,
  unmeasuredRuns,
} from "#analysis";
import { counted } from "#engine";
import type { ConfigurationResults } from "#experiment";
import { removedOf, scoreOf } from "#train";
import { fittedTable } from "./alignedTable.ts";
import { type ColumnHead, numbers, words } from "./columnHead.ts";
import { comparisonSentence } from "./comparisonLines.ts";
import { hasWholeMean } from "./wholeMean.ts";

/** A configuration that was measured. */
interface Measured<T> {
  readonly configuration: T;
  readonly robustness: RobustnessSummary;
}

/** Those of which a run was measured. */
export const measuredOf = <T extends Pick<ConfigurationResults, "runs">>(configurations: readonly T[]): Measured<T>[] =>
  configurations.flatMap((configuration) => {
    const robustness = robustnessOf(configuration);
    return robustness ? [{ configuration, robustness }] : [];
  });

/** `hidden units`, or what was removed where that is none of a dense layer. */
export function removedText(all: readonly RobustnessSummary[]): string {
  const kinds = new Set(all.map(({ kind }) => kind));
  if (kinds.size > 1) return "hidden units of dense layers, or feature maps where a net has none,";
  return kinds.has("maps") ? "feature maps" : "hidden units of dense layers";
}

/** How it was measured, in a sentence or two. */
export function robustnessNote(
  all: readonly RobustnessSummary[],
  configurations: readonly Pick<ConfigurationResults, "runs" | "name">[],
): string {
  const images = [...new Set(all.map((one) => one.images))].sort((a, b) => a - b).map((count) => count.toLocaleString("en"));
  const draws = Math.max(...all.map((one) => one.draws));
  const missing = configurations.reduce((sum, one) => sum + unmeasuredRuns(one), 0);
  const some = missing ? ` ${counted(missing, "run")} with a score ${missing === 1 ? "was" : "were"} not measured.` : "";
  return `A share of the ${removedText(all)} is removed from the trained nets at random, the same share of each layer${roundedText(all)}: what goes out of them is 0. A run's accuracy is the mean over ${counted(draws, "draw")}, on the first ${images.join(" or ")} test examples.${some}${remainsText(configurations)}`;
}

/** Of which configurations the means are of what remains, and which have none, in sentences with a space before each. */
function remainsText(configurations: readonly Pick<ConfigurationResults, "runs" | "name">[]): string {
  const partial = configurations.filter((one) => unmeasurableRuns(one) > 0 && robustnessOf(one));
  const whole = configurations.filter((one) => unmeasurableRuns(one) === one.runs.length).map(({ name }) => name);
  const none = whole.length
    ? ` All runs diverged or were given up of ${whole.slice(0, MOST).join("; ")}${whole.length > MOST ? ` and of ${counted(whole.length - MOST, "more configuration")}` : ""}.`
    : "";
  const named = partial.slice(0, MOST).map((one) => `${unmeasurableRuns(one)} of ${counted(one.runs.length, "run")} of ${one.name}`);
  const more = partial.length > MOST ? `, and some of ${counted(partial.length - MOST, "more configuration")},` : "";
  const rest = partial.length
    ? ` ${named.join(", ")}${more} diverged or were given up: the means are of the rest, and not the ${partial.length === 1 ? "configuration's" : "configurations'"}.`
    : "";
  return rest + none;
}

/** Runs that have no score, and never will. */
const unmeasurableRuns = ({ runs }: Pick<ConfigurationResults, "runs">): number =>
  runs.filter(({ record: { state, result } }) => state === "pruned" || (result && scoreOf(result) === null)).length;

/** So many units can lose any tenth of them, or nearly. */
const MANY_UNITS = 10;

/** How many units layers have that have few, the largest first. */
const fewUnits = (all: readonly RobustnessSummary[]): number[] =>
  [...new Set(all.flatMap(({ units }) => units))].filter((count) => count < MANY_UNITS).sort((a, b) => b - a);

/** What the shares are in layers of few units: `, in whole units (20, 50 and 70% are 1, 2 and 2 of 3, 0, 0 and 0 of 1)`. */
function roundedText(all: readonly RobustnessSummary[]): string {
  const gone = (count: number) => `${removedOf(count, 2)}, ${removedOf(count, 5)} and ${removedOf(count, 7)} of ${count}`;
  const few = fewUnits(all).map(gone);
  return few.length ? `, in whole units (20, 50 and 70% are ${few.join(", ")})` : "";
}

/** What a half is where it is no whole number of few units: `, in whole units (2 of 3, none of 1),`. */
function halfText(all: readonly RobustnessSummary[]): string {
  const odd = fewUnits(all).filter((count) => count % 2 === 1);
  const halves = odd.map((count) => `${removedOf(count, 5) || "none"} of ${count}`);
  return halves.length ? `, in whole units (${halves.join(", ")}),` : "";
}

/** The shares that tables show: with the remaining units as they are, and rescaled. */
const SHOWN = { asIs: [0, 0.2, 0.5, 0.7], rescaled: [0.5, 0.7] };

interface RobustnessRow<T> {
  readonly configuration: T;
  readonly cells: readonly string[];
}

/** Mean accuracies in percent by the share removed, as the remaining units are and rescaled; the first column names the configuration. */
export function robustnessTable<T extends Pick<ConfigurationResults, "runs" | "name">>(
  configurations: readonly T[],
): { readonly caption: string; readonly head: readonly ColumnHead[]; readonly rows: readonly RobustnessRow<T>[] } {
  const measured = measuredOf(configurations);
  const isThere = (share: number) => measured.every(({ robustness }) => robustness.asIs.some((point) => point.share === share));
  const [shares, rescaled] = [SHOWN.asIs.filter(isThere), SHOWN.rescaled.filter(isThere)];
  const textOf = (points: RobustnessSummary["asIs"]) => (share: number) =>
    points.find((point) => point.share === share)?.mean.toFixed(1) ?? "";
  const note = robustnessNote(
    measured.map(({ robustness }) => robustness),
    configurations,
  );
  const name = (share: number) => (share ? `${Math.round(100 * share)}% removed` : "Whole net");
  return {
    caption: `Mean test accuracy in percent. ${note} Rescaled: the remaining units are multiplied by units / (units left), as dropout does in training.`,
    head: [
      words("Configuration"),
      numbers("Runs"),
      ...shares.map((share) => numbers(name(share))),
      ...rescaled.map((share) => numbers(`${Math.round(100 * share)}%, rescaled`)),
    ],
    rows: measured.map(({ configuration, robustness: { runs, of, asIs, rescaled: scaled } }) => ({
      configuration,
      cells: [
        configuration.name,
        runs === of ? String(runs) : `${runs} of ${of}`,
        ...shares.map(textOf(asIs)),
        ...rescaled.map(textOf(scaled)),
      ],
    })),
  };
}

/** The same for a terminal, with an empty line before it; nothing where nothing was measured. */
export function robustnessLines(configurations: readonly Pick<ConfigurationResults, "runs" | "name">[], width: number): string[] {
  const { head, rows } = robustnessTable(configurations);
  if (!rows.length) return [];
  const all = measuredOf(configurations).map(({ robustness }) => robustness);
  const of = removedText(all).replace(/,$/, "");
  const titles = head.map(({ title, holds }) => ({ title: title.replace("Whole net", "0%").replace(" removed", "").toLowerCase(), holds }));
  return [
    "",
    `mean accuracy in percent with a share of the ${of} removed at random${roundedText(all)}:`,
    ...fittedTable(
      titles,
      rows.map(({ cells }) => cells),
      { width, naming: 1 },
    ),
    ...[remainsText(configurations).trimStart()].filter(Boolean),
  ];
}

/** So many configurations are named in a sentence, and as many comparisons told. */
const MOST = 5;

/** What half of the units are worth: means, and each against the baseline. Empty where nothing was measured. */
export function robustnessSentences({ configurations, baseline }: Pick<ExperimentReport, "configurations" | "baseline">): string[] {
  const measured = measuredOf(configurations);
  const named = baselineAndBest(measured, baseline);
  const halves = named.flatMap(({ configuration: { name, summary, sample }, robustness: { asIs, rescaled } }) => {
    const [whole, half, scaled] = [asIs[0], asIs.find(({ share }) => share === 0.5), rescaled.find(({ share }) => share === 0.5)];
    return whole && half && scaled
      ? [
          `${name} ${half.mean.toFixed(1)}% (rescaled ${scaled.mean.toFixed(1)}%, whole ${whole.mean.toFixed(1)}%${hasWholeMean({ summary }) ? "" : `, of the ${sample.n} of ${counted(summary.planned, "run")} that have a score`})`,
        ]
      : [];
  });
  if (!halves.length) return [];
  const rest =
    measured.length > named.length
      ? `; ${measured.length - named.length} more ${measured.length - named.length === 1 ? "is" : "are"} in the table`
      : "";
  const all = measured.map(({ robustness }) => robustness);
  const of = removedText(all);
  const comparisons = compareHalfRemoved(configurations, baseline);
  const told = comparisons.filter(({ other }) => named.some(({ configuration: { name } }) => name === other));
  return [
    `With half of the ${of} removed at random${halfText(all)} the mean accuracy is: ${halves.join("; ")}${rest}.`,
    ...told.map((comparison) => `With half of them removed: ${comparisonSentence(comparison)}`),
  ];
}

/** The baseline, and those with the highest accuracies at half, of which no run diverged or was given up. */
function baselineAndBest(
  measured: readonly Measured<ReportConfiguration>[],
  baseline: ReportConfiguration,
): Measured<ReportConfiguration>[] {
  const half = ({ robustness }: Measured<ReportConfiguration>) => robustness.asIs.find(({ share }) => share === 0.5)?.mean ?? -1;
  const isBaseline = ({ configuration }: Measured<ReportConfiguration>) => configuration.index === baseline.index;
  const best = measured.filter((one) => !isBaseline(one) && hasWholeMean(one.configuration)).toSorted((a, b) => half(b) - half(a));
  const kept = new Set([...measured.filter(isBaseline), ...best.slice(0, MOST - 1)]);
  return measured.filter((one) => kept.has(one));
}
