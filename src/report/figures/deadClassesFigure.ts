import * as Plot from "@observablehq/plot";
import type { ReportConfiguration } from "#analysis";
import { counted } from "#engine";
import { scoredResult } from "#train";
import { cutNames, namesInFull } from "../cutNames.ts";
import { classTicks } from "./classTicks.ts";
import { type Figure, labelColumns, labelWidth, panel } from "./figure.ts";

/** The width of a class. */
const CELL = 48;
/** So many configurations are shown: those that lose the most. */
const MOST_ROWS = 40;

/** In how many runs each class is lost; none where no run loses one. */
export function deadClassesFigure(configurations: readonly ReportConfiguration[], width: number): Figure | undefined {
  const results = configurations.flatMap(({ runs }) => runs.flatMap(({ record }) => scoredResult(record.result) ?? []));
  const classes = Math.max(...results.flatMap(({ deadClasses }) => deadClasses), -1) + 1;
  if (!classes) return undefined;
  const [names] = configurations.flatMap(({ runs }) => runs.map(({ record }) => record.classNames));
  const alike = configurations.every(({ runs }) => runs.every(({ record }) => String(record.classNames) === String(names)));
  const shown = alike && names ? names.length : Math.max(classes, 10);
  const labels = Array.from({ length: shown }, (_, label) => label);
  const { tickFormat, room } = classTicks(labels, alike ? (names ?? null) : null);
  const upright = room > CELL;
  const bottom = upright ? 30 + room : 40;
  const losing = configurations.filter(({ summary }) => summary.withDeadClasses > 0);
  const lossesOf = ({ runs }: ReportConfiguration) =>
    runs.reduce((sum, { record }) => sum + (scoredResult(record.result)?.deadClasses.length ?? 0), 0);
  const shownRows = new Set(losing.toSorted((a, b) => lossesOf(b) - lossesOf(a)).slice(0, MOST_ROWS));
  const rows = losing.filter((one) => shownRows.has(one));
  const left = losing.length > rows.length ? ` ${rows.length} of ${losing.length} that have some are shown: those that lose the most.` : "";
  const whole = rows.map(({ name }) => name);
  const labelsOfRows = cutNames(whole, labelColumns(width));
  const titles = rows.map(({ index }, row) => ({ index, text: labelsOfRows[row] as string }));
  const cells = rows.flatMap(({ index, runs }) =>
    labels.map((label) => ({
      index,
      label,
      count: runs.filter(({ record }) => scoredResult(record.result)?.deadClasses.includes(label)).length,
      runs: runs.filter(({ record }) => scoredResult(record.result)).length,
    })),
  );
  const most = Math.max(...cells.map(({ count }) => count));
  const marginLeft = 24 + labelWidth(labelsOfRows);
  return {
    name: "dead-classes",
    title: "Lost classes",
    caption: `In how many runs of a configuration the logit of a class is positive for no example at the chosen iteration. With ReLU on the logits such a class learns only from training examples, or dropout masks, that still make its logit positive; most never come back. Configurations without one are left out.${left}${alike ? "" : " Not all have the same classes: they are numbered from 0, in the order of each data set."}`,
    inFull: namesInFull(whole, labelsOfRows),
    panels: [
      panel(
        {
          width: Math.min(width, marginLeft + 24 + CELL * shown),
          height: 20 + bottom + 26 * rows.length,
          marginLeft,
          marginBottom: bottom,
          marginTop: 8,
          x: { type: "band", domain: labels, padding: 0.04 },
          y: { type: "band", domain: titles.map(({ index }) => index), padding: 0.06 },
          marks: [
            Plot.axisX({
              label: "class",
              fontSize: 12,
              tickSize: 0,
              tickFormat,
              labelOffset: bottom - 4,
              ...(upright && { tickRotate: -90 }),
            }),
            Plot.axisY({
              label: null,
              tickSize: 0,
              fontSize: 12,
              tickFormat: (index: number) => titles.find((one) => one.index === index)?.text ?? "",
            }),
            Plot.cell(cells, {
              x: "label",
              y: "index",
              fill: "var(--second)",
              fillOpacity: ({ count }) => (count ? 0.15 + (0.6 * count) / most : 0),
              stroke: "var(--rule)",
            }),
            Plot.text(
              cells.filter(({ count }) => count),
              {
                x: "label",
                y: "index",
                text: "count",
                fill: "var(--ink)",
                title: ({ count, runs }) => `${count} of ${counted(runs, "run")}`,
              },
            ),
          ],
        },
        `Lost classes. ${rows.map(({ name, summary }) => `${name}: ${summary.withDeadClasses} of ${counted(summary.accuracies.length, "run")} lost a class`).join("; ")}`,
      ),
    ],
  };
}
