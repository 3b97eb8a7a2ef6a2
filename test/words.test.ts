import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { expect, test } from "vitest";
import { addCompareCommand } from "../src/cli/compareCommand.ts";
import { addExportCommands } from "../src/cli/exportCommand.ts";
import { addReportCommand } from "../src/cli/reportCommand.ts";
import { addResumeCommand } from "../src/cli/resumeCommand.ts";
import { addRunCommand } from "../src/cli/runCommand.ts";
import { addStoreCommands } from "../src/cli/storeCommands.ts";
import { addSweepCommand } from "../src/cli/sweepCommand.ts";
import { addTableCommand } from "../src/cli/tableCommand.ts";
import { addVarianceCommand } from "../src/cli/varianceCommand.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Other words for those of docs/glossary.md. */
const others = {
  run: /\btrials?\b/gi,
  "lost class": /\bdead class(es)?\b/gi,
  "Monte-Carlo dropout": /\b(MC|Monte Carlo)[- ]dropout\b/g,
  "batch size": /\b(mini-?batch(es)?|batchsize)\b/gi,
  configuration: /\bhyper-?parameters?\b/gi,
} as const;

/** Names in code are what they are in code. */
const prose = (markdown: string) => markdown.replace(/```[\s\S]*?```|`[^`]*`|\]\([^)]*\)|<!--[\s\S]*?-->/g, "");

function helps(): [string, string][] {
  const program = new Command("droplab");
  for (const add of [addRunCommand, addSweepCommand, addTableCommand, addResumeCommand, addVarianceCommand, addReportCommand])
    add(program, () => {});
  for (const add of [addStoreCommands, addCompareCommand, addExportCommands]) add(program);
  return program.commands.map((command) => [`droplab ${command.name()} --help`, command.helpInformation()]);
}

const documents = ["README.md", ...readdirSync(`${root}/docs`).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : []))];
const texts: [string, string][] = [
  ...documents.map((name): [string, string] => [name, prose(readFileSync(root + name, "utf8"))]),
  ...helps(),
];

test.each(texts)("%s has one word for one thing, that of docs/glossary.md", (_, text) => {
  for (const [word, other] of Object.entries(others)) expect(text.match(other) ?? [], `say ${word}`).toEqual([]);
});

test("the glossary has these words", () => {
  const glossary = readFileSync(`${root}/docs/glossary.md`, "utf8");
  for (const word of Object.keys(others)) expect(glossary).toContain(`\n| ${word} | `);
});
