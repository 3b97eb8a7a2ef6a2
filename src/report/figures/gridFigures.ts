import * as Plot from "@observablehq/plot";
import { type ReportConfiguration, SAME_MEAN } from "#analysis";
import { counted } from "#engine";
import { cutNames } from "../cutNames.ts";
import { offText } from "../offValues.ts";
import { valueText } from "../sweepTable.ts";
import { hasWholeMean, withoutMeansText } from "../wholeMean.ts";
import { type Figure, labelWidth, panel } from "./figure.ts";
import { bandKey, lineKey } from "./legend.ts";

/** Fields that vary together need so many values each, and as many are drawn at most. */
const [FEWEST_VALUES, MOST_VALUES] = [2, 24];
/** So many pairs of fields have a map. */
const MOST_MAPS = 3;
const CELL_HEIGHT = 34;
/** So many of those with the highest mean are named. */
const MOST_NAMED = 5;

/** A value as it stands on an axis: as a word where it is no number on it. */
const textOn = (field: string, value: unknown): string => offText(field, value) ?? valueText(value);

/** What two fields do together: the mean accuracy at each pair of their values, where an experiment has a grid. */
export function gridFigures(configurations: readonly ReportConfiguration[], width: number): Figure[] {
  const scored = configurations.filter(({ sample, summary }) => sample.n > 0 || summary.diverged > 0);
  const fields = variedIn(scored);
  const pairs = fields.flatMap((down, i) => fields.slice(0, i).map((across) => [across, down] as const));
  const maps = pairs.slice(0, MOST_MAPS).flatMap(([across, down]) => mapOf(scored, across, down, width) ?? []);
  const ranked = scored.filter(isRanked);
  const between = variedIn(ranked);
  return [...maps, ...(between.length >= 2 ? [parallelFigure(ranked, scored, between, width)] : [])];
}

/** Whether its mean is of all its runs, and of the same test examples as the others': only such are set beside one another. */
const isRanked = ({ rank }: ReportConfiguration): boolean => rank >= 1;
const OTHER_TESTS = "tested on other examples";

/** The fields that have several values, in the order of the experiment. */
function variedIn(configurations: readonly ReportConfiguration[]): string[] {
  const names = [...new Set(configurations.flatMap(({ varied }) => Object.keys(varied)))];
  return names.filter((name) => {
    const count = valuesOf(name, configurations).length;
    return count >= FEWEST_VALUES && count <= MOST_VALUES && configurations.every(({ varied }) => varied[name] !== undefined);
  });
}

/** Each once: what is off first, numbers by their size, others as they come. */
function valuesOf(field: string, configurations: readonly ReportConfiguration[]): string[] {
  const values = configurations.map(({ varied }) => varied[field]);
  const ordered = values.every((value) => typeof value === "number") ? values.toSorted((a, b) => (a as number) - (b as number)) : values;
  return [...new Set(ordered.map((value) => textOn(field, value)))];
}

