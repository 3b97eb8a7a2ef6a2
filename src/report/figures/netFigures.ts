import * as Plot from "@observablehq/plot";
import type { InspectedConfiguration, LayerActivity } from "#analysis";
import { counted } from "#engine";
import { cutNames, namesInFull } from "../cutNames.ts";
import { className } from "../runLines.ts";
import { classTicks } from "./classTicks.ts";
import { type Figure, imagePanel, type Panel, pageSpace, panel } from "./figure.ts";
import { bandKey } from "./legend.ts";
import { diverging, raster } from "./raster.ts";

/** First-layer units that are shown of one net. */
const MOST_FILTERS = 32;
const BINS = 24;

/** As every other part of a report has them. */
export const inOrder = (inspected: readonly InspectedConfiguration[]): InspectedConfiguration[] =>
  inspected.toSorted((a, b) => a.configuration.index - b.configuration.index);

/** On how many test examples hidden layers were looked at: `83`, or `83 to 1000` where the test parts differ. */
export function inspectedImages(inspected: readonly InspectedConfiguration[]): string {
  const counts = [...new Set(inspected.map(({ inspection }) => inspection.images))].sort((a, b) => a - b);
  return counts.length > 1 ? `${counts[0]} to ${counts.at(-1)}` : String(counts[0] ?? 0);
}

/** What the first layer looks for: each unit's weights as a picture; none where its inputs are no image. */
export function filtersFigure(inspected: readonly InspectedConfiguration[]): Figure | undefined {
  const shown = inOrder(inspected);
  const whole = shown.map(({ configuration }) => configuration.name);
  const names = cutNames(whole, 48);
  const panels = shown.flatMap((one, i) => filtersPanel(one, names[i] as string) ?? []);
  if (!panels.length) return undefined;
  return {
    name: "filters",
    title: "First-layer filters",
    caption: "The weights of the first layer's units; the colours of each net go to its largest weight. Of the median run.",
    inFull: namesInFull(whole, names),
    legend: [bandKey("negative", cssColor(-1), 1), bandKey("0", cssColor(0), 1), bandKey("positive", cssColor(1), 1)],
    panels,
  };
}

const cssColor = (value: number): string => `rgb(${diverging(value).join(",")})`;

function filtersPanel({ configuration, inspection }: InspectedConfiguration, name: string): Panel | undefined {
  const { shape, units } = inspection.filters;
  const [channels = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || width < 2) return undefined;
  const shown = units.slice(0, MOST_FILTERS);
  const columns = Math.min(shown.length, width > 12 ? 8 : 10);
  const rows = Math.ceil(shown.length / columns);
  const largest = Math.max(1e-12, ...shown.flatMap((unit) => Array.from(unit, Math.abs)));
  const [stepX, stepY] = [width + 1, height + 1];
  const [across, down] = [columns * stepX - 1, rows * stepY - 1];
  const picture = raster(across, down, Math.max(1, Math.floor(pageSpace.small / across)), (x, y) => {
    const unit = shown[Math.floor(y / stepY) * columns + Math.floor(x / stepX)];
    if (!unit || x % stepX === width || y % stepY === height) return undefined;
    let value = 0; // channels are added up
    for (let channel = 0; channel < channels; channel++) value += unit[(channel * height + (y % stepY)) * width + (x % stepX)] as number;
    return diverging(value / channels / largest);
  });
  const of = shown.length < units.length ? `${shown.length} of ${units.length}` : String(units.length);
  return imagePanel(picture, `${of} filters ${height} × ${width} of ${configuration.name}`, `${name}: ${of} filters`);
}

/** How active hidden units are: Srivastava et al. 2014, figures 7 and 8. Of the last hidden layer. */
export function activationsFigure(inspected: readonly InspectedConfiguration[]): Figure | undefined {
  const whole = inOrder(inspected).map(({ configuration }) => configuration.name);
  const titles = cutNames(whole, 32);
  const layers = inOrder(inspected).flatMap(({ configuration, inspection }, i) => {
    const layer = inspection.layers.at(-1);
    return layer ? [{ name: configuration.name, title: titles[i] as string, layer }] : [];
  });
  const [first] = layers;
  if (!first || !inspected[0]) return undefined;
  const names = [...new Set(layers.map(({ layer }) => layer.name))];
  const which = names.length === 1 ? `Hidden layer ${names[0]}` : "The last hidden layer";
  const most = (pick: (layer: LayerActivity) => readonly number[]) =>
    quantile(
      layers.flatMap(({ layer }) => pick(layer)),
      0.995,
    );
  const [meanEnd, valueEnd] = [most(({ meanOfUnits }) => meanOfUnits), most(({ sample }) => sample)];
  return {
    name: "activations",
    title: "Activations and sparsity",
    caption: `${which}, on ${inspectedImages(inspected)} test examples without dropout: on the left the mean activation of each unit, on the right single activations. Heights are shares, on the right logarithmic; the axes end at the 99.5th percentile. Srivastava et al. 2014 (figures 7 and 8) found them sparser with dropout.`,
    inFull: namesInFull(whole, titles),
    panels: layers.flatMap(({ name, title, layer }) => [
      histogram(
        layer.meanOfUnits,
        meanEnd,
        ["mean activation of a unit", "units"],
        `${title}: units`,
        `${name}: mean activations of ${counted(layer.units, "unit")}`,
        false,
      ),
      histogram(
        layer.sample,
        valueEnd,
        ["activation", "activations"],
        `${title}: ${(100 * layer.zeros).toFixed(1)}% zero, ${layer.deadUnits} of ${layer.units} dead`,
        `${name}: single activations, ${(100 * layer.zeros).toFixed(1)}% of them zero`,
        true,
      ),
    ]),
  };
}

