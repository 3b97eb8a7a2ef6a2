import { writeFileSync } from "node:fs";
import { stderr, stdout } from "node:process";
import type { Command } from "commander";
import { type ExperimentReport, gatherReport, inspectReport } from "#analysis";
import { loadResults, loadWeights, type StoreReader } from "#experiment";
import { latexReport, loadPages, markdownReport } from "#report";
import { commandFor } from "./commandFor.ts";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { marginOption } from "./marginOption.ts";
import { addStoreOption, readStore, type StoreOptions, theExperimentWithRuns } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface ReportCommandOptions extends StoreOptions {
  readonly output?: string;
  readonly baseline?: string;
  readonly margin?: number;
  readonly inspect: boolean;
  readonly md?: boolean;
  readonly latex?: boolean;
  readonly svg?: string;
  readonly png?: string;
}

/** `droplab report`: an experiment as one page. */
export function addReportCommand(program: Command): void {
  const command = program
    .command("report <experiment>")
    .summary("write a page about an experiment: results, intervals, curves, nets, statistics")
    .description(
      [
        "Writes one HTML file that needs no network: what was run and how, the results with intervals and ranks, every run, learning curves, accuracy against what was varied, kernel norms, lost classes, activations, filters, confusions, and the statistics against a baseline, with the command that repeats each configuration.",
        "--md and --latex write the tables and sentences alone, --svg and --png a single figure, such as runs, curves or confusion; a name that is none tells which there are.",
      ].join("\n\n"),
    );
  addStoreOption(command)
    .option("-o, --output <file>", "where to write it; - is standard output (default: a name made of the experiment's id)")
    .option("--baseline <text>", "the configuration to compare with: a part of its name (default: the first)")
    .addOption(marginOption("also test whether differences are within ± this"))
    .option("--md", "Markdown, on standard output unless --output is given")
    .option("--latex", "the result table for LaTeX with booktabs, on standard output unless --output is given")
    .option("--svg <figure>", "one figure as SVG")
    .option("--png <figure>", "one figure as PNG")
    .option("--no-inspect", "do not look into nets: no filters, activations and confusions, and no data is needed")
    .addHelpText(
      "after",
      "\nExamples:\n  droplab report 3f2a\n  droplab report 3f2a --md > results.md\n  droplab report 3f2a --png runs -o runs.png",
    )
    .action(async (experiment: string, options: ReportCommandOptions) => report(experiment, options));
}

async function report(prefix: string, options: ReportCommandOptions): Promise<void> {
  const formats = [options.md && "--md", options.latex && "--latex", options.svg && "--svg", options.png && "--png"].filter(Boolean);
  if (formats.length > 1) throw new UsageError(`report: ${formats.join(" and ")} do not go together; give one`);
  const store = readStore(options);
  try {
    const gathered = await gather(store, prefix, options);
    const { id } = gathered.experiment;
    if (options.md) return write(options.output ?? "-", markdownReport(gathered));
    if (options.latex) return write(options.output ?? "-", latexReport(gathered));
    const looked = await withInspections(store, gathered, options);
    const { allFigures, htmlReport, standaloneSvg } = await loadPages();
    const { newPaper, pngOf } = await import("#report/files");
    const paper = newPaper();
    const figures = allFigures(looked, paper);
    const wanted = options.svg ?? options.png;
    if (wanted === undefined) {
      if (looked.inspectionNote && options.inspect) stderr.write(`droplab: ${looked.inspectionNote}\n`);
      return write(options.output ?? `droplab-${id}.html`, htmlReport(looked, figures, paper));
    }
    const figure = figures.find(({ name }) => name === wanted);
    if (!figure) {
      const why = looked.inspectionNote ? ` (${looked.inspectionNote.replace(/\.$/, "")})` : "";
      const has = figures.map(({ name }) => name).join(", ");
      throw new UsageError(`figure: ${JSON.stringify(wanted)} is not in this report; it has ${has}${why}`);
    }
    const svg = standaloneSvg(figure);
    write(options.output ?? `droplab-${id}-${wanted}.${options.svg ? "svg" : "png"}`, options.svg ? svg : await pngOf(svg));
  } finally {
    await store.close();
  }
}

async function gather(store: StoreReader, prefix: string, options: ReportCommandOptions): Promise<ExperimentReport> {
  const experiment = await theExperimentWithRuns(store, prefix, options);
  const { baseline, margin } = options;
  try {
    return await gatherReport(await loadResults(store, experiment), {
      ...(baseline && { baseline }),
      ...(margin && { margin }),
      commandFor: (fields, run) => commandFor(fields, run, experiment),
    });
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

async function withInspections(store: StoreReader, report: ExperimentReport, { inspect }: ReportCommandOptions): Promise<ExperimentReport> {
  if (!inspect) return report;
  // what the data are the runs have said, and perhaps of other contents than are read now
  const { device } = await chooseDevice();
  return inspectReport(report, { weights: (id) => loadWeights(store, id), load: dataLoader({ quiet: true }), device });
}

function write(file: string, content: string | Uint8Array): void {
  if (file === "-") {
    stdout.write(content);
    return;
  }
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`output: ${file} cannot be written (${(error as NodeJS.ErrnoException).code}); name another file with --output`);
  }
  stderr.write(`droplab: wrote ${file} (${Math.ceil(content.length / 1024)} KB)\n`);
}
