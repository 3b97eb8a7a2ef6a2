import type { Command } from "commander";
import {
  accountParts,
  areLimits,
  type ColumnAccount,
  classCounts,
  dataOptions,
  datasetNames,
  describeColumns,
  type ImageDataset,
  limitTraining,
  majorityClass,
  plainOrQuoted,
  type TrainingLimits,
} from "#data";
import { type DatasetKind, type DatasetOptions, datasetKind, loadDataset, readTable } from "#data/files";
import { counted } from "#engine";
import { DATA_SEED_IDLE } from "#experiment";
import { cutEnd, padEnd, textWidth, widest } from "#report";
import { addShelfCommands } from "./dataShelf.ts";
import { parsedOption } from "./options.ts";
import { print, tableWidth } from "./output.ts";
import { tellReading } from "./tellReading.ts";
import { UsageError } from "./usageError.ts";

/** So many rows of a file are shown, and so many columns. */
const [FIRST_ROWS, MOST_COLUMNS] = [5, 12];

/** `droplab data <name or file>`: what would be read, without training. */
export function addDataCommand(program: Command): void {
  const command = program
    .command("data")
    .summary("tell what would be read of a data set, without training: columns, classes, scaling, split, what is doubtful")
    .description(
      "Reads a data set as run and sweep would, and tells what it took: rows, columns, labels and classes with their counts, how numbers are scaled, how rows are split, the first rows, and what is doubtful. docs/data.md says how tables are read.",
    )
    .argument("<name>", `${datasetNames.join(", ")}, a folder of IDX files, or a table: .csv, .tsv, .txt or .data, plain or .gz`)
    .option("--data-dir <folder>", `folder with the four files of ${datasetNames.join(" or ")}`);
  for (const { flags, help, default: unless, range, parse } of dataOptions)
    command.addOption(parsedOption(flags, `${help} (default: ${unless})`, range, parse));
  command.enablePositionalOptions(); // what follows push, pull or rm is theirs
  addShelfCommands(command);
  command
    .option("--json", "as JSON on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  droplab data penguins.csv --missing drop\n  droplab data table.csv --label outcome --ignore name,date --json",
    )
    .action((name: string, options: DataOptions & { json?: boolean }) => {
      if (options.dataSeed !== undefined && !areLimits(options)) throw new UsageError(DATA_SEED_IDLE);
      tellReading(name);
      const kind = datasetKind(name, options);
      const told = kind === "table" ? tellTable(name, options) : tellImages(loadDataset(name, options), kind, options);
      if (options.json) print(JSON.stringify(told, null, 2));
      else for (const line of linesOf(told)) print(line);
    });
}

type DataOptions = DatasetOptions & TrainingLimits;

type Told = ReturnType<typeof tellImages> & Partial<ReturnType<typeof tellTable>>;

/** What a data set is, as data: its classes as they are in all of it, whatever part of it is trained on and with which labels. */
function tellImages(whole: ImageDataset, kind: DatasetKind, limits: TrainingLimits) {
  const data = limitTraining(whole, limits);
  const { label, share } = majorityClass(data);
  const nameOf = (one: number) => data.classNames?.[one] ?? String(one);
  return {
    name: data.name,
    kind,
    shape: data.shape,
    scale: data.scale,
    classes: classCounts(whole).map((count, one) => ({ name: nameOf(one), count })),
    split: { trained: data.train.count - data.heldOut, heldOut: data.heldOut, test: data.test.count },
    majority: { class: nameOf(label), testShare: share },
    notes: data.notes ?? [],
    ...(data.account && { account: accountParts(data.account, data.train.count - data.heldOut) }),
  };
}

function tellTable(path: string, options: DataOptions) {
  const loaded = readTable(path, options);
  const { table } = loaded.training;
  const { encoding, separator, header = null, lines } = table;
  const firstRows = lines.slice(0, FIRST_ROWS).map((line, row) => ({ line, cells: table.columns.map((column) => column.text(row)) }));
  return {
    ...tellImages(loaded.data, "table", options),
    encoding,
    separator,
    header,
    rows: lines.length,
    columns: describeColumns(loaded),
    firstRows,
  };
}

function linesOf(told: Told): string[] {
  // data sets that have names say nothing of themselves
  const { account: parts = imagesParts(told), notes } = told;
  const doubts = told.account ? notes.slice(1) : notes;
  const classes = told.classes.map(({ name, count }) => `${plainOrQuoted(name)} ${count}`);
  const lines = [told.name, ...parts.map((part) => `  ${part}`)];
  if (!parts.some((part) => part.endsWith(classes.join(", ")))) lines.push("", "classes", ...wrapped(classes));
  if (told.columns) {
    const isShown = told.columns.length <= 2 * MOST_COLUMNS ? () => true : shownOf(told.columns);
    const shown = told.columns
      .filter(isShown)
      .map(({ number, name, role, holds, missing }) => [
        String(number),
        plainText(name),
        role,
        missing ? `${holds}, ${missing} missing` : holds,
      ]);
    const more = told.columns.length - shown.length;
    lines.push("", "columns", ...aligned(shown), ...(more > 0 ? [`  and ${counted(more, "feature")} more`] : []));
  }
  if (told.firstRows) lines.push("", "first rows", ...aligned(firstRowsOf(told)));
  if (doubts.length) lines.push("", "to be known", ...doubts.map((note) => `  ${note}`));
  return lines;
}

/** What is said of a data set that has no notes. */
function imagesParts({ shape, scale, classes, split }: Told): string[] {
  const { trained, heldOut, test } = split;
  const all = classes.reduce((sum, { count }) => sum + count, 0);
  const images = `${counted(all, "image")} of ${shape.join(" × ")} bytes, divided by ${Math.round(1 / scale)}, in ${classes.length} classes`;
  return [images, `${trained} are trained on, the first ${heldOut} of the training files held out, ${test} the test part`];
}

/** A text of the file without marks that steer a terminal. */
const plainText = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");

/** Of many columns the first, the last, and those that are no features. */
const shownOf = (columns: readonly ColumnAccount[]) => (column: ColumnAccount) =>
  column.number <= MOST_COLUMNS || column.number === columns.length || column.role !== "feature";

function firstRowsOf({ firstRows = [], header, columns = [] }: Told): string[][] {
  const cut = (cells: readonly string[]) => (columns.length > MOST_COLUMNS ? [...cells.slice(0, MOST_COLUMNS), "…"] : [...cells]);
  const shown = (text: string) => cutEnd(plainText(text), 20);
  const names = header ?? columns.map(({ number }) => String(number));
  return [["line", ...cut(names).map(shown)], ...firstRows.map(({ line, cells }) => [String(line), ...cut(cells).map(shown)])];
}

/** Columns one beside the other, two blanks apart, as wide as the terminal. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => widest(rows.map((row) => row[column] ?? ""))) ?? [];
  const width = tableWidth();
  return rows.map((row) => cutEnd(`  ${row.map((cell, column) => padEnd(cell, widths[column] as number)).join("  ")}`.trimEnd(), width));
}

/** Words one after the other, in lines of 100 columns, or as wide as the terminal. */
function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + textWidth(word) < Math.min(98, tableWidth() - 2))
      lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
