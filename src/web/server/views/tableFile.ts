import { loadResults } from "#experiment";
import { csv, latexReport, markdownReport, trialTable } from "#report";
import { type Tools, theExperiment } from "../tools.ts";
import { type ExperimentAsked, theReport } from "./experimentView.ts";
import { type AnswerFile, joined } from "./figuresView.ts";

interface TableAsked extends ExperimentAsked {
  readonly format: "csv" | "md" | "tex";
}

/** The table of an experiment: every run as CSV, what came out of them as Markdown, or for LaTeX. */
export async function tableFile(tools: Tools, { format, ...asked }: TableAsked): Promise<AnswerFile> {
  const name = `droplab-${asked.id}.${format}`;
  if (format === "csv") {
    const results = await loadResults(tools.kept, await theExperiment(tools, asked.id));
    return { name, type: "text/csv; charset=utf-8", content: await joined(csv(trialTable([results]))) };
  }
  const report = await theReport(tools, asked);
  return format === "md"
    ? { name, type: "text/markdown; charset=utf-8", content: markdownReport(report) }
    : { name, type: "application/x-tex; charset=utf-8", content: latexReport(report) };
}