function mapOf(configurations: readonly ReportConfiguration[], across: string, down: string, width: number): Figure | undefined {
  const [columns, rows] = [valuesOf(across, configurations), valuesOf(down, configurations)];
  const groups = Map.groupBy(configurations, ({ varied }) => JSON.stringify([textOn(across, varied[across]), textOn(down, varied[down])]));
  // a list of unrelated configurations is no grid
  if (groups.size < columns.length * rows.length) return undefined;
  const cells = [...groups].map(([key, own]) => {
    const [x, y] = JSON.parse(key) as [string, string];
    const mean = own.reduce((sum, { sample }) => sum + sample.mean, 0) / own.length;
    return { x, y, mean, count: own.length, isRanked: own.every(isRanked), isWhole: own.every(hasWholeMean) };
  });
  const ranked = cells.filter((cell) => cell.isRanked);
  if (ranked.length < 2) return undefined;
  const means = ranked.map(({ mean }) => mean);
  const [lowest, highest] = [Math.min(...means), Math.max(...means)];
  const shareOf = (mean: number) => (highest > lowest ? (mean - lowest) / (highest - lowest) : 0.5);
  const labels = cutNames(rows, 20);
  const counts = cells.map(({ count }) => count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const areOf = `${least < most ? `${least} to ` : ""}${counted(most, "configuration")}`;
  const arePale = cells.some((cell) => cell.isWhole && !cell.isRanked);
  const marginLeft = 28 + labelWidth([...labels, down]);
  const decimals = highest - lowest < 1 ? 2 : 1;
  return {
    name: `map-${across}-${down}`,
    title: `${across} and ${down} together`,
    caption: `Mean test accuracy in percent at each pair of values; the deeper the blue, the higher, from ${lowest.toFixed(decimals)} to ${highest.toFixed(decimals)}.${most > 1 ? ` Each is the mean over ${areOf} that differ in what else is varied.` : ""}${withoutMeansText(configurations)}${arePale ? ` What has no blue was ${OTHER_TESTS}.` : ""}`,
    legend: [bandKey("lowest mean", "var(--accent)", opacityOf(0)), bandKey("highest mean", "var(--accent)", opacityOf(1))],
    panels: [
      panel(
        {
          width: Math.min(width, marginLeft + 24 + 92 * columns.length),
          height: 52 + CELL_HEIGHT * rows.length,
          marginLeft,
          marginRight: 24,
          marginTop: 8,
          marginBottom: 44,
          x: { type: "band", domain: columns, padding: 0.04 },
          y: { type: "band", domain: rows, padding: 0.06, reverse: true },
          marks: [
            Plot.axisX({ label: `${across} →`, fontSize: 12, tickSize: 0, labelOffset: 38 }),
            Plot.axisY({
              label: `↑ ${down}`,
              fontSize: 12,
              tickSize: 0,
              tickFormat: (value: string) => labels[rows.indexOf(value)] ?? value,
            }),
            Plot.cell(ranked, { x: "x", y: "y", fill: "var(--accent)", fillOpacity: ({ mean }) => opacityOf(shareOf(mean)) }),
            Plot.text(cells, {
              x: "x",
              y: "y",
              text: ({ mean, isWhole }) => (isWhole ? mean.toFixed(decimals) : "–"),
              fill: (cell) => (cell.isRanked && shareOf(cell.mean) > 0.55 ? "var(--paper)" : "var(--ink)"),
              fontSize: 12,
            }),
          ],
        },
        `Map of ${across} and ${down}: ${cells.map(({ x, y, mean, isWhole }) => `${x}, ${y}: ${isWhole ? `${mean.toFixed(decimals)}%` : "no mean"}`).join("; ")}`,
      ),
    ],
  };
}

const opacityOf = (share: number): number => (share > 0.55 ? 0.6 + 0.4 * share : 0.06 + 0.5 * share);

/** Every configuration as a line through what it varies to what came out; the best ones are drawn strongest. */
function parallelFigure(
  configurations: readonly ReportConfiguration[],
  scored: readonly ReportConfiguration[],
  fields: readonly string[],
  width: number,
): Figure {
  const means = configurations.map(({ sample }) => sample.mean);
  const [lowest, highest] = [Math.min(...means), Math.max(...means)];
  const upright = (mean: number) => (highest > lowest ? (mean - lowest) / (highest - lowest) : 0.5);
  const axes = [...fields, "accuracy"];
  const valuesAt = new Map(fields.map((field) => [field, valuesOf(field, configurations)]));
  const heightOf = (field: string, value: unknown) => {
    const values = valuesAt.get(field) as string[];
    return values.length > 1 ? values.indexOf(textOn(field, value)) / (values.length - 1) : 0.5;
  };
  const inOrder = configurations.toSorted((a, b) => a.sample.mean - b.sample.mean);
  const least = inOrder.at(-Math.max(1, Math.round(inOrder.length / 10)))?.sample.mean ?? highest;
  const best = new Set(inOrder.filter(({ sample }) => sample.mean >= least - SAME_MEAN)); // with all that are as high
  const highestOnes = inOrder.filter(({ sample }) => sample.mean >= highest - SAME_MEAN).map(({ name }) => name);
  const points = inOrder.flatMap((one) =>
    axes.map((field) => ({
      field,
      y: field === "accuracy" ? upright(one.sample.mean) : heightOf(field, one.varied[field]),
      index: one.index,
      isBest: best.has(one),
      title: `${one.name}: ${one.sample.mean.toFixed(2)}%`,
    })),
  );
  const ticks = [
    ...fields.flatMap((field) => (valuesAt.get(field) as string[]).map((text) => ({ field, y: heightOfText(field, text), text }))),
    ...[lowest, highest].map((mean) => ({ field: "accuracy", y: upright(mean), text: `${mean.toFixed(2)}%` })),
  ];
  function heightOfText(field: string, text: string): number {
    const values = valuesAt.get(field) as string[];
    return values.length > 1 ? values.indexOf(text) / (values.length - 1) : 0.5;
  }
  const shown = ticks.filter(({ field, y }, i) => ticks.findIndex((other) => other.field === field && Math.abs(other.y - y) < 0.045) === i);
  const line = { x: "field", y: "y", z: "index", curve: "monotone-x" } as const;
  return {
    name: "parallel",
    title: "From settings to accuracy",
    caption: `A line for each of ${counted(configurations.length, "configuration")}, through its values to its mean. The best tenth is drawn dark. Values stand evenly, not by their size.${withoutMeansText(scored)}${scored.some((one) => hasWholeMean(one) && !isRanked(one)) ? ` Those that were ${OTHER_TESTS} are left out.` : ""}`,
    legend: [
      lineKey(best.size > 1 ? `the best ${best.size} by the mean` : "the best by the mean", "var(--accent)", { width: 2 }),
      lineKey("the others", "var(--muted)"),
    ],
    panels: [
      panel(
        {
          width,
          height: 340,
          marginLeft: 70,
          marginRight: 70,
          marginTop: 28,
          marginBottom: 20,
          x: { type: "point", domain: axes, padding: 0.1 },
          y: { axis: null, domain: [0, 1] },
          marks: [
            Plot.ruleX(axes, { stroke: "var(--rule)" }),
            Plot.axisX({ anchor: "top", tickSize: 0, label: null, fontSize: 12, tickPadding: 10 }),
            Plot.line(
              points.filter(({ isBest }) => !isBest),
              { ...line, stroke: "var(--muted)", strokeOpacity: 0.35 },
            ),
            Plot.line(
              points.filter(({ isBest }) => isBest),
              { ...line, stroke: "var(--accent)", strokeWidth: 2 },
            ),
            Plot.text(shown, {
              x: "field",
              y: "y",
              text: "text",
              dx: -6,
              textAnchor: "end",
              fill: "var(--ink)",
              stroke: "var(--paper)",
              strokeWidth: 3,
              fontSize: 11,
            }),
          ],
        },
        `Parallel coordinates of ${counted(configurations.length, "configuration")} over ${fields.join(", ")}; the best by the mean ${highestOnes.length > 1 ? "are" : "is"} ${highestOnes.slice(0, MOST_NAMED).join("; ")}${highestOnes.length > MOST_NAMED ? ` and ${highestOnes.length - MOST_NAMED} more` : ""} with ${highest.toFixed(2)}%`,
      ),
    ],
  };
}
