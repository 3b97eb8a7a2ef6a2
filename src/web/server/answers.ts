import { curvesView } from "./views/curvesView.ts";
import { exampleView } from "./views/exampleView.ts";
import { experimentRows } from "./views/experimentRows.ts";
import { experimentView } from "./views/experimentView.ts";
import { figureFile, figuresView } from "./views/figuresView.ts";
import { confusedExamples, netView } from "./views/netView.ts";
import { nowView } from "./views/nowView.ts";
import { progressOf } from "./views/progressOf.ts";
import { reportPage } from "./views/reportPage.ts";
import { runView } from "./views/runView.ts";
import { tableFile } from "./views/tableFile.ts";

/** What can be asked of the thread that reads. Each takes and gives values that can be copied between threads. */
export const answers = {
  experiments: experimentRows,
  progress: progressOf,
  experiment: experimentView,
  curves: curvesView,
  figures: figuresView,
  figureFile,
  tableFile,
  report: reportPage,
  run: runView,
  net: netView,
  confused: confusedExamples,
  example: exampleView,
  now: nowView,
} as const;

export type Question = keyof typeof answers;
export type Asked<Q extends Question> = Parameters<(typeof answers)[Q]>[1];
export type Answer<Q extends Question> = Awaited<ReturnType<(typeof answers)[Q]>>;
