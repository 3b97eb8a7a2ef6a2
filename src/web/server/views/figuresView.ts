import { type ExperimentReport, gatherReport } from "#analysis";
import { loadResults } from "#experiment";
import { csv, figureData, loadPages } from "#report";
import type { FigureView } from "../../api/shapes.ts";
import { NotThereError, type Tools, theExperiment } from "../tools.ts";
import { type ExperimentAsked, theReport } from "./experimentView.ts";

interface FiguresAsked extends ExperimentAsked {
  /** Pixels that a picture may be wide. */
  readonly width: number;
}

const [LEAST_WIDTH, MOST_WIDTH] = [280, 1600];

/** The figures of the report that need neither curves nor nets, drawn for a page. */
export async function figuresView(tools: Tools, { width, ...asked }: FiguresAsked): Promise<FigureView[]> {
  const report = await theReport(tools, asked);
  const wide = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.round(width)));
  return tools.kept.once(asked.id, `figures ${asked.baseline} ${wide}`, async () => {
    const { allFigures } = await loadPages();
    const { newPaper } = await import("#report/files");
    return allFigures(report, newPaper(), { wide, small: 244 }).map(({ name, title, caption, inFull = [], legend = [], panels }) => ({
      name,
      title,
      caption,
      inFull,
      legend: legend.map(({ mark, label }) => ({ mark, label })),
      panels: panels.map((one) => ({ title: one.title ?? null, width: one.width, height: one.height, svg: forPage(one.svg) })),
    }));
  });
}

/** Without what a strict policy refuses: a style of its own, which the page has, and what it asks for by an attribute of style. */
const forPage = (svg: string): string =>
  svg
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/ style="[^"]*"/, ' overflow="visible"')
    .replace(/ style="[^"]*"/g, "");

/** A file that is downloaded. */
export interface AnswerFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Uint8Array;
}

interface FigureFileAsked extends ExperimentAsked {
  readonly figure: string;
  readonly format: "svg" | "png" | "csv";
}

/** Of a PNG: letters of twice as many pixels as an SVG. */
const PNG_SCALE = 2;

/** A figure as a file of its own, by `droplab report --figure`. Throws NotThereError where the experiment has no such figure. */
export async function figureFile(tools: Tools, { figure: wanted, format, ...asked }: FigureFileAsked): Promise<AnswerFile> {
  const report = await wholeReport(tools, asked);
  const name = `droplab-${asked.id}-${wanted}.${format}`;
  if (format === "csv") {
    const data = figureData(report, wanted);
    if (!data) throw new NotThereError(`figure: ${wanted} has no numbers here`);
    return { name, type: "text/csv; charset=utf-8", content: await joined(csv(data)) };
  }
  const { allFigures, standaloneSvg } = await loadPages();
  const { newPaper, pngOf } = await import("#report/files");
  const figures = allFigures(report, newPaper());
  const found = figures.find((one) => one.name === wanted);
  if (!found) throw new NotThereError(`figure: ${wanted} is not in this report; it has ${figures.map((one) => one.name).join(", ")}`);
  const svg = standaloneSvg(found);
  return format === "svg"
    ? { name, type: "image/svg+xml", content: svg }
    : { name, type: "image/png", content: await pngOf(svg, PNG_SCALE) };
}

/** With its curves, too. */
export async function wholeReport(tools: Tools, asked: ExperimentAsked): Promise<ExperimentReport> {
  const experiment = await theExperiment(tools, asked.id);
  const { baseline } = await theReport(tools, asked);
  return gatherReport(await loadResults(tools.kept, experiment), {
    baseline: baseline.name,
    commandFor: (fields, run) => tools.commandFor(fields, run, experiment),
  });
}

export async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}
