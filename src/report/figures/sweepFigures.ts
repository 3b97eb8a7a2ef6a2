import * as Plot from "@observablehq/plot";
import type { ReportConfiguration } from "#analysis";
import { cutNames } from "../cutNames.ts";
import { offText } from "../offValues.ts";
import { otherTestsText, testOf } from "../otherTests.ts";
import { valueText } from "../sweepTable.ts";
import { allDiverged, allDivergedText, hasWholeMean, withoutMeansText } from "../wholeMean.ts";
import { type Figure, labelWidth, panel, tickCount } from "./figure.ts";
import { dotKey, markedLineKey } from "./legend.ts";
import { lineSymbol } from "./lineSymbols.ts";
import { LINES, lineColor, lineDash } from "./palette.ts";

const HEIGHT = 320;
/** A line needs as many values of the parameter. */
const LEAST_VALUES = 3;
/** From this width on lines have their names at their ends, too. */
const ROOM_FOR_LABELS = 560;
/** How far "off" stands from the values, in shares of their span. */
const APART = 0.14;

interface Line {
  readonly name: string;
  readonly points: readonly { readonly value: number; readonly configuration: ReportConfiguration }[];
}

/** For every number that the experiment varies: the accuracy against it, a line for each setting of the other fields. */
export function sweepFigures(configurations: readonly ReportConfiguration[], width: number): Figure[] {
  const fields = [...new Set(configurations.flatMap(({ varied }) => Object.keys(varied)))];
  return fields.flatMap((field) => {
    const lines = linesOver(field, configurations);
    const without = configurations.filter(
      ({ varied, sample, summary }) => typeof varied[field] === "number" && sample.n === 0 && summary.diverged > 0,
    );
    return lines.length ? [sweepFigure(field, { all: lines, without }, width)] : [];
  });
}

function linesOver(field: string, configurations: readonly ReportConfiguration[]): Line[] {
  const finished = configurations.filter(({ varied, sample }) => typeof varied[field] === "number" && sample.n > 0);
  const groups = Map.groupBy(finished, ({ varied }) =>
    Object.entries(varied)
      .filter(([name]) => name !== field)
      .map(([name, value]) => `${name} ${valueText(value)}`)
      .join(", "),
  );
  const lines = [...groups].map(([name, members]) => ({
    name,
    points: members
      .map((configuration) => ({ value: configuration.varied[field] as number, configuration }))
      .sort((a, b) => a.value - b.value),
  }));
  return lines.filter(({ points }) => new Set(points.map(({ value }) => value)).size >= LEAST_VALUES);
}

interface Drawn {
  readonly all: readonly Line[];
  /** Configurations that have no place, as all their runs diverged. */
  readonly without: readonly ReportConfiguration[];
}

