import * as Plot from "@observablehq/plot";
import type { ExperimentReport, RobustnessPoint } from "#analysis";
import { cutNames, namesInFull } from "../cutNames.ts";
import { otherTestsText } from "../otherTests.ts";
import { measuredOf, robustnessNote } from "../robustnessLines.ts";
import { type Figure, type FigureSpace, type Panel, panel, tickCount } from "./figure.ts";
import { bandKey, lineKey } from "./legend.ts";
import { LINES, lineColor, lineDash } from "./palette.ts";

const HEIGHT = 300;
const GAP = 24;
const BAND = 0.18;
/** An axis begins at 0 where accuracies come near it. */
const NEAR_ZERO = 40;
/** Two pictures side by side need so much. */
const ROOM_FOR_TWO = 620;
/** How many columns a name has in the legend. */
const NAME = 40;

interface Line {
  readonly name: string;
  readonly points: readonly RobustnessPoint[];
}

/** The accuracy as a growing share of hidden units is removed: as the remaining ones are, and rescaled. */
export function robustnessFigure({ configurations, baseline }: ExperimentReport, { wide }: FigureSpace): Figure | undefined {
  const all = measuredOf(configurations);
  if (!all.length) return undefined;
  const ranked = all.toSorted((a, b) => orderOf(a.configuration, baseline) - orderOf(b.configuration, baseline));
  const kept = new Set(ranked.slice(0, LINES));
  const measured = all.filter((one) => kept.has(one));
  const names = measured.map(({ configuration }) => configuration.name);
  const cut = cutNames(names, NAME);
  const linesOf = (which: "asIs" | "rescaled") =>
    measured.map(({ robustness }, i): Line => ({ name: cut[i] as string, points: robustness[which] }));
  const lows = measured.flatMap(({ robustness: { asIs, rescaled } }) => [...asIs, ...rescaled].map(({ low }) => low));
  const lowest = Math.min(...lows);
  const domain: [number, number] = [lowest < NEAR_ZERO ? 0 : 10 * Math.floor(lowest / 10), 100];
  const width = wide >= ROOM_FOR_TWO ? Math.floor((wide - GAP) / 2) : wide;
  const left =
    all.length > measured.length
      ? ` ${measured.length} of ${all.length} configurations are shown: the baseline, and those with the highest accuracies.`
      : "";
  const note = robustnessNote(
    measured.map(({ robustness }) => robustness),
    configurations,
  );
  return {
    name: "robustness",
    title: "Accuracy without some of the hidden units",
    caption: `${note} Rescaled: the remaining units times units / (units left), as dropout does in training.${left}${otherTestsText(measured.map(({ configuration }) => configuration))}`,
    inFull: namesInFull(names, cut),
    legend: [
      ...measured.map((_, i) => lineKey(`mean, ${cut[i]}`, lineColor(i), { dash: lineDash(i) })),
      ...(measured.some(({ robustness }) => robustness.runs > 1)
        ? [bandKey("from the best to the worst run", "var(--muted)", 1.5 * BAND)]
        : []),
    ],
    panels: [
      robustnessPanel("The remaining units as they are", linesOf("asIs"), domain, width),
      robustnessPanel("The remaining units rescaled", linesOf("rescaled"), domain, width),
    ],
  };
}

/** The baseline first, then by rank; last those without one. */
const orderOf = ({ index, rank }: ExperimentReport["baseline"], baseline: ExperimentReport["baseline"]): number =>
  index === baseline.index ? 0 : rank || Number.MAX_SAFE_INTEGER;

function robustnessPanel(title: string, lines: readonly Line[], domain: [number, number], width: number): Panel {
  const percent = ({ share }: RobustnessPoint) => 100 * share;
  const alt = lines
    .map(({ name, points }) => `${name}: ${points.map((point) => `${percent(point)}% ${point.mean.toFixed(1)}`).join(", ")}`)
    .join("; ");
  return panel(
    {
      width,
      height: HEIGHT,
      marginLeft: 44,
      marginRight: 16,
      marginTop: 22,
      marginBottom: 42,
      x: { domain: [0, Math.max(...lines.flatMap(({ points }) => points.map(percent)))] },
      y: { domain },
      marks: [
        Plot.gridY({ stroke: "var(--rule)", strokeOpacity: 1 }),
        Plot.axisX({ label: "units removed, % →", labelOffset: 36, fontSize: 12, ticks: tickCount(width) }),
        Plot.axisY({ label: "↑ test accuracy, %", fontSize: 12 }),
        ...lines.map(({ points }, i) => Plot.areaY(points, { x: percent, y1: "low", y2: "high", fill: lineColor(i), fillOpacity: BAND })),
        ...lines.map(({ points }, i) =>
          Plot.line(points, { x: percent, y: "mean", stroke: lineColor(i), strokeWidth: 1.8, strokeDasharray: lineDash(i) }),
        ),
      ],
    },
    `Mean test accuracy by the share of units removed. ${title}. ${alt}`,
    title,
  );
}
