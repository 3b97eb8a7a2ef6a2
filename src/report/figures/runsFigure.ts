import * as Plot from "@observablehq/plot";
import type { ReportConfiguration } from "#analysis";
import { counted } from "#engine";
import { scoreOf } from "#train";
import { cutNames, namesInFull } from "../cutNames.ts";
import { otherTestsText } from "../otherTests.ts";
import { className, percent } from "../runLines.ts";
import { type Figure, labelColumns, labelWidth, type Panel, panel, tickCount } from "./figure.ts";
import { diamondKey, dotKey, lineKey, tickKey } from "./legend.ts";

const ROW = 26;
/** The share of the runs that must lie in the top tenth of the axis, so that a second picture shows that part alone. */
const CROWDED = 0.3;

interface Run {
  readonly x: number;
  readonly y: number;
  readonly id: string;
  readonly title: string;
}

/** Every run as a dot, with the mean, its 95% interval, and the published value. */
export function runsFigure(configurations: readonly ReportConfiguration[], width: number): Figure {
  const values = configurations.flatMap(({ summary }) => summary.accuracies.map((accuracy) => 100 * accuracy));
  const withPublished = configurations.some(({ published }) => published);
  const ends = configurations.flatMap(({ sample: { interval } }) => [Math.max(0, interval.low), Math.min(100, interval.high)]);
  const shown = [...values, ...ends, ...configurations.flatMap(({ published }) => published?.mean ?? [])].filter(Number.isFinite);
  const [low, high] = shown.length ? [Math.min(...shown), Math.max(...shown)] : [0, 100];
  const upper = high - 0.1 * (high - low);
  const window = upper - padOf([upper, high]);
  const inside = values.filter((value) => value >= window).length;
  const zoomed = high - low > 5 && inside >= CROWDED * values.length && inside < values.length;
  return {
    name: "runs",
    title: "Every run",
    caption: `The interval of the mean is Student's on the logit scale, over the runs.${low > padOf([low, high]) ? " The axis does not start at 0." : ""}${zoomed ? " The second picture shows the upper end alone: what lies left of it is counted at its edge." : ""}${otherTestsText(configurations)}`,
    inFull: namesInFull(...namesIn(configurations, width)),
    legend: [
      dotKey("a run", { fill: "var(--accent)", radius: 3.2 }),
      tickKey("mean", "var(--ink)"),
      lineKey("its 95% interval", "var(--ink)", { width: 1.5 }),
      ...(withPublished ? [diamondKey("published mean ± one standard deviation", "var(--second)")] : []),
    ],
    panels: [
      runsPanel(configurations, [low, high], width, zoomed ? "All runs" : undefined),
      ...(zoomed ? [runsPanel(configurations, [upper, high], width, `The same, from ${window.toFixed(1)}%`)] : []),
    ],
  };
}

/** So far an axis goes on beyond what it shows. */
const padOf = ([low, high]: readonly [number, number]): number => Math.max(0.02, 0.04 * (high - low));

function namesIn(configurations: readonly ReportConfiguration[], width: number): [whole: string[], cut: string[]] {
  const names = configurations.map(({ name }) => name);
  return [names, cutNames(names, labelColumns(width))];
}

