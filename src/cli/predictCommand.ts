import { stdin } from "node:process";
import type { Command } from "commander";
import { DataError, type DataReading, fitPicture, highestByte, newRows, type PictureFit, pictureFits, unlikePixels } from "#data";
import { readDataFile, unpacked } from "#data/files";
import { className, fittedTable, numbers, percent, words } from "#report";
import { scoreOf } from "#train";
import { type OpenNet, openNet } from "#trained";
import { addDeviceOptions, chooseDevice, type DeviceOptions } from "./deviceOptions.ts";
import { type KeptNet, keptNet } from "./keptNet.ts";
import { choiceOption } from "./options.ts";
import { print, stderr, tableWidth } from "./output.ts";
import { addStoreOption, type StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface PredictOptions extends StoreOptions, DeviceOptions {
  readonly input?: readonly string[];
  readonly fit: PictureFit;
  readonly json?: boolean;
}

/** `droplab predict`: what a kept net says of new pictures and rows. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict <run>")
    .summary("ask a run's net what new pictures or rows are")
    .description(
      [
        "Answers with the class, and the probability of each, that the net of a finished run gives new examples; a file that droplab save or learner.save wrote can stand for the run.",
        "A table is read as the run's own was: the same columns, by their names where it has names, in any order and among others; the same writing of numbers, words as the same features, and the standardization that is recorded. Its labels are not read, and need not be there.",
        "A PNG picture of the size of the net's is taken as it is. For a net of MNIST any other is made as MNIST's digits were: ink white on black, cut to its box, scaled to 20 pixels, centred by its mass in 28 × 28. What was done with each is said.",
      ].join("\n\n"),
    )
    .option("--input <files...>", "PNG pictures or tables; - is standard input")
    .addOption(
      choiceOption(
        "--fit <how>",
        "what to make of pictures: none takes them as they are, digit makes them as MNIST's were, scale scales them whole",
        pictureFits,
      ).default("auto"),
    )
    .option("--json", "as JSON on standard output, probabilities from 0 to 1");
  addStoreOption(addDeviceOptions(command))
    .addHelpText(
      "after",
      "\nExamples:\n  droplab predict 3f2a --input digit.png\n  droplab predict 3f2a --input new-flowers.csv --json\n  droplab predict net.json --input a.png b.png",
    )
    .action(async (run: string, options: PredictOptions) => predict(run, options));
}

/** What is asked of a net: one example, and where it is from. */
interface Question {
  readonly input: string;
  /** Of a table's row. */
  readonly line?: number;
  /** What was made of a picture. */
  readonly made?: string;
}

/** Some examples that are read alike. */
interface Asked {
  readonly questions: readonly Question[];
  readonly numbers: Float64Array;
  /** What rows were not standardized by is looked at. */
  readonly scale: "data" | "unit" | undefined;
  /** Rows without an answer, as they lack a value. */
  readonly left: readonly Question[];
}

interface Answer extends Question {
  /** By class. */
  readonly outputs: readonly number[];
}

async function predict(run: string, options: PredictOptions): Promise<void> {
  if (!options.input) throw new UsageError("input: no file is given; name PNG pictures or tables with --input, - is standard input");
  const kept = await keptNet(run, options);
  const { device } = await chooseDevice(options);
  const net = await openNet(kept.net, device, kept.title);
  const asked: Asked[] = [];
  for (const file of options.input) asked.push(await questionsIn(file, net.reading, options.fit));
  const answers: Answer[] = [];
  for (const { questions, numbers, scale } of asked) {
    const outputs = await answersTo(net, numbers, scale, questions[0]?.input ?? "");
    for (const [i, question] of questions.entries()) answers.push({ ...question, outputs: Array.from(outputs[i] ?? []) });
  }
  const left = asked.flatMap((each) => each.left);
  if (options.json) return print(asJson(kept, net, answers, left));
  for (const { input, line } of left)
    stderr.write(`${input}: line ${line} lacks a value, and has no answer, as such rows were left out of training\n`);
  for (const line of answerLines(kept, net, answers)) print(line);
}

async function answersTo(net: OpenNet, numbers: Float64Array, scale: "data" | "unit" | undefined, file: string): Promise<Float64Array[]> {
  try {
    return await net.predict(numbers, scale);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** All that comes, at once or little by little. */
async function standardInput(): Promise<Uint8Array> {
  if (stdin.isTTY) throw new UsageError("input: nothing comes on standard input, which is a terminal; pipe a picture or a table into it");
  const pieces: Uint8Array[] = [];
  for await (const piece of stdin) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

/** A share of white. */
const ALMOST_BLACK = 0.1;

/** The examples of a file; says on standard error what was made of them. Throws DataError. */
async function questionsIn(file: string, reading: DataReading, fit: PictureFit): Promise<Asked> {
  const input = file === "-" ? "standard input" : file;
  const bytes = file === "-" ? unpacked(await standardInput(), input) : readDataFile(file, "name a PNG picture or a table");
  const say = (text: string) => void stderr.write(`${input}: ${text}\n`);
  const { pngPicture } = await import("./pngPicture.ts");
  const picture = pngPicture(bytes, input);
  if (picture) {
    const { pixels, said } = fitPicture(picture, input, reading, fit);
    const brightest = pixels.reduce((most, value) => Math.max(most, value), 0);
    if (brightest < ALMOST_BLACK)
      throw new DataError(
        `${input}: its brightest pixel is ${(100 * brightest).toFixed(1)}% of white, so it is almost black; make it as bright as the pictures of ${reading.name}`,
      );
    say(said);
    const { kind, scale, pixels: range } = reading;
    const white = kind === "bytes" ? highestByte(scale, range) : 1 / scale;
    const inData = pixels.map((value) => value * white);
    const unlike = range && unlikePixels(inData, { features: inData.length, range, name: reading.name });
    if (unlike) say(`its pixels ${unlike}, for an answer means nothing`);
    return { questions: [{ input, made: said }], numbers: pixels, scale: "unit", left: [] };
  }
  if (/\.png$/i.test(input)) throw new DataError(`${input}: its name says PNG, and what it holds is none; get the file anew`);
  const { table } = reading;
  if (!table)
    throw new DataError(`${input}: it is no PNG picture, and the net was trained on the pictures of ${reading.name}; save it as PNG`);
  const rows = newRows(bytes, input, { ...reading, table });
  for (const note of rows.notes) say(note);
  const onLine = (line: number): Question => ({ input, line });
  return {
    questions: rows.lines.map(onLine),
    numbers: rows.numbers,
    scale: reading.standardization ? "data" : undefined,
    left: rows.left.map(onLine),
  };
}

/** So many other classes are told. */
const OTHERS = 2;

function answerLines({ title, record }: KeptNet, { reading, hasProbabilities }: OpenNet, answers: readonly Answer[]): string[] {
  const name = (label: number) => className(label, reading.classNames);
  const value = (output: number) => (hasProbabilities ? percent(output) : output.toPrecision(4));
  const accuracy = record?.result?.accuracy ?? null;
  const known = accuracy === null ? "" : `, right on ${percent(accuracy)} of its test examples`;
  const diverged = record?.result?.divergedAt ?? null;
  const note = diverged === null ? "" : `; its run diverged at iteration ${diverged}, and this is the net that was best before`;
  const files = new Set(answers.map(({ input }) => input)).size;
  const rows = answers.map(({ input, line, outputs }) => {
    const [best = 0, ...others] = rank(outputs);
    const rest = others.slice(0, OTHERS).map((label) => `${name(label)} ${value(outputs[label] as number)}`);
    const where = [...(line === undefined || files > 1 ? [input] : []), ...(line === undefined ? [] : [`line ${line}`])].join(", ");
    return [where, name(best), value(outputs[best] as number), rest.join(", ")];
  });
  const head = [words("input"), words("class"), numbers(hasProbabilities ? "probability" : "output"), words("next")];
  return [`the net of ${title}, trained on ${reading.name}${known}${note}`, "", ...fittedTable(head, rows, { width: tableWidth() })];
}

/** Labels by their outputs, the largest first. */
const rank = (outputs: readonly number[]): number[] => [...outputs.keys()].sort((a, b) => (outputs[b] as number) - (outputs[a] as number));

function asJson(
  { title, record }: KeptNet,
  { reading, hasProbabilities }: OpenNet,
  answers: readonly Answer[],
  left: readonly Question[],
): string {
  const classes = Array.from({ length: reading.classes }, (_, label) => className(label, reading.classNames));
  const told = answers.map(({ outputs, ...question }) => {
    const [label = 0] = rank(outputs);
    return { ...question, class: classes[label], label, [hasProbabilities ? "probabilities" : "outputs"]: outputs };
  });
  const result = record?.result;
  const ofRun = record && {
    run: record.id,
    testAccuracy: result ? scoreOf(result) : null,
    ...(result && result.divergedAt !== null && { divergedAt: result.divergedAt, testAccuracyBefore: result.accuracy }),
  };
  const net = { ...(ofRun ?? { file: title }), data: reading.name };
  return JSON.stringify({ net, classes, answers: told, unanswered: left }, null, 2);
}
