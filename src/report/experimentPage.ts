/** The report of an experiment as a page and as single figures. They are apart from the rest because drawing libraries load slowly. */
export { allFigures } from "./figures/allFigures.ts";
export type { DrawnFigure } from "./figures/figure.ts";
export { spaceWithin, standaloneSvg, type Theme, themes, unknownToFont } from "./figures/standaloneSvg.ts";
export { htmlReport } from "./page/htmlReport.ts";
