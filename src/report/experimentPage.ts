/** The report of an experiment as a page and as single figures. They are apart from the rest because drawing libraries load slowly. */
export { allFigures } from "./figures/allFigures.ts";
export { type DrawnFigure, standaloneSvg } from "./figures/figure.ts";
export { htmlReport } from "./page/htmlReport.ts";