function runsPanel(
  configurations: readonly ReportConfiguration[],
  [low, high]: readonly [number, number],
  width: number,
  title: string | undefined,
): Panel {
  const pad = padOf([low, high]);
  const domain: [number, number] = [Math.max(0, low - pad), Math.min(100, high + pad)];
  const [, names] = namesIn(configurations, width);
  const marginLeft = 24 + labelWidth([...names, "name"]);
  const perPixel = (domain[1] - domain[0]) / (width - marginLeft - 24);
  const height = 52 + ROW * configurations.length;
  const within = (x: number) => Math.min(domain[1], Math.max(domain[0], x));
  const visible = (x: number) => x >= domain[0] && x <= domain[1];
  const rows = configurations.map((configuration, row) => ({ ...configuration, row }));
  const finished = rows.filter(({ sample }) => sample.n > 0);
  const published = rows.flatMap((one) => (one.published ? [{ ...one, published: one.published }] : []));
  const runs = rows.flatMap((one) => swarm(one, one.row - (one.published ? 0.1 : 0), 7.5 * perPixel)).filter(({ x }) => visible(x));
  const below = rows.flatMap(({ row, summary }) => {
    const count = summary.accuracies.filter((accuracy) => 100 * accuracy < domain[0]).length;
    const parts = [
      count ? `◂ ${count}` : "",
      summary.diverged ? `${summary.diverged} diverged` : "",
      summary.pruned ? `${summary.pruned} given up` : "",
    ].filter(Boolean);
    return parts.length ? [{ row, text: parts.join(", ") }] : [];
  });
  const marks: Plot.Markish[] = [
    Plot.gridX({ stroke: "var(--rule)", strokeOpacity: 1 }),
    Plot.ruleY(rows, { y: (_, i) => i + 0.5, stroke: "var(--rule)", strokeOpacity: 0.6 }),
    Plot.axisY(
      rows.map(({ row }) => row),
      { tickFormat: (row: number) => names[row] ?? "", tickSize: 0, label: null, fontSize: 12 },
    ),
    Plot.axisX({ label: "test accuracy, % →", fontSize: 12, labelOffset: 36, ticks: tickCount(width - marginLeft) }),
    Plot.ruleY(
      finished.filter(({ sample }) => sample.interval.low <= domain[1] && sample.interval.high >= domain[0]),
      {
        y: ({ row, published: p }) => row - (p ? 0.1 : 0),
        x1: ({ sample }) => within(sample.interval.low),
        x2: ({ sample }) => within(sample.interval.high),
        stroke: "var(--ink)",
        strokeWidth: 1.5,
      },
    ),
    Plot.dot(runs, {
      x: "x",
      y: "y",
      r: 3.2,
      fill: "var(--accent)",
      fillOpacity: 0.75,
      stroke: "var(--paper)",
      strokeWidth: 0.6,
      title: "title",
      href: ({ id }) => `#t-${id}`,
    }),
    Plot.link(
      finished.filter(({ sample }) => visible(sample.mean)),
      {
        x1: ({ sample }) => sample.mean,
        x2: ({ sample }) => sample.mean,
        y1: ({ row }) => row - 0.38,
        y2: ({ row }) => row + 0.2,
        stroke: "var(--ink)",
        strokeWidth: 2.4,
      },
    ),
    Plot.ruleY(
      published.filter(({ published: { mean, sd } }) => mean + sd >= domain[0]),
      {
        y: ({ row }) => row + 0.32,
        x1: ({ published: p }) => within(p.mean - p.sd),
        x2: ({ published: p }) => within(p.mean + p.sd),
        stroke: "var(--second)",
      },
    ),
    Plot.dot(
      published.filter(({ published: p }) => visible(p.mean)),
      {
        x: ({ published: p }) => p.mean,
        y: ({ row }) => row + 0.32,
        symbol: "diamond",
        r: 4,
        fill: "var(--paper)",
        stroke: "var(--second)",
        strokeWidth: 1.6,
      },
    ),
    Plot.text(below, {
      x: () => domain[0],
      y: "row",
      text: "text",
      textAnchor: "start",
      dx: 3,
      dy: -6,
      fill: "var(--muted)",
      stroke: "var(--paper)",
      strokeWidth: 3,
    }),
  ];
  const alt = rows
    .map(({ name, sample }) =>
      sample.n ? `${name}: mean ${sample.mean.toFixed(2)}% of ${counted(sample.n, "run")}` : `${name}: no finished run`,
    )
    .join("; ");
  return panel(
    {
      width,
      height,
      marginLeft,
      marginRight: 24,
      marginTop: 8,
      marginBottom: 44,
      x: { domain },
      y: { domain: [-0.5, configurations.length - 0.5], reverse: true },
      marks,
    },
    `Strip plot. ${alt}`,
    title,
  );
}

/** The runs of a row, moved up and down where they would lie on one another: `width` is that of a dot on the x axis. */
function swarm({ runs }: ReportConfiguration, center: number, width: number): Run[] {
  const placed: Run[] = [];
  const results = runs.flatMap(({ repetition, record }) => {
    const score = record.result && scoreOf(record.result);
    return record.result && score !== null ? [{ repetition, record, result: record.result, score }] : [];
  });
  for (const { repetition, record, result, score } of results.sort((a, b) => a.score - b.score)) {
    const x = 100 * score;
    const offsets = [0, -0.13, 0.13, -0.26, 0.26, -0.06, 0.06, -0.2, 0.2];
    const free = offsets.find((offset) =>
      placed.every((other) => Math.abs(other.x - x) > width || Math.abs(other.y - center - offset) > 0.1),
    );
    const names = result.deadClasses.map((label) => className(label, record.classNames));
    const lost = names.length ? `, lost ${names.length === 1 ? "class" : "classes"} ${names.join(", ")}` : "";
    const title = `run ${repetition}: ${percent(score)} at iteration ${result.iteration}${lost} (id ${record.id.slice(0, 10)})`;
    placed.push({ x, y: center + (free ?? 0), id: record.id, title });
  }
  return placed;
}
