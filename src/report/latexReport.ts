import type { ExperimentReport } from "#analysis";
import { inLine } from "#engine";
import { overview } from "./findings.ts";
import { MADE } from "./madeHere.ts";
import { resultsTable } from "./resultsTable.ts";

/** The result table for a paper, to be put in with \input; it needs the package booktabs. */
export function latexReport(report: ExperimentReport, title?: string): string {
  const { experiment } = report;
  const { caption, head, rows } = resultsTable(report);
  const shown = head.flatMap((_, column) => (rows.some(({ cells }) => cells[column]) ? [column] : []));
  const line = (cells: readonly string[]) => `    ${shown.map((column) => escaped(cells[column] ?? "")).join(" & ")} \\\\`;
  return `% ${MADE} report ${experiment.id} --latex; needs \\usepackage{booktabs}
\\begin{table}
  \\centering
  \\small
  \\caption{${escaped([title && `${title}.`, overview(report), caption].filter(Boolean).join(" "))}}
  \\label{tab:droplab-${experiment.id}}
  \\begin{tabular}{${shown.map((column) => (head[column]?.holds === "numbers" ? "r" : "l")).join("")}}
    \\toprule
${line(head.map(({ title }) => title))}
    \\midrule
${rows.map(({ cells }) => line(cells)).join("\n")}
    \\bottomrule
  \\end{tabular}
\\end{table}
`;
}

const commands: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "★": "$\\star$",
  "†": "$\\dagger$",
  "±": "$\\pm$",
  "−": "$-$",
  "<": "$<$",
  ">": "$>$",
};

const escaped = (text: string): string =>
  inLine(text).replace(/[\\~^★†±−<>]|[&%$#_{}]/g, (character) => commands[character] ?? `\\${character}`);
