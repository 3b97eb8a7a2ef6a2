import { comparisonsOf, type ExperimentReport } from "#analysis";
import { visible } from "#engine";
import type { ColumnHead } from "./columnHead.ts";
import { comparisonSentence } from "./comparisonLines.ts";
import { facts, repeats } from "./facts.ts";
import { findings, overview, unfinished } from "./findings.ts";
import { MADE_COMMENT } from "./madeHere.ts";
import { resultsTable } from "./resultsTable.ts";
import { robustnessSentences, robustnessTable } from "./robustnessLines.ts";

/** The report as Markdown: the page without its figures. */
export function markdownReport(report: ExperimentReport): string {
  const { title, warnings, configurations } = report;
  const comparisons = comparisonsOf(report);
  const { caption, head, rows } = resultsTable(report);
  const used = head.map((_, column) => rows.some(({ cells }) => cells[column]));
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const line = (cells: readonly string[]) => row(cells.filter((_, column) => used[column]));
  const list = (sentences: readonly string[]) => sentences.map((sentence) => `- ${escaped(sentence)}`).join("\n");
  const open = unfinished(report);
  const robust = robustnessTable(configurations);
  const withoutUnits = [
    robust.head.map(({ title: head }) => head),
    robust.head.map(ruleOf),
    ...robust.rows.map(({ cells }) => cells.map(escaped)),
  ];
  const sections = [
    `# ${escaped(title)}`,
    escaped(overview(report)),
    list([...findings(report), ...(open ? [open] : [])]),
    ...(warnings.length ? [`## Before you believe it\n\n${list(warnings)}`] : []),
    `## Results\n\n${[line(head.map((column) => column.title)), line(head.map(ruleOf)), ...rows.map(({ cells }) => line(cells.map(escaped)))].join("\n")}\n\n${escaped(caption)}`,
    ...(robust.rows.length
      ? [
          `## Without some of the hidden units\n\n${withoutUnits.map(row).join("\n")}\n\n${escaped(robust.caption)}\n\n${list(robustnessSentences(report))}`,
        ]
      : []),
    ...(comparisons.length ? [`## Statistics\n\n${list(comparisons.map(comparisonSentence))}`] : []),
    `## What was run\n\n${list(facts(report).map(([name, text]) => `${name}: ${text}`))}`,
    `## Commands\n\nEach repeats the runs of a configuration, ${repeats(report)}.\n\n${configurations.map(({ name, command }) => `- ${escaped(name)}\n\n  \`\`\`sh\n  ${command}\n  \`\`\``).join("\n")}`,
  ];
  return visible(`${[...sections, MADE_COMMENT].join("\n\n")}\n`);
}

const ruleOf = ({ holds }: ColumnHead): string => (holds === "numbers" ? "---:" : "---");
const escaped = (text: string): string => text.replace(/[\\`*_<>|[\]#]/g, "\\$&");
