import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { loadDataset } from "#data/files";
import { meant } from "#engine";
import { noSuchModel } from "#nn";
import { refuseOneDash } from "../src/cli/commandErrors.ts";
import { otherCommands, otherOptions } from "../src/cli/otherPrograms.ts";
import { makeProgram } from "../src/cli/program.ts";
import { takesLists } from "../src/cli/takesLists.ts";
import { asTyped } from "../src/cli/typedNames.ts";

/** What is said to words that are refused before anything runs. */
async function refusal(...words: string[]): Promise<string> {
  const program = makeProgram(() => {}, words);
  let said = "";
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: (text) => (said += text) });
  try {
    refuseOneDash(program, words);
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    return error instanceof CommanderError ? said.replace(/^droplab: /, "").trimEnd() : (error as Error).message;
  }
  return "nothing";
}

test.each([
  [["--dropout", "0.4"], "unknown option '--dropout'; a command comes first: droplab run --dropout 0.4"],
  [["-d", "0.4", "--quick"], "unknown option '-d'; a command comes first: droplab run -d 0.4 --quick"],
  [["--dropout", "0.2,0.4"], "unknown option '--dropout'; a command comes first: droplab sweep --dropout 0.2,0.4"],
  [["--lr=0.1"], "unknown option '--lr=0.1'; a command comes first: droplab run --learning-rate=0.1"],
  [["--prune"], "unknown option '--prune'; a command comes first: droplab sweep --prune"],
  [["compare", "3f2a", "--margin", "1%"], 'margin: "1%" is not a positive number up to 100; did you mean 1?'],
  [["run", "--lr", "0.1"], "unknown option '--lr'; here it is --learning-rate"],
  [
    ["run", "--epochs", "3"],
    "unknown option '--epochs'; here it is --iterations: droplab counts training steps, of which an epoch has as many as there are batches",
  ],
  [["run", "--prune"], "unknown option '--prune'; --prune goes with droplab sweep and resume"],
  [["list", "--dropout", "0.4"], "unknown option '--dropout'; --dropout goes with droplab run, sweep and variance"],
  [["run", "-dropout", "0.4"], "-dropout: an option of several letters has two dashes; type --dropout"],
  [["run", "dropout", "0.4"], "too many arguments for 'run': expected 0 arguments but got 2: dropout, 0.4; did you mean --dropout?"],
  [
    ["run", "one.json"],
    "too many arguments for 'run': expected 0 arguments but got 1: one.json; an experiment's file goes with sweep: droplab sweep one.json",
  ],
  [["one.json"], "unknown command 'one.json'; an experiment's file goes with sweep: droplab sweep one.json"],
  [["compare"], "missing required argument 'experiment'; droplab list names the experiments there are"],
  [["show"], "missing required argument 'id'; droplab list names the experiments there are, droplab show the runs of one"],
  [["train"], "unknown command 'train'; did you mean run?"],
  [["tabel"], "unknown command 'tabel'; did you mean table?"],
  [["run", "--optimizer", "Adam"], /^optimizer: "Adam" is not one of .*; did you mean adam\?$/],
  [["run", "--protocol", "Sound"], /^protocol: "Sound" is not one of .*; did you mean sound\?$/],
  [["run", "--schedule", "Cosine"], /; did you mean cosine\?$/],
  [["run", "--missing", "Drop"], 'missing: "Drop" is not one of refuse, drop, mean; did you mean drop?'],
  [["run", "--vary", "Init"], /; did you mean init\?$/],
  [["run", "--simd", "AVX2"], /; did you mean avx2\?$/],
  [["run", "--dropout", "40%"], 'dropout: "40%" is not a rate in [0, 1); did you mean 0.4?'],
  [["run", "-i", "5,000"], 'iterations: "5,000" is not a whole number from 1 to 1000000000; did you mean 5000?'],
  [["run", "-i", "50k"], /; did you mean 50000\?$/],
  [
    ["sweep", "--dropout", "0,", "0.5"],
    'dropout: "0," has a comma with nothing behind it; a list has values between commas and no blanks, such as 0',
  ],
  [["sweep", "--dropout", "0,0.5%"], 'dropout: "0.5%" is not a rate in [0, 1); did you mean 0.005?'],
  [["run", "--dropout", "1.5"], 'dropout: "1.5" is not a rate in [0, 1)'],
  [["methods", "max-nrm"], "max-nrm: there is no such method; did you mean max-norm?"],
])("15.12: droplab %j is told what was meant", async (words, says) => {
  if (typeof says === "string") expect(await refusal(...words)).toBe(says);
  else expect(await refusal(...words)).toMatch(says);
});

