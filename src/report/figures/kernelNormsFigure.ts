import * as Plot from "@observablehq/plot";
import type { CurvePoint, ExperimentReport, ReportConfiguration } from "#analysis";
import { curveRunsText } from "../curveText.ts";
import { cutNames, namesInFull } from "../cutNames.ts";
import { kernelNames } from "../kernelNames.ts";
import { allDiverged, allDivergedText } from "../wholeMean.ts";
import { PANEL_TITLE, SMALL_HEIGHT, thousands } from "./curvesFigure.ts";
import { type Figure, type FigureSpace, logTicks, type Panel, panel, tickCount } from "./figure.ts";
import { lineKey } from "./legend.ts";
import { lineColor, lineDash } from "./palette.ts";

/** The width of the line of a limit, which lines that reach it lie on. */
const LIMIT = 4;

/** How the norms of the kernels go in training, with max-norm's limit where it is one of whole kernels. */
export function kernelNormsFigure({ featured, configurations, curves }: ExperimentReport, { small }: FigureSpace): Figure | undefined {
  // one evaluation makes no line
  const known = featured.filter(
    ({ index }) => (curves.get(index)?.[0]?.kernelNorms.length ?? 0) > 0 && (curves.get(index)?.length ?? 0) > 1,
  );
  const points = known.flatMap(({ index }) => curves.get(index) ?? []);
  const norms = points.flatMap(({ kernelNorms }) => kernelNorms).filter((norm) => norm > 0 && Number.isFinite(norm));
  if (!norms.length) return undefined;
  const limits = known.flatMap((one) => limitOf(one) ?? []);
  const domain: [number, number] = [Math.min(...norms, ...limits) / 1.1, Math.max(...norms, ...limits) * 1.1];
  const all = known.map((one) => kernelNames(one));
  const most = Math.max(...known.map(({ index }) => curves.get(index)?.[0]?.kernelNorms.length ?? 0));
  const longest = all.find(({ length }) => length === most) ?? [];
  // one key for all, where it is true of all
  const areAlike = all.every((names) => names.every((name, kernel) => name === longest[kernel]));
  const keyOf = (kernel: number) => (areAlike && longest[kernel]) || `kernel ${kernel + 1}`;
  const whole = known.map((one) => `${one.name}${limitOf(one) === undefined ? "" : ` (c = ${limitOf(one)})`}`);
  const titles = cutNames(whole, PANEL_TITLE);
  const counts = known.map(({ name, index }) => ({ name, runs: (curves.get(index) ?? []).map(({ runs }) => runs) }));
  const leftOut = {
    diverged: known.some(({ summary }) => summary.diverged > 0),
    givenUp: known.some(({ summary }) => summary.pruned > 0),
  };
  return {
    name: "kernel-norms",
    title: "Kernel norms",
    caption: `Frobenius norm of each layer's kernel (logarithmic) over training iterations, mean over the runs.${curveRunsText(counts, leftOut)}${allDivergedText(allDiverged(configurations))}`,
    inFull: namesInFull(whole, titles),
    legend: [
      ...Array.from({ length: most }, (_, kernel) => lineKey(keyOf(kernel), lineColor(kernel), { dash: lineDash(kernel), width: 1.6 })),
      ...(limits.length ? [lineKey("max-norm's limit c on a whole kernel", "var(--second)", { width: LIMIT })] : []),
    ],
    panels: known.map((one, i) => normsPanel(one, titles[i] as string, small, curves.get(one.index) ?? [], all[i] as string[], domain)),
  };
}

/** Max-norm's c, where it limits whole kernels. */
const limitOf = ({ methods: { maxNorm, maxNormScope } }: ReportConfiguration): number | undefined =>
  maxNorm > 0 && maxNormScope === "kernel" ? maxNorm : undefined;

function normsPanel(
  configuration: ReportConfiguration,
  title: string,
  width: number,
  points: readonly CurvePoint[],
  names: readonly string[],
  domain: [number, number],
): Panel {
  const limit = limitOf(configuration);
  const ticks = logTicks(domain);
  const last = points.at(-1) as CurvePoint;
  const nameOf = (kernel: number) => names[kernel] ?? `kernel ${kernel + 1}`;
  return panel(
    {
      width,
      height: SMALL_HEIGHT,
      marginLeft: 36,
      marginBottom: 40,
      marginTop: 22,
      marginRight: 12,
      x: { domain: [0, last.iteration] },
      y: { type: "log", domain },
      marks: [
        Plot.gridY(ticks, { stroke: "var(--rule)", strokeOpacity: 1 }),
        Plot.axisX({ label: "iteration →", labelOffset: 36, ticks: tickCount(width), tickFormat: thousands }),
        Plot.axisY(ticks, { label: "↑ norm", text: (value: number) => String(value) }),
        ...(limit === undefined ? [] : [Plot.ruleY([limit], { stroke: "var(--second)", strokeWidth: LIMIT })]),
        ...last.kernelNorms.map((_, kernel) =>
          Plot.line(points, {
            x: "iteration",
            y: ({ kernelNorms }) => Math.max(domain[0], kernelNorms[kernel] as number),
            stroke: lineColor(kernel),
            strokeDasharray: lineDash(kernel),
            strokeWidth: 1.6,
          }),
        ),
      ],
    },
    `Kernel norms of ${configuration.name} at iteration ${last.iteration}: ${last.kernelNorms.map((norm, kernel) => `${nameOf(kernel)} ${norm.toFixed(2)}`).join(", ")}${limit === undefined ? "" : `; limit ${limit}`}`,
    title,
  );
}
