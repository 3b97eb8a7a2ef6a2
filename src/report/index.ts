/** What people read: lines and tables. */
export { alignedTable } from "./alignedTable.ts";
export { calibrationTable } from "./calibrationTable.ts";
export { numbers, words } from "./columnHead.ts";
export { comparisonSentence, comparisonTable } from "./comparisonLines.ts";
export { csv } from "./csv.ts";
export { trialFacts } from "./facts.ts";
export { latexReport } from "./latexReport.ts";
export { markdownReport } from "./markdownReport.ts";
export { parquet } from "./parquet.ts";
export { postTable } from "./postTable.ts";
export { pruningSentence } from "./pruningSentence.ts";
export { evaluationLine, meanLine, percent, runLine } from "./runLines.ts";
export { calibrationLine, errorText, idleMaxNormLine, lossText, sweepPlot, sweepTable } from "./sweepTable.ts";
/** What draws figures and pages; loaded when it is needed. */
export const loadPages = () => import("./experimentPage.ts");
export { evaluationTable, trialTable } from "./exportTable.ts";
export { curvePlot } from "./terminal/curvePlot.ts";
export { forestPlot } from "./terminal/forestPlot.ts";
export { splitSentence, varianceSentence, varianceTable } from "./varianceLines.ts";
