import { comparisonsOf, type ExperimentReport } from "#analysis";
import { allDiverged } from "../wholeMean.ts";
import { curvesFigure } from "./curvesFigure.ts";
import { deadClassesFigure } from "./deadClassesFigure.ts";
import { differencesFigure } from "./differencesFigure.ts";
import { type DrawnFigure, drawn, type Figure, pageSpace } from "./figure.ts";
import { gridFigures } from "./gridFigures.ts";
import { kernelNormsFigure } from "./kernelNormsFigure.ts";
import { activationsFigure, confusionFigure, filtersFigure } from "./netFigures.ts";
import type { Paper } from "./paper.ts";
import { robustnessFigure } from "./robustnessFigure.ts";
import { runsFigure } from "./runsFigure.ts";
import { sweepFigures } from "./sweepFigures.ts";

/** Of which configurations the nets are, where they are not all. */
function withSelection(figure: Figure, { configurations, inspected, baseline }: ExperimentReport): Figure {
  if (inspected.length === configurations.length) return figure;
  const has = (is: (one: ExperimentReport["baseline"]) => boolean) => inspected.some(({ configuration }) => is(configuration));
  const chosen = [
    ...(has(({ index }) => index === baseline.index) ? ["the baseline"] : []),
    ...(has(({ rank }) => rank === 1) ? ["the best"] : []),
    "others evenly from the whole order of those with nets",
  ];
  const which = `${inspected.length} of ${configurations.length} configurations: ${chosen.join(", ").replace(/, (?=others)/, ", and ")}`;
  return { ...figure, caption: `${figure.caption} Shown are ${which}.` };
}

/** Which configurations are shown where these are not all, and how they were chosen. */
function withFeatured(figure: Figure | undefined, { configurations, featured }: ExperimentReport): Figure | undefined {
  if (!figure || featured.length === configurations.length) return figure;
  const which = `${featured.length} of ${configurations.length} configurations: the baseline and those with the highest means, chosen after the results were seen`;
  return { ...figure, caption: `${figure.caption} Shown are ${which}.` };
}

/** Every figure that an experiment has something for, in the order of the page. */
export function allFigures(report: ExperimentReport, paper: Paper, space = pageSpace): DrawnFigure[] {
  const { wide } = space;
  const { featured, configurations, baseline, inspected } = report;
  const figures = [
    withFeatured(runsFigure(featured, wide), report),
    withFeatured(differencesFigure(comparisonsOf({ configurations: featured }), baseline.name, wide, allDiverged(configurations)), report),
    ...sweepFigures(configurations, wide),
    ...gridFigures(configurations, wide),
    withFeatured(curvesFigure(report, space), report),
    withFeatured(kernelNormsFigure(report, space), report),
    deadClassesFigure(configurations, wide),
    robustnessFigure(report, space),
    ...[activationsFigure(inspected), filtersFigure(inspected)].map((figure) => figure && withSelection(figure, report)),
    confusionFigure(inspected, wide),
  ];
  return figures.flatMap((figure) => (figure ? [drawn(figure, paper)] : []));
}
