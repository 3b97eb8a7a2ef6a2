import type { Command, Option } from "commander";
import { inLine, meant } from "#engine";
import { isRange, listedValues } from "./listedValues.ts";
import { otherCommands, otherOptions } from "./otherPrograms.ts";
import { commandOf } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

/** Makes a program and its commands say commander's refusals in one sentence, with what was meant where that can be told. */
export function explainErrors(program: Command, words: readonly string[]): void {
  for (const command of [program, ...program.commands])
    command.showSuggestionAfterError(false).configureOutput({
      outputError: (text, write) => write(`droplab: ${inLine(explained(text, command, { program, words }))}\n`),
    });
}

interface Typed {
  readonly program: Command;
  readonly words: readonly string[];
}

function explained(text: string, command: Command, typed: Typed): string {
  const said = text
    .trim()
    .replace(/^error: /, "")
    .replace(/\. Expected (.*)\.$/, ": expected $1");
  const [, flag] = /^unknown option '(.*)'$/.exec(said) ?? [];
  const [, unknown] = /^unknown command '(.*)'$/.exec(said) ?? [];
  const [, missing = ""] = /^missing required argument '(.*)'$/.exec(said) ?? [];
  if (Object.hasOwn(whereNamed, missing)) return `${said}; ${whereNamed[missing]}`;
  if (flag !== undefined) return `${said}${optionAdvice(flag, command, typed)}`;
  if (unknown !== undefined) return `${said}${commandAdvice(unknown, typed.program)}`;
  const [, rest] = /^too many arguments for .* but got \d+: (.*)$/.exec(said) ?? [];
  return rest === undefined ? said : `${said}${wordAdvice(rest.split(", ")[0] as string, command)}`;
}

/** Where what a command is about has its name. */
const whereNamed: Readonly<Record<string, string>> = {
  experiment: "droplab list names the experiments there are",
  id: "droplab list names the experiments there are, droplab show the runs of one",
  run: "droplab show names the runs of an experiment",
};

const isCalled = (flag: string) => (option: Option) => option.long === flag || option.short === flag;
const takes = (command: Command, flag: string): boolean => command.options.some(isCalled(flag));

function optionAdvice(given: string, command: Command, { program, words }: Typed): string {
  const [flag = ""] = given.split("=");
  const name = flag.replace(/^--?/, "");
  const { option = name, note } = otherOptions.get(name.toLowerCase()) ?? {};
  const [own, theirs] = [`--${option}`, flag.startsWith("--") ? `--${option}` : flag];
  const because = note ? `: ${note}` : "";
  if (option !== name && takes(command, own)) return `; here it is ${own}${because}`;
  const elsewhere = program.commands.filter((one) => takes(one, theirs) && one !== command);
  const [, value = words[words.indexOf(given) + 1] ?? ""] = given.split("=");
  const isSeveral = isRange(value) || (listedValues(value) ?? []).length > 1;
  const first = (isSeveral && elsewhere.find((one) => one.name() === "sweep")) || elsewhere[0];
  if (command === program && first)
    return `; a command comes first: ${commandOf([first.name(), ...asHere(words, flag, theirs)])}${because}`;
  const near = meant(
    name,
    command.options.flatMap(({ long }) => long?.slice(2) ?? []),
  );
  if (near !== undefined) return `; did you mean --${near}?`;
  return elsewhere.length ? `; ${theirs} goes with droplab ${namesOf(elsewhere)}` : "";
}

/** The words as they were typed, with the option's name here. */
const asHere = (words: readonly string[], flag: string, own: string): string[] =>
  words.map((word) => (word === flag || word.startsWith(`${flag}=`) ? own + word.slice(flag.length) : word));

const MOST_NAMED = 3;
/** `run, sweep and 2 more` */
function namesOf(commands: readonly Command[]): string {
  const names = commands.slice(0, MOST_NAMED).map((one) => one.name());
  const more = commands.length - names.length;
  if (more) return `${names.join(", ")} and ${more} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] as string);
}

function commandAdvice(name: string, program: Command): string {
  const found =
    otherCommands.get(name.toLowerCase()) ??
    meant(
      name,
      program.commands.map((one) => one.name()),
    );
  if (found !== undefined) return `; did you mean ${found}?`;
  return /^[^-].*\.(json|ts|js)$/.test(name) ? `; an experiment's file goes with sweep: ${commandOf(["sweep", name])}` : "";
}

function wordAdvice(word: string, command: Command): string {
  if (/\.(json|ts|js)$/.test(word)) return `; an experiment's file goes with sweep: ${commandOf(["sweep", word])}`;
  const names = command.options.flatMap(({ long }) => long?.slice(2) ?? []);
  const near = names.includes(word) ? word : meant(word, names);
  return near === undefined ? "" : `; did you mean --${near}?`;
}

/** `-dropout 0.4` is -d with the value ropout to commander: a long option with one dash is refused before. */
export function refuseOneDash(program: Command, words: readonly string[]): void {
  const command = program.commands.find((one) => one.name() === words[0]);
  for (const [i, word] of words.entries()) {
    const [name = ""] = word.slice(1).split("=");
    if (!/^-[a-z][\w-]{2,}/.test(word) || words[i - 1]?.startsWith("-") || !command?.options.some(isCalled(`--${name}`))) continue;
    throw new UsageError(`${word}: an option of several letters has two dashes; type -${word}`);
  }
}
