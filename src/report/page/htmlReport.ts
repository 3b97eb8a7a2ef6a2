import { comparisonsOf, type ExperimentReport, type InspectedConfiguration, type ReportConfiguration } from "#analysis";
import { counted } from "#engine";
import { scoredResult } from "#train";
import { type ColumnHead, numbers, words } from "../columnHead.ts";
import { comparisonSentence, correctionText } from "../comparisonLines.ts";
import { facts, repeats } from "../facts.ts";
import type { DrawnFigure } from "../figures/figure.ts";
import { inOrder, inspectedImages } from "../figures/netFigures.ts";
import type { Paper } from "../figures/paper.ts";
import { raster } from "../figures/raster.ts";
import { findings, overview, sharedImagesSentence, unfinished } from "../findings.ts";
import { MADE_COMMENT } from "../madeHere.ts";
import { resultsTable } from "../resultsTable.ts";
import { robustnessSentences, robustnessTable } from "../robustnessLines.ts";
import { className, memorizedText, monteCarloText, percent } from "../runLines.ts";
import { errorText, lossText } from "../sweepTable.ts";
import { figure, type Html, html, raw, table } from "./html.ts";
import { style } from "./style.ts";

/** Nothing is loaded, nothing runs: the page is one file. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The report as one HTML file that needs nothing beside it. */
export function htmlReport(report: ExperimentReport, figures: readonly DrawnFigure[], paper: Paper): string {
  const { title, experiment, inspected } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
${raw(MADE_COMMENT)}
<title>${title} · droplab</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<p class="kind">droplab report · experiment ${experiment.id} · ${experiment.updated.slice(0, 10)}</p>
<h1>${title}</h1>
<p class="lede">${overview(report)}</p>
<nav aria-label="Contents"><ul>${contents(report, figures).map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}</ul></nav>
</header>
<main>
${summary(report)}
<section id="results"><h2>Results</h2>
${results(report)}
<p class="noprint">Every configuration and number links to the runs behind it and the command that repeats them.</p>
</section>
${figures.map(figure)}
${robustness(report)}
${deadUnits(inspected)}
${mistakes(inspected, paper)}
${report.inspectionNote ? html`<p>${report.inspectionNote}</p>` : ""}
${statistics(report)}
<section id="method"><h2>What was run</h2>
<dl class="facts">${facts(report).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
<details><summary>The experiment as JSON, for <code>droplab sweep file.json</code></summary><pre>${JSON.stringify(experiment.definition, null, 2)}</pre></details>
</section>
<section id="runs"><h2>Runs</h2>
${report.configurations.map((one) => runsOf(one, repeats(report)))}
</section>
</main>
<footer>Made by <code>droplab report ${experiment.id}</code>. Accuracies are in percent of the test examples; a point is one percent.</footer>
</body>
</html>
`;
  return String(page);
}

function contents(report: ExperimentReport, figures: readonly DrawnFigure[]): [string, string][] {
  return [
    ["summary", "In short"],
    ["results", "Results"],
    ...figures.map(({ name, title }): [string, string] => [`figure-${name}`, title]),
    ...(robustnessTable(report.configurations).rows.length ? [["robustness", "Robustness"] as [string, string]] : []),
    ...(report.inspected.length ? [["dead-units", "Dead units"] as [string, string]] : []),
    ...(report.inspected.some(({ mistakeImages }) => mistakeImages.length) ? [["mistakes", "Worst mistakes"] as [string, string]] : []),
    ...(comparisonsOf(report).length ? [["statistics", "Statistics"] as [string, string]] : []),
    ["method", "What was run"],
    ["runs", "Runs"],
  ];
}

function summary(report: ExperimentReport): Html {
  const open = unfinished(report);
  return html`<section id="summary"><h2>In short</h2>
<ul class="sentences">${findings(report).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${open ? html`<p><strong>${open}</strong></p>` : ""}
${report.warnings.length ? html`<div class="warnings"><h3>Before you believe it</h3><ul class="sentences">${report.warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>` : ""}
</section>`;
}

/** The result table; every cell leads to the runs behind it. */
function results(report: ExperimentReport): Html {
  const { caption, head, rows } = resultsTable(report);
  const linked = rows.map(({ configuration, cells }) =>
    cells.map((cell) => (cell ? html`<a href="#c${configuration.index}">${cell}</a>` : "")),
  );
  return table(caption, ...withoutEmpty(head, linked));
}

/** A table without the columns that say nothing in any row. */
function withoutEmpty<T>(head: readonly ColumnHead[], rows: readonly (readonly T[])[]): [ColumnHead[], T[][]] {
  const isUsed = (_: unknown, column: number) => rows.length === 0 || rows.some((row) => row[column] !== "");
  return [head.filter(isUsed), rows.map((row) => row.filter(isUsed))];
}

/** What the nets are without some of their hidden units. */
function robustness(report: ExperimentReport): Html | "" {
  const { caption, head, rows } = robustnessTable(report.configurations);
  if (!rows.length) return "";
  const linked = rows.map(({ configuration, cells }) => cells.map((cell) => html`<a href="#c${configuration.index}">${cell}</a>`));
  return html`<section id="robustness"><h2>Robustness</h2>
<ul class="sentences">${robustnessSentences(report).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${table(caption, head, linked)}</section>`;
}

function statistics(report: ExperimentReport): Html | "" {
  const { configurations, baseline } = report;
  const comparisons = comparisonsOf(report);
  const shared = sharedImagesSentence(report);
  if (!comparisons.length) return "";
  const testable = comparisons.find(({ comparisons: count }) => count)?.comparisons ?? 0;
  const isDrawn = comparisons.some(({ paired: { signFlip } }) => !signFlip.exact && signFlip.draws > 0);
  const test = `exact sign-flip test${isDrawn ? " (of drawn patterns where the sentence says so)" : ""}`;
  const areTested = comparisons.some(({ p }) => !Number.isNaN(p));
  const tests = areTested
    ? ` p is of the ${test}, two-sided,${correctionText(testable) || " of one comparison"};`
    : " No test is made of them;";
  return html`<section id="statistics"><h2>Statistics</h2>
<p>Runs with the same seed are pairs, and the seed is the unit.${tests} intervals are Student's, 95%, each of one comparison alone. Compared with ${baseline.name}:</p>
<ul class="sentences">${configurations.map(({ index, comparison }) => (comparison ? html`<li>${comparisonSentence(comparison)} <a href="#c${index}">Its runs</a></li>` : ""))}</ul>${shared ? html`<p>${shared}</p>` : ""}
</section>`;
}

/** Dead units and zeros of every hidden activation layer; none where the nets have different layers. */
function deadUnits(inspected: readonly InspectedConfiguration[]): Html | "" {
  const withLayers = inOrder(inspected).filter(({ inspection }) => inspection.layers.length > 0);
  if (!withLayers.length) return "";
  const rowOf = ({ configuration, inspection }: InspectedConfiguration) => [
    html`<a href="#c${configuration.index}">${configuration.name}</a>`,
    ...inspection.layers.map(({ units, deadUnits: dead, zeros }) => `${dead} of ${units}, ${percent(zeros, 1)}`),
  ];
  const layersOf = ({ inspection }: InspectedConfiguration) => inspection.layers.map(({ name }) => name);
  // nets of other layers have a table of their own
  const tables = [...Map.groupBy(withLayers, (one) => String(layersOf(one))).values()];
  const caption = `Units (feature maps of convolutions) that are 0 on all ${inspectedImages(inspected)} inspected test examples, and the share of activations that are 0, by the net of the median run.`;
  return html`<section id="dead-units"><h2>Dead units</h2>
${tables.map((own, place) =>
  table(
    place ? `The same of nets with other layers: ${layersOf(own[0] as InspectedConfiguration).join(", ")}.` : caption,
    [words("Configuration"), ...layersOf(own[0] as InspectedConfiguration).map(numbers)],
    own.map(rowOf),
  ),
)}</section>`;
}

/** Of the picture of a mistake, in pixels of the page. */
const LONGEST_SIDE = 84;

function mistakes(inspected: readonly InspectedConfiguration[], { png }: Paper): Html | "" {
  const shown = inspected.filter(({ mistakeImages }) => mistakeImages.length).slice(0, 2);
  if (!shown.length) return "";
  const areProbabilities = shown.every(({ inspection }) => inspection.mistakes.every(({ probability }) => probability !== undefined));
  return html`<section id="mistakes"><h2>Worst mistakes</h2>
<p>The test images that give the right class the least ${areProbabilities ? "probability" : "output"}, by the net of the median run.</p>
${shown.map(
  ({ configuration, run, inspection, mistakeImages }) =>
    html`<h3>${configuration.name}, run ${run.repetition}</h3><div class="mistakes">${mistakeImages.map(
      ({ pixels, width, height }, place) => {
        const mistake = inspection.mistakes[place] as (typeof inspection.mistakes)[number];
        const nameOf = (label: number) => className(label, run.record.classNames);
        const picture = raster(width, height, 1, (x, y) => {
          const ink = 255 - (pixels[y * width + x] as number);
          return [ink, ink, ink];
        });
        const sideOf = (count: number) => Math.max(1, Math.round((LONGEST_SIDE * count) / Math.max(width, height)));
        return html`<figure><img src="${png(picture)}" width="${sideOf(width)}" height="${sideOf(height)}" alt="Test image ${mistake.index}, a ${nameOf(mistake.label)}"><figcaption>${nameOf(mistake.label)}, taken for ${nameOf(mistake.predicted)}${mistake.probability === undefined ? "" : ` with ${percent(mistake.probability, 0)}`}<br>image ${mistake.index}</figcaption></figure>`;
      },
    )}</div>`,
)}</section>`;
}

function runsOf({ index, name, command, runs, sample }: ReportConfiguration, how: string): Html {
  const rows = runs.map(({ repetition, record: { id, state, result, config, classNames, seconds, error } }) => {
    const scored = scoredResult(result);
    return [
      html`<span id="t-${id}">${repetition}</span>`,
      String(config.seed),
      html`<code>${id.slice(0, 12)}</code>`,
      state,
      scored ? percent(scored.accuracy) : "",
      scored ? String(scored.iteration) : "",
      scored?.deadClasses.map((label) => className(label, classNames)).join(", ") ?? "",
      seconds ? seconds.toFixed(0) : "",
      [
        result && result.divergedAt !== null ? `diverged at iteration ${result.divergedAt}: no score` : "",
        result?.stoppedAt ? `stopped early at ${result.stoppedAt}` : "",
        scored?.calibration ? `NLL ${lossText(scored.calibration)}, ECE ${errorText(scored.calibration)}%` : "",
        scored?.monteCarlo ? monteCarloText(scored.monteCarlo) : "",
        scored?.memorized ? memorizedText(scored.memorized) : "",
        error ?? "",
      ]
        .filter(Boolean)
        .join("; "),
    ];
  });
  const head = [
    numbers("Run"),
    numbers("Seed"),
    words("Id"),
    words("State"),
    numbers("Accuracy"),
    numbers("At iteration"),
    words("Lost classes"),
    numbers("Seconds"),
    words("Notes"),
  ];
  return html`<details><summary><strong>${name}</strong>: ${sample.n ? `${sample.mean.toFixed(2)}% over ${sample.n < runs.length ? `${sample.n} of ` : ""}${counted(runs.length, "run")}` : "no finished run"}</summary>
<p id="c${index}">Repeat them, ${how}:</p><pre>${command}</pre>
${table(`Runs of ${name}`, ...withoutEmpty(head, rows))}</details>
`;
}
