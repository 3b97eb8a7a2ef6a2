/** What people read: lines and tables. */
export { fittedTable } from "./alignedTable.ts";
export { calibrationTable } from "./calibrationTable.ts";
export { numbers, words } from "./columnHead.ts";
export { comparisonSentence, comparisonTable } from "./comparisonLines.ts";
export { csv } from "./csv.ts";
export { curveExamples, curveRunsText } from "./curveText.ts";
export { distinctData } from "./distinctData.ts";
export { trialFacts } from "./facts.ts";
export { figureData } from "./figureData.ts";
export { findings, overview, unfinished } from "./findings.ts";
export { kernelNames } from "./kernelNames.ts";
export { latexReport } from "./latexReport.ts";
export { ENDS, isMadeHere } from "./madeHere.ts";
export { markdownReport } from "./markdownReport.ts";
export { offText } from "./offValues.ts";
export { otherTestsText, testOf } from "./otherTests.ts";
export { parquet } from "./parquet.ts";
export { postTable } from "./postTable.ts";
export { pruningSentence } from "./pruningSentence.ts";
export { resultsTable } from "./resultsTable.ts";
export { robustnessLines } from "./robustnessLines.ts";
export { className, evaluationLine, meanLine, percent, runLine } from "./runLines.ts";
export {
  ACCURACY_SCALE,
  comparisonShares,
  intervalShares,
  publishedShares,
  sampleShares,
  seriesShares,
  sourceShares,
  varianceShares,
} from "./shares.ts";
export {
  calibrationLine,
  divisorNote,
  errorText,
  idleMaxNormLine,
  lossText,
  notesOf,
  sweepPlot,
  sweepTable,
  valueText,
} from "./sweepTable.ts";
export { cutEnd, padEnd, textWidth, widest } from "./textWidth.ts";
/** What draws figures and pages; loaded when it is needed. */
export const loadPages = () => import("./experimentPage.ts");
export { evaluationTable, trialTable } from "./exportTable.ts";
export { curvePlot } from "./terminal/curvePlot.ts";
export { forestPlot } from "./terminal/forestPlot.ts";
export { dataDrawSentence, splitSentence, varianceSentence, varianceTable } from "./varianceLines.ts";
