import * as Plot from "@observablehq/plot";
import type { CurvePoint, ExperimentReport, ReportConfiguration } from "#analysis";
import { counted } from "#engine";
import { protocols } from "#train";
import { curveExamples, curveRunsText } from "../curveText.ts";
import { cutNames, namesInFull } from "../cutNames.ts";
import { otherTestsText, testOf } from "../otherTests.ts";
import { allDiverged, allDivergedText } from "../wholeMean.ts";
import { type Figure, type FigureSpace, logTicks, type Panel, panel, tickCount } from "./figure.ts";
import { bandKey, lineKey } from "./legend.ts";

/** The height of a small picture, and of a large one. */
export const SMALL_HEIGHT = 196;
const LARGE_HEIGHT = 320;
/** How many columns the title of a small picture has. */
export const PANEL_TITLE = 36;
const BAND = 0.2;
const referenceLine = { dash: "3,3", width: 1.2 };
/** No error is shown below this, in percent: a logarithmic axis has no 0. */
const LEAST_ERROR = 0.01;

/** Iterations as `10k`. */
export const thousands = (value: number): string => (value >= 1000 ? `${value / 1000}k` : String(value));

/** How the error falls in training: mean and band over the runs of each configuration. */
export function curvesFigure(
  { featured, configurations, curves, baseline }: ExperimentReport,
  { wide, small }: FigureSpace,
): Figure | undefined {
  const known = featured.filter(({ index }) => (curves.get(index)?.length ?? 0) > 1);
  if (!known.length) return undefined;
  const all = known.flatMap(({ index }) => curves.get(index) ?? []);
  const domain: [number, number] = [
    Math.max(LEAST_ERROR, Math.min(...all.map((point) => errorOf(point.accuracy.high)))),
    Math.min(100, Math.max(...all.map((point) => errorOf(point.accuracy.low)))),
  ];
  const size = known.length === 1 ? { width: wide, height: LARGE_HEIGHT } : { width: small, height: SMALL_HEIGHT };
  // on the same examples alone
  const isReference = (one: ReportConfiguration) =>
    (curves.get(baseline.index)?.length ?? 0) > 0 &&
    one !== baseline &&
    selectionOf(one) === selectionOf(baseline) &&
    testOf(one) === testOf(baseline);
  const names = known.map(({ name }) => name);
  const titles = cutNames(names, PANEL_TITLE);
  const counts = known.map(({ name, index }) => ({ name, runs: (curves.get(index) ?? []).map(({ runs }) => runs) }));
  const leftOut = {
    diverged: known.some(({ summary }) => summary.diverged > 0),
    givenUp: known.some(({ summary }) => summary.pruned > 0),
  };
  return {
    name: "curves",
    title: "Learning curves",
    caption: `Error in percent (logarithmic) over training iterations, on the ${curveExamples(known)} examples that choose the iteration.${all.some((point) => point.accuracy.high > 100 - LEAST_ERROR) ? ` An error of 0 stands at ${LEAST_ERROR}.` : ""}${curveRunsText(counts, leftOut)}${allDivergedText(allDiverged(configurations))}${otherTestsText(known)}`,
    inFull: namesInFull(names, titles),
    legend: [
      lineKey("mean of the runs", "var(--accent)"),
      bandKey("from the best to the worst run", "var(--accent)", BAND),
      ...(known.some(isReference) ? [lineKey(`mean of ${baseline.name}`, "var(--muted)", referenceLine)] : []),
    ],
    panels: known.map((one, i) =>
      curvePanel(
        one,
        titles[i] as string,
        curves.get(one.index) ?? [],
        isReference(one) ? (curves.get(baseline.index) ?? []) : [],
        domain,
        size,
      ),
    ),
  };
}

/** Which examples choose the iteration: of these are the curve's errors. */
const selectionOf = ({ config }: ReportConfiguration) => protocols[config.protocol].selectOn;

const errorOf = (accuracy: number): number => Math.max(LEAST_ERROR, 100 - accuracy);

function curvePanel(
  { name }: ReportConfiguration,
  title: string,
  points: readonly CurvePoint[],
  reference: readonly CurvePoint[],
  domain: [number, number],
  size: { width: number; height: number },
): Panel {
  const last = points.at(-1) as CurvePoint;
  const ticks = logTicks(domain);
  return panel(
    {
      ...size,
      marginLeft: 40,
      marginBottom: 40,
      marginTop: 22,
      marginRight: 12,
      x: { domain: [0, Math.max(...points.map(({ iteration }) => iteration))] },
      y: { type: "log", domain },
      marks: [
        Plot.gridY(ticks, { stroke: "var(--rule)", strokeOpacity: 1 }),
        Plot.axisX({ label: "iteration →", labelOffset: 36, ticks: tickCount(size.width), tickFormat: thousands }),
        Plot.axisY(ticks, { label: "↑ error, %", text: (value: number) => String(value) }),
        Plot.areaY(points, {
          x: "iteration",
          y1: ({ accuracy }) => errorOf(accuracy.high),
          y2: ({ accuracy }) => errorOf(accuracy.low),
          fill: "var(--accent)",
          fillOpacity: BAND,
        }),
        Plot.line(reference, {
          x: "iteration",
          y: ({ accuracy }) => errorOf(accuracy.mean),
          stroke: "var(--muted)",
          strokeDasharray: referenceLine.dash,
          strokeWidth: referenceLine.width,
          clip: true,
        }),
        Plot.line(points, { x: "iteration", y: ({ accuracy }) => errorOf(accuracy.mean), stroke: "var(--accent)", strokeWidth: 1.8 }),
      ],
    },
    `Learning curve of ${name}: mean error ${(100 - last.accuracy.mean).toFixed(2)}% at iteration ${last.iteration}, over ${counted(last.runs, "run")}`,
    title,
  );
}
