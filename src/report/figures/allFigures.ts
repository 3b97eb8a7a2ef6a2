import { comparisonsOf, type ExperimentReport } from "#analysis";
import { curvesFigure } from "./curvesFigure.ts";
import { deadClassesFigure } from "./deadClassesFigure.ts";
import { differencesFigure } from "./differencesFigure.ts";
import { type DrawnFigure, drawn } from "./figure.ts";
import { kernelNormsFigure } from "./kernelNormsFigure.ts";
import { activationsFigure, confusionFigure, filtersFigure } from "./netFigures.ts";
import type { Paper } from "./paper.ts";
import { runsFigure } from "./runsFigure.ts";
import { sweepFigures } from "./sweepFigures.ts";

/** A picture on a page that is as wide as the page. */
const PAGE_WIDTH = 760;

/** Every figure that an experiment has something for, in the order of the page; wide ones have `width` pixels. */
export function allFigures(report: ExperimentReport, paper: Paper, width = PAGE_WIDTH): DrawnFigure[] {
  const { featured, configurations, baseline, inspected } = report;
  const figures = [
    runsFigure(featured, width),
    differencesFigure(comparisonsOf({ configurations: featured }), baseline.name, width),
    ...sweepFigures(configurations, width),
    curvesFigure(report, width),
    kernelNormsFigure(report),
    deadClassesFigure(featured, width),
    activationsFigure(inspected),
    filtersFigure(inspected),
    confusionFigure(inspected, width),
  ];
  return figures.flatMap((figure) => (figure ? [drawn(figure, paper)] : []));
}