test("15.12: what other programs have leads to what there is", () => {
  const { commands } = makeProgram(() => {}, []);
  const options = new Set(commands.flatMap((command) => command.options.map(({ long }) => long)));
  for (const [name, { option }] of otherOptions) {
    expect(options, name).toContain(`--${option}`);
    expect(options, "an option of ours needs no other name").not.toContain(`--${name}`);
  }
  const names = commands.map((command) => command.name());
  for (const [name, command] of otherCommands) expect([names.includes(name), names.includes(command)], name).toEqual([false, true]);
});

test("15.12: models and data sets by other names, in capitals, and tables without their ending", () => {
  for (const [name, model] of [
    ["resnet", "residual"],
    ["LeNet", "lenet"],
    ["LeNet-5", "lenet"],
    ["MLP", "mlp"],
  ] as const)
    expect(noSuchModel(name)).toMatch(new RegExp(`; did you mean ${model}\\?$`));
  expect(noSuchModel("vgg")).not.toContain("did you mean");
  const table = join(mkdtempSync(join(tmpdir(), "droplab-")), "iris");
  expect(() => loadDataset(table)).toThrow(/; there is no such file or folder$/);
  writeFileSync(`${table}.csv`, "a\n");
  expect(() => loadDataset(table)).toThrow(`; did you mean ${table}.csv?`);
  for (const name of ["MNIST", "Fashion_MNIST", "fmnist"])
    expect(() => loadDataset(name)).toThrow(name === "MNIST" ? "; did you mean mnist?" : "; did you mean fashion-mnist?");
});

test("15.12: several values for run lead to the same words with sweep; a file's name may have commas", () => {
  const field = (name: string, parse: (text: string) => unknown, isNumber = false) => ({ name, isNumber, parse });
  const rate = field("dropout", (text) => (Number(text) < 1 ? Number(text) : undefined), true);
  const words = ["run", "--dropout", "0.2,0.4", "--quick"];
  expect(takesLists("0.2,0.4", rate, words)).toBe("droplab sweep takes lists: droplab sweep --dropout 0.2,0.4 --quick");
  expect(takesLists("0:0.4:0.2", rate, ["variance"])).toBe("droplab sweep takes lists");
  const text = (name: string) => field(name, (value) => value);
  expect(takesLists("lenet,mlp(4,5)", text("model"), words)).toBeDefined();
  for (const [name, value] of [
    ["model", "mlp(4,5)"],
    ["model", "a,b.json"],
    ["dataset", "a,b.csv"],
    ["label", "a,b"],
  ] as const)
    expect(takesLists(value, text(name), words)).toBeUndefined();
});

test("15.12: a table with a net for pictures leads to --model 'mlp(16)', and in a file to the field", () => {
  const says = "model: lenet takes pictures; give one of dense layers, such as model 'mlp(16)'";
  expect(asTyped(says, ["run", "--dataset", "iris.csv"])).toBe(says.replace("such as model", "such as --model"));
  expect(asTyped(says, ["sweep", "iris.json"])).toBe(says);
});

test("15.12: what is far from every word is not guessed at", () => {
  expect(meant("xy", ["adam", "sgd"])).toBeUndefined();
  expect(meant("adam", ["adam", "adamW"])).toBe("adamW"); // it is known already, so it was not meant
});
