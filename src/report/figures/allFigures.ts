import { comparisonsOf, type ExperimentReport } from "#analysis";
import { curvesFigure } from "./curvesFigure.ts";
import { deadClassesFigure } from "./deadClassesFigure.ts";
import { differencesFigure } from "./differencesFigure.ts";
import type { Figure } from "./figure.ts";
import { kernelNormsFigure } from "./kernelNormsFigure.ts";
import { activationsFigure, confusionFigure, filtersFigure } from "./netFigures.ts";
import { runsFigure } from "./runsFigure.ts";
import { sweepFigures } from "./sweepFigures.ts";

/** Every figure that an experiment has something for, in the order of the page. */
export function allFigures(report: ExperimentReport): Figure[] {
  const { featured, configurations, baseline, inspected } = report;
  return [
    runsFigure(featured),
    differencesFigure(comparisonsOf({ configurations: featured }), baseline.name),
    ...sweepFigures(configurations),
    curvesFigure(report),
    kernelNormsFigure(report),
    deadClassesFigure(featured),
    activationsFigure(inspected),
    filtersFigure(inspected),
    confusionFigure(inspected),
  ].filter((figure) => figure !== undefined);
}