function histogram(
  values: readonly number[],
  end: number,
  [label, what]: readonly [string, string],
  title: string,
  alt: string,
  logarithmic: boolean,
): Panel {
  const start = Math.min(0, ...values);
  const width = (end - start) / BINS || 1;
  const counts = Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - start) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bars = counts.map((count, bin) => ({ x1: start + bin * width, x2: start + (bin + 1) * width, share: count / values.length }));
  const least = logarithmic ? 1e-4 : 0;
  return panel(
    {
      width: 360,
      height: 176,
      marginLeft: 46,
      marginBottom: 38,
      marginTop: 22,
      marginRight: 8,
      x: { domain: [start, start + BINS * width] },
      y: logarithmic ? { type: "log", domain: [least, 1] } : { domain: [0, Math.max(...bars.map(({ share }) => share)) * 1.05] },
      marks: [
        Plot.gridY({ stroke: "var(--rule)", strokeOpacity: 1, ticks: 3 }),
        Plot.axisX({ label: `${label} →`, ticks: 5, labelOffset: 34 }),
        Plot.axisY({ label: `↑ share of ${what}`, ticks: 3, tickFormat: (share: number) => `${Number((100 * share).toPrecision(2))}%` }),
        Plot.rect(
          bars.filter(({ share }) => share > least),
          { x1: "x1", x2: "x2", y1: () => least, y2: "share", fill: "var(--accent)", fillOpacity: 0.8, inset: 0.5 },
        ),
      ],
    },
    alt,
    title,
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 1;
}

/** Which classes are taken for which, of the baseline and the best configuration. */
export function confusionFigure(inspected: readonly InspectedConfiguration[], width: number): Figure | undefined {
  const shown = inspected.filter(({ inspection }) => inspection.confusion.length <= 30).slice(0, 2);
  if (!shown.length) return undefined;
  const whole = shown.map(({ configuration }) => configuration.name);
  const names = cutNames(whole, 36);
  return {
    name: "confusion",
    title: "Confusion",
    caption:
      "How often a test example of the class in the row is taken for the class in the column, by the median run; on the diagonal those that are right. Shades are of mistakes only.",
    inFull: namesInFull(whole, names),
    panels: shown.map((one, i) => confusionPanel(one, names[i] as string, width)),
  };
}

/** Width and height of all cells together, at most. */
const MOST_CELLS = 330;

function confusionPanel(
  { configuration, run, inspection: { confusion, accuracy } }: InspectedConfiguration,
  name: string,
  space: number,
): Panel {
  const classes = confusion.map((_, label) => label);
  const { classNames } = run.record;
  const { tickFormat, room } = classTicks(classes, classNames);
  const side = Math.min(MOST_CELLS, space - 30 - room);
  // texts that are wider than a cell stand upright
  const upright = room > side / classes.length;
  const [left, top] = [30 + room, upright ? 30 + room : 40];
  const cells = confusion.flatMap((row, label) => row.map((count, predicted) => ({ label, predicted, count })));
  const most = Math.max(1, ...cells.filter(({ label, predicted }) => label !== predicted).map(({ count }) => count));
  const small = confusion.length > 12;
  const worst = cells
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3);
  return panel(
    {
      width: side + left,
      height: side + top,
      marginLeft: left,
      marginTop: top,
      marginRight: 4,
      marginBottom: 4,
      x: { type: "band", domain: classes, padding: 0.03 },
      y: { type: "band", domain: classes, padding: 0.03 },
      marks: [
        Plot.axisX({
          anchor: "top",
          label: "taken for",
          labelAnchor: "center",
          labelOffset: top - 8,
          tickSize: 0,
          tickFormat,
          ...(upright && { tickRotate: -90 }),
        }),
        Plot.axisY({ label: "class", labelAnchor: "center", labelOffset: left - 8, tickSize: 0, tickFormat }),
        Plot.cell(cells, {
          x: "predicted",
          y: "label",
          fill: ({ label, predicted }) => (label === predicted ? "var(--raised)" : "var(--second)"),
          fillOpacity: ({ label, predicted, count }) => (label === predicted ? 1 : count ? 0.12 + (0.6 * count) / most : 0),
          stroke: "var(--rule)",
        }),
        Plot.text(small ? [] : cells.filter(({ label, predicted, count }) => count || label === predicted), {
          x: "predicted",
          y: "label",
          text: ({ count }) => String(count),
          fill: "var(--ink)",
          fontSize: Math.min(11, (0.4 * side) / classes.length),
        }),
      ],
      color: { type: "identity" },
    },
    `Confusion matrix of ${configuration.name}, run ${run.repetition}: ${worst.length ? `most often ${worst.map(({ label, predicted, count }) => `${className(label, classNames)} taken for ${className(predicted, classNames)} ${count} ${count === 1 ? "time" : "times"}`).join(", ")}` : "every example is taken for what it is"}`,
    `${name}: ${(100 * accuracy).toFixed(2)}%`,
  );
}
