import * as Plot from "@observablehq/plot";
import type { ReportConfiguration } from "#lab";
import { type Figure, panel, shortened } from "./figure.ts";

/** In how many runs each class is lost; none where no run loses one. */
export function deadClassesFigure(configurations: readonly ReportConfiguration[]): Figure | undefined {
  const results = configurations.flatMap(({ trials }) => trials.flatMap(({ record }) => record.result ?? []));
  const classes = Math.max(...results.flatMap(({ deadClasses }) => deadClasses), -1) + 1;
  if (!classes) return undefined;
  const shown = Math.max(classes, 10);
  const rows = configurations.filter(({ summary }) => summary.withDeadClasses > 0);
  const names = rows.map(({ name, index }) => ({ index, text: shortened(name, 34) }));
  const cells = rows.flatMap(({ index, trials }) =>
    Array.from({ length: shown }, (_, label) => ({
      index,
      label,
      count: trials.filter(({ record }) => record.result?.deadClasses.includes(label)).length,
      runs: trials.filter(({ record }) => record.result).length,
    })),
  );
  const most = Math.max(...cells.map(({ count }) => count));
  const marginLeft = 24 + 6.6 * Math.max(...names.map(({ text }) => text.length));
  return {
    name: "dead-classes",
    title: "Lost classes",
    caption: `In how many runs of a configuration the logit of a class is positive for no image at the chosen iteration. With ReLU on the logits such a class learns only from training images, or dropout masks, that still make its logit positive; most never come back. Configurations without one are left out.`,
    panels: [
      panel(
        {
          width: Math.min(760, marginLeft + 24 + 48 * shown),
          height: 60 + 26 * rows.length,
          marginLeft,
          marginBottom: 40,
          marginTop: 8,
          x: { type: "band", domain: Array.from({ length: shown }, (_, label) => label), padding: 0.04 },
          y: { type: "band", domain: names.map(({ index }) => index), padding: 0.06 },
          marks: [
            Plot.axisX({ label: "class", fontSize: 12, tickSize: 0 }),
            Plot.axisY({
              label: null,
              tickSize: 0,
              fontSize: 12,
              tickFormat: (index: number) => names.find((one) => one.index === index)?.text ?? "",
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
              { x: "label", y: "index", text: "count", fill: "var(--ink)", title: ({ count, runs }) => `${count} of ${runs} runs` },
            ),
          ],
        },
        `Lost classes. ${rows.map(({ name, summary }) => `${name}: ${summary.withDeadClasses} of ${summary.accuracies.length} runs lose a class`).join("; ")}`,
      ),
    ],
  };
}
