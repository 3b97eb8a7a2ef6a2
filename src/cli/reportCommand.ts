import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { type ExperimentReport, gatherReport, inspectReport } from "#analysis";
import { loadResults, loadWeights, type StoreReader } from "#experiment";
import { latexReport, loadPages, markdownReport } from "#report";
import { commandFor } from "./commandFor.ts";
import { dataLoader } from "./dataLoader.ts";
import { chooseDevice } from "./deviceOptions.ts";
import { type FileFormat, formatOf } from "./fileFormat.ts";
import { marginOption } from "./marginOption.ts";
import { measureMissing } from "./measureMissing.ts";
import { choiceOption, numberOption } from "./options.ts";
import { stderr } from "./output.ts";
import { addRobustnessOption, type RobustnessOption, refuseRobustness } from "./robustnessOption.ts";
import { sourcesIn } from "./sourcesOf.ts";
import { addStoreOption, openStore, readStore, type StoreOptions, theExperimentWithRuns } from "./storeOptions.ts";
import { exitCodes, UsageError } from "./usageError.ts";
import { type Source, writeOutput } from "./writeOutput.ts";

/** Where is written, and over what not. */
interface Writing extends StoreOptions {
  readonly sources: readonly Source[];
}

interface ReportCommandOptions extends StoreOptions, RobustnessOption {
  readonly output?: string;
  readonly baseline?: string;
  readonly margin?: number;
  readonly inspect: boolean;
  readonly md?: boolean;
  readonly latex?: boolean;
  readonly svg?: string;
  readonly png?: string;
  readonly pdf?: string;
  readonly figure?: string;
  readonly title?: string;
  readonly width?: number;
  readonly theme?: ThemeName;
}

const formats = {
  html: { endings: ["html", "htm"] },
  md: { endings: ["md"], flag: "--md" },
  latex: { endings: ["tex"], flag: "--latex" },
  svg: { endings: ["svg"], flag: "--svg" },
  png: { endings: ["png"], flag: "--png" },
  pdf: { endings: ["pdf"], flag: "--pdf" },
} as const satisfies Readonly<Record<string, FileFormat>>;
type Format = keyof typeof formats;

const themeNames = ["paper", "dark", "slide", "slide-dark"] as const;
type ThemeName = (typeof themeNames)[number];
/** In pixels; a narrower figure has no room for its labels. */
const [LEAST_WIDTH, MOST_WIDTH] = [640, 8000];
/** Pixels of a PNG for one of an SVG, in each direction. */
const PNG_SCALE = 2;

/** `droplab report`: an experiment as one page. */
export function addReportCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command("report <experiment>")
    .summary("write a page about an experiment: results, intervals, curves, nets, statistics")
    .description(
      [
        "Writes one HTML file that needs no network: what was run and how, the results with intervals and ranks, every run, learning curves, accuracy against what was varied, kernel norms, lost classes, activations, filters, confusions, and the statistics against a baseline, with the command that repeats each configuration.",
        "The ending of --output says what is written: .html, .md or .tex (tables and sentences alone), and with --figure .svg, .png or .pdf, a single figure, such as runs, curves or confusion, with what its marks stand for and what explains it; a name that is none tells which there are.",
      ].join("\n\n"),
    );
  addRobustnessOption(addStoreOption(command))
    .option("-o, --output <file>", "where to write it; - is standard output (default: a name made of the experiment's id)")
    .option("--baseline <text>", "the configuration to compare with: a part of its name (default: the first)")
    .addOption(marginOption("also test whether differences are within ± this"))
    .option("--md", "Markdown, on standard output unless --output is given")
    .option("--latex", "the result table for LaTeX with booktabs, on standard output unless --output is given")
    .option("--figure <name>", "one figure, in the format that --output ends in")
    .option("--svg <figure>", "one figure as SVG")
    .option("--png <figure>", "one figure as PNG")
    .option("--pdf <figure>", "one figure as PDF")
    .option("--title <text>", "the title of the page or the figure")
    .addOption(
      numberOption(
        "--width <pixels>",
        "how wide the figure is; a PNG has letters of twice as many pixels as an SVG",
        `a whole number from ${LEAST_WIDTH} to ${MOST_WIDTH}`,
        (width) => Number.isInteger(width) && width >= LEAST_WIDTH && width <= MOST_WIDTH,
      ),
    )
    .addOption(choiceOption("--theme <name>", "how the figure looks: slide has large letters and leaves the sentences out", themeNames))
    .option("--no-inspect", "do not look into nets: no filters, activations and confusions, and no data is needed")
    .addHelpText(
      "after",
      "\nExamples:\n  droplab report 3f2a\n  droplab report 3f2a --md > results.md\n  droplab report 3f2a --figure runs -o runs.pdf\n  droplab report 3f2a --robustness --figure robustness -o robustness.png\n  droplab report 3f2a --figure curves --theme slide --width 2560 -o curves.png",
    )
    .action(async (experiment: string, options: ReportCommandOptions) => {
      const asked = askedFor(options);
      const isStopped = options.robustness === true && (await isMeasuringStopped(experiment, options));
      if (isStopped) return setExitCode(exitCodes.interrupted);
      await report(experiment, asked, options);
    });
}

/** Measures what is missing of the experiment's runs; whether it was stopped on the way. */
async function isMeasuringStopped(prefix: string, options: ReportCommandOptions): Promise<boolean> {
  refuseRobustness(options);
  await (await readStore(options)).close(); // a store that is not there is not made
  const chosen = await chooseDevice();
  const { store, close } = openStore(options, chosen.device);
  try {
    const results = await loadResults(store, await theExperimentWithRuns(store, prefix, options));
    return (await measureMissing(store, results, { load: dataLoader({ quiet: true }), chosen, workers: availableParallelism() })).stopped;
  } finally {
    await close();
  }
}