function sweepFigure(field: string, { all, without }: Drawn, width: number): Figure {
  const { off, least, lines } = withOffApart(field, all);
  const isOff = ({ value }: { readonly value: number }) => off !== undefined && value < least;
  const shown = lines.slice(0, LINES);
  const marks = shown.flatMap(({ points }, index) => [
    Plot.dot(
      points.flatMap(({ value, configuration }) =>
        configuration.summary.accuracies.map((accuracy) => ({ value, accuracy: 100 * accuracy })),
      ),
      { x: "value", y: "accuracy", r: 2.4, fill: lineColor(index), fillOpacity: 0.45 },
    ),
    Plot.line(testsOf(points).size > 1 ? [] : points.filter(hasMean).filter((point) => !isOff(point)), {
      x: "value",
      y: ({ configuration }) => configuration.sample.mean,
      stroke: lineColor(index),
      strokeWidth: 1.8,
      strokeDasharray: lineDash(index),
    }),
    Plot.dot(points.filter(hasMean), {
      x: "value",
      y: ({ configuration }) => configuration.sample.mean,
      symbol: lineSymbol(index).symbol,
      r: 4.5,
      fill: lineColor(index),
      stroke: "var(--paper)",
    }),
  ]);
  const allWith = shown.length === 1 && shown[0]?.name ? ` All with ${shown[0].name}.` : "";
  const names = cutNames(
    shown.map(({ name }) => name),
    22,
  );
  const left = lines.length > shown.length ? ` ${shown.length} of ${lines.length} settings are shown.` : "";
  const labels =
    shown.length > 1 && width >= ROOM_FOR_LABELS
      ? shown.flatMap(({ points }, index) => {
          const last = points.filter(hasMean).at(-1);
          return last ? [{ value: last.value, mean: last.configuration.sample.mean, text: names[index] as string, index }] : [];
        })
      : [];
  return {
    name: `by-${field}`,
    title: `Accuracy against ${field}`,
    caption: `Means are over the runs of a configuration.${allWith}${left}${off === undefined ? "" : ` ${field} 0 is no limit: it stands apart, at "off".`}${otherTestsText(
      lines.flatMap(({ points }) => points.map(({ configuration }) => configuration)),
      "; no line joins such means",
    )}${withoutMeansText(lines.flatMap(({ points }) => points.map(({ configuration }) => configuration)))}${allDivergedText(allDiverged(without))}`,
    legend: [
      dotKey("a run", { fill: "var(--muted)", radius: 2.4 }),
      ...shown.map(({ name }, index) =>
        markedLineKey(shown.length > 1 ? `mean, ${name}` : "mean", lineColor(index), lineDash(index), lineSymbol(index).path),
      ),
    ],
    panels: [
      panel(
        {
          width,
          height: HEIGHT,
          marginLeft: 48,
          marginRight: labels.length ? 24 + labelWidth(names) : 24,
          marginBottom: 44,
          x: { nice: true },
          y: { nice: true },
          marks: [
            Plot.gridY({ stroke: "var(--rule)", strokeOpacity: 1 }),
            Plot.axisX({
              label: `${field} →`,
              fontSize: 12,
              ticks: tickCount(width - 160),
              labelOffset: 36,
              ...(off !== undefined && { tickSize: 0, tickFormat: (value: number) => (value < least ? "" : String(value)) }),
            }),
            ...(off === undefined
              ? []
              : [
                  Plot.ruleX([(off + least) / 2], { stroke: "var(--rule)", strokeDasharray: "3,3" }),
                  Plot.text([off], { x: (x: number) => x, text: () => "off", frameAnchor: "bottom", dy: 16, fontSize: 12 }),
                ]),
            Plot.axisY({ label: "↑ test accuracy, %", fontSize: 12 }),
            ...marks,
            Plot.text(spread(labels, lines), {
              x: "value",
              y: "mean",
              text: "text",
              dx: 10,
              textAnchor: "start",
              fill: ({ index }) => lineColor(index),
            }),
          ],
          color: { type: "identity" },
        },
        `Accuracy against ${field}. ${shown
          .map(
            ({ name, points }) =>
              `${name || "mean"}: ${points.map((point) => `${isOff(point) ? "off" : point.value} ${hasMean(point) ? `gives ${point.configuration.sample.mean.toFixed(2)}%` : `${point.configuration.summary.diverged ? "diverged" : "was given up"} in some runs`}`).join(", ")}`,
          )
          .join("; ")}`,
      ),
    ],
  };
}

/** What the points are tested on: accuracies of other examples are joined by no line. */
const testsOf = (points: Line["points"]) => new Set(points.map(({ configuration }) => testOf(configuration)));

const hasMean = ({ configuration }: Line["points"][number]): boolean => hasWholeMean(configuration);

/** The lines with "off" to the left of the least value, and where that is; as they are where 0 is a value like others. */
function withOffApart(field: string, lines: readonly Line[]): { off: number | undefined; least: number; lines: readonly Line[] } {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const limits = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...limits), Math.max(...limits)];
  if (offText(field, 0) === undefined || !limits.length || limits.length === values.length)
    return { off: undefined, least: Number.NEGATIVE_INFINITY, lines };
  const off = least - APART * (most - least || least);
  const moved = (points: Line["points"]) => points.map((point) => (point.value > 0 ? point : { ...point, value: off }));
  return { off, least, lines: lines.map(({ name, points }) => ({ name, points: moved(points) })) };
}

/** Labels moved apart where they would overlap; the axis spans about `range`. */
function spread<T extends { readonly mean: number }>(labels: readonly T[], lines: readonly Line[]): T[] {
  const values = lines.flatMap(({ points }) => points.flatMap(({ configuration }) => configuration.summary.accuracies.map((a) => 100 * a)));
  const gap = ((Math.max(...values) - Math.min(...values)) * 14) / (HEIGHT - 80);
  const sorted = labels.toSorted((a, b) => a.mean - b.mean);
  const placed: T[] = [];
  for (const label of sorted) {
    const before = placed.at(-1);
    placed.push({ ...label, mean: before ? Math.max(label.mean, before.mean + gap) : label.mean });
  }
  return placed;
}
