import { inspectReport } from "#analysis";
import { loadWeights } from "#experiment";
import { loadPages } from "#report";
import type { Tools } from "../tools.ts";
import type { ExperimentAsked } from "./experimentView.ts";
import { type AnswerFile, wholeReport } from "./figuresView.ts";

/** The page that `droplab report` writes, nets looked into. */
export async function reportPage(tools: Tools, asked: ExperimentAsked): Promise<AnswerFile> {
  const report = await wholeReport(tools, asked);
  const looked = await inspectReport(report, {
    weights: (id) => loadWeights(tools.store, id),
    load: tools.load,
    device: await tools.device(),
  });
  const { allFigures, htmlReport } = await loadPages();
  const { newPaper } = await import("#report/files");
  const paper = newPaper();
  const content = htmlReport(looked, allFigures(looked, paper), paper);
  return { name: `droplab-${asked.id}.html`, type: "text/html; charset=utf-8", content };
}