async function report(prefix: string, asked: Asked, options: ReportCommandOptions): Promise<void> {
  const store = await readStore(options);
  try {
    const gathered = await gather(store, prefix, options);
    const { id } = gathered.experiment;
    const writing = { ...options, sources: await sourcesIn(store, [gathered.experiment]) };
    if (asked.format === "md") return await write(options.output ?? "-", markdownReport(gathered), writing);
    if (asked.format === "latex") return await write(options.output ?? "-", latexReport(gathered, options.title), writing);
    const looked = await withInspections(store, gathered, options);
    if (asked.format !== "html") return await writeFigure(looked, asked.format, asked.figure, writing);
    const { allFigures, htmlReport } = await loadPages();
    const { newPaper } = await import("#report/files");
    const paper = newPaper();
    if (looked.inspectionNote && options.inspect) stderr.write(`droplab: ${looked.inspectionNote}\n`);
    await write(options.output ?? `droplab-${id}.html`, htmlReport(looked, allFigures(looked, paper), paper), writing);
  } finally {
    await store.close();
  }
}

interface Asked {
  readonly format: Format;
  readonly figure: string | undefined;
}

/** What is to be written, and of a figure which; what does not go together is refused before anything is read. */
function askedFor(options: ReportCommandOptions): Asked {
  const { figure, svg, png, pdf, md, latex, output } = options;
  const given = [md && "--md", latex && "--latex", svg && "--svg", png && "--png", pdf && "--pdf", figure && "--figure"].filter(Boolean);
  if (given.length > 1) throw new UsageError(`report: ${given.join(" and ")} do not go together; give one`);
  const flagged = md ? "md" : latex ? "latex" : svg ? "svg" : png ? "png" : pdf ? "pdf" : undefined;
  const format = formatOf(formats, flagged, output) ?? (figure ? "svg" : "html");
  const isFigure = format === "svg" || format === "png" || format === "pdf";
  if (figure && !isFigure) throw new UsageError(`output: ${output} is no picture; let it end in .svg, .png or .pdf, or leave --figure out`);
  for (const name of ["width", "theme"] as const)
    if (options[name] !== undefined && !isFigure)
      throw new UsageError(`${name}: it is of a single figure; say which with --figure, such as --figure runs -o runs.png`);
  return { format, figure: figure ?? svg ?? png ?? pdf };
}

/** `by-maxNorm` and `by-max-norm`: a field, and its option. */
const spelled = (name: string) => name.replaceAll("-", "").toLowerCase();

/** Writes one figure; a name that is none, or none at all, is refused with those that there are. */
async function writeFigure(
  looked: ExperimentReport,
  format: "svg" | "png" | "pdf",
  wanted: string | undefined,
  options: ReportCommandOptions & Writing,
): Promise<void> {
  const { output, title, theme: themeName = "paper", width } = options;
  const { allFigures, standaloneSvg, themes, spaceWithin, unknownToFont } = await loadPages();
  const { loadPdf, newPaper, pngOf } = await import("#report/files");
  const theme = themes[themeName];
  const asked = width === undefined ? USUAL_WIDTH[themeName] : width / (format === "png" ? PNG_SCALE : 1);
  const figures = allFigures(looked, newPaper(), asked === undefined ? undefined : spaceWithin(asked, theme));
  const found = figures.find(({ name }) => spelled(name) === spelled(wanted ?? ""));
  if (!found) {
    const isUnmeasured = wanted === "robustness";
    const why = isUnmeasured
      ? " (none of its runs was measured: add --robustness)"
      : looked.inspectionNote
        ? ` (${looked.inspectionNote.replace(/\.$/, "")})`
        : "";
    const has = figures.map(({ name }) => name).join(", ");
    throw new UsageError(
      wanted === undefined
        ? `output: ${output} is a picture of one figure; say which with --figure: ${has}${why}`
        : `figure: ${JSON.stringify(wanted)} is not in this report; it has ${has}${why}`,
    );
  }
  const figure = { ...found, title: title ?? found.title };
  const svg = standaloneSvg(figure, theme, asked);
  const unknown = format === "svg" ? undefined : unknownToFont(svg);
  if (unknown !== undefined)
    stderr.write(`droplab: the font of PNG and PDF has no sign for ${unknown}; an SVG is shown with the fonts of its reader\n`);
  const file = output ?? `droplab-${looked.experiment.id}-${figure.name}.${format}`;
  if (format === "svg") return write(file, svg, options);
  if (format === "png") return write(file, await pngOf(svg, PNG_SCALE), options);
  const { pdfOf } = await loadPdf();
  await write(file, await pdfOf(svg, { title: figure.title, made: new Date(looked.experiment.updated) }), options);
}

/** Pixels of an SVG unless others are asked for; a figure on paper is as wide as its pictures. */
const USUAL_WIDTH = { paper: undefined, dark: undefined, slide: 1280, "slide-dark": 1280 } as const;

async function gather(store: StoreReader, prefix: string, options: ReportCommandOptions): Promise<ExperimentReport> {
  const experiment = await theExperimentWithRuns(store, prefix, options);
  const { baseline, margin, title } = options;
  try {
    const found = await gatherReport(await loadResults(store, experiment), {
      ...(baseline && { baseline }),
      ...(margin && { margin }),
      commandFor: (fields, run) => commandFor(fields, run, experiment),
    });
    return title === undefined ? found : { ...found, title };
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

async function write(file: string, content: string | Uint8Array, options: Writing): Promise<void> {
  await writeOutput(file, content, options);
  if (file !== "-") stderr.write(`droplab: wrote ${file} (${Math.ceil(content.length / 1024)} KB)\n`);
}
