import type { Command } from "commander";
import { meant } from "#engine";
import { catalog, type Method, type MethodOption } from "#regularize";
import { fittedTable, words } from "#report";
import { trainingFieldList } from "#train";
import { print, tableWidth } from "./output.ts";
import { UsageError } from "./usageError.ts";

/** `droplab methods [name]`: the catalog of regularizers. */
export function addMethodsCommand(program: Command): void {
  program
    .command("methods")
    .summary("list the regularizers, or tell about one: formula, paper, options, where it acts")
    .description("Lists the regularizers that droplab knows and where each acts; with a name, tells its formula, paper and options.")
    .argument("[name]", "a method, such as dropout or max-norm")
    .option("--json", "as JSON on standard output")
    .option("--markdown", "as Markdown on standard output: docs/methods.md is made so")
    .action((name: string | undefined, { json, markdown }: { json?: boolean; markdown?: boolean }) => {
      if (json && markdown) throw new UsageError("methods: --json and --markdown do not go together; give one");
      const methods = name === undefined ? catalog : [find(name)];
      if (markdown) print(asMarkdown(methods));
      else if (json) print(JSON.stringify(methods.map(plain), null, 2));
      else print(name === undefined ? list() : describe(methods[0] as Method));
    });
}

/** `maxNorm` as `max-norm`. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const flagOf = ({ flags }: MethodOption): string => /--[\w-]+/.exec(flags)?.[0] ?? "";

/** The method of a name, a flag, or an option. */
function find(text: string): Method {
  const word = dashed(text.replace(/^-+/, "").replaceAll("_", "-"));
  const names = ({ name, options }: Method) => [dashed(name), ...options.map((option) => flagOf(option).slice(2))];
  const found = catalog.find((method) => names(method).includes(word));
  if (found) return found;
  const near = meant(word, catalog.flatMap(names));
  const advice = near ? `did you mean ${near}?` : `there are ${catalog.map(({ name }) => name).join(", ")}`;
  throw new UsageError(`${text}: there is no such method; ${advice}`);
}

function list(): string {
  const rows = catalog.map(({ name, actsOn, options }) => [name, actsOn, flagOf(options[0] as MethodOption)]);
  const lines = fittedTable([words("method"), words("acts on"), words("turned on by")], rows, { width: tableWidth() });
  return `${lines.join("\n")}\n\ndroplab methods <name> tells about one.`;
}

function describe({ name, formula, paper, actsOn, options, notes }: Method): string {
  const part = (title: string, text: string) =>
    text
      .split("\n")
      .map((line, i) => hanging(i ? "" : title, line, 10))
      .join("\n");
  const parts = [name, part("acts on", actsOn), part("formula", formula), part("paper", paper), ...(notes ? [part("note", notes)] : [])];
  const width = 4 + Math.max(...options.map(({ flags }) => flags.length));
  const described = options.flatMap((option) => {
    const none = Array.isArray(option.default) ? "" : `, ${option.defaultText ?? option.default} unless given`;
    return [hanging(`  ${option.flags}`, option.help, width), hanging("", `${option.range}${none}`, width)];
  });
  return [parts.join("\n\n"), `options\n${described.join("\n")}`].join("\n\n");
}

const WIDTH = 80;

/** A text behind its title, in lines of a terminal's width that begin at column `indent`. */
function hanging(title: string, text: string, indent: number): string {
  const lines = [title.padEnd(indent)];
  for (const word of text.split(/(?<! ) (?! )/)) {
    const last = lines.at(-1) as string;
    const glue = last.length === indent ? "" : " ";
    if (last.length > indent && last.length + glue.length + word.length > Math.min(WIDTH, tableWidth()))
      lines.push(" ".repeat(indent) + word);
    else lines[lines.length - 1] = last + glue + word;
  }
  return lines.join("\n");
}

function asMarkdown(methods: readonly Method[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const tableOf = (fields: readonly (MethodOption | (typeof trainingFieldList)[number])[]) => {
    const rows = fields.map((field) => [
      `\`${field.flags}\``,
      `\`${field.name}\``,
      ...[field.help, field.range, field.defaultText ?? (String(field.default) || "none")].map((text) => text.replaceAll("<", "\\<")),
    ]);
    return [["flag", "name", "what it does", "range", "default"], ["---", "---", "---", "---", "---"], ...rows].map(row).join("\n");
  };
  const sections = methods.map(({ name, actsOn, formula, paper, notes, options }) => {
    const table = tableOf(options);
    const text = [`## ${name}`, `Acts on: ${actsOn}.`, `\`\`\`text\n${formula}\n\`\`\``, paper.replaceAll("\n", " "), notes, table];
    return text.filter(Boolean).join("\n\n");
  });
  const whole = ["## Training", "How nets are trained, with any of them; names are those of experiment files.", tableOf(trainingFieldList)];
  return ["# Methods", "Made from the catalog by `droplab methods --markdown`.", ...sections, ...(methods === catalog ? whole : [])].join(
    "\n\n",
  );
}

/** A method as data, without its functions. */
function plain({ name, formula, paper, actsOn, notes, options }: Method) {
  const fields = options.map(({ name: option, kind, flags, help, range, default: value, defaultText }) => ({
    name: option,
    kind,
    flags,
    help,
    range,
    default: value,
    ...(defaultText && { defaultText }),
  }));
  return { name, actsOn, formula, paper, ...(notes && { notes }), options: fields };
}
