import type { ExperimentRecord, ExperimentResults, Run, TrialRecord } from "#experiment";
import { type Evaluation, laterFields, laterValue, protocols, scoredResult } from "#train";

/** A column of an exported table; absent values are null. */
export interface ExportColumn {
  readonly name: string;
  readonly type: "text" | "number" | "whole";
  readonly values: readonly (string | number | null)[];
}

type Cell = string | number | null;
type Columns<Row> = readonly (readonly [name: string, type: ExportColumn["type"], value: (row: Row) => Cell])[];

/** Their names as a list in JSON, since a name may have any character; null where there is none. */
const namesOf = (labels: readonly number[], { classNames }: TrialRecord): Cell =>
  classNames && labels.length ? JSON.stringify(labels.map((label) => classNames[label])) : null;

interface TrialRow {
  readonly experiment: ExperimentRecord;
  readonly run: Run;
  readonly trial: TrialRecord;
  /** The trial's result; null where it diverged, too: what its net was before is no result. */
  readonly scored: TrialRecord["result"];
  readonly varied: Readonly<Record<string, unknown>>;
}

/** Of a share, freed of what multiplying adds behind the fifteenth digit: 67.1, not 67.10000000000001. */
const percent = (share: number | null | undefined): Cell =>
  share === undefined || share === null ? null : Number((100 * share).toPrecision(15));

const trialColumns: Columns<TrialRow> = [
  ["experiment", "text", ({ experiment }) => experiment.id],
  ["experimentName", "text", ({ experiment }) => experiment.name],
  ["experimentNote", "text", ({ experiment }) => experiment.note],
  ["experimentTags", "text", ({ experiment }) => experiment.tags.join(" ") || null],
  ["trial", "text", ({ trial }) => trial.id],
  ["configuration", "whole", ({ run }) => run.configuration],
  ["repetition", "whole", ({ run }) => run.repetition],
  ["seed", "whole", ({ trial }) => trial.config.seed],
  ["state", "text", ({ trial }) => trial.state],
  ["accuracyPercent", "number", ({ scored }) => percent(scored?.accuracy)],
  ["majoritySharePercent", "number", ({ trial }) => percent(trial.result?.majorityShare)],
  ["selectionAccuracyPercent", "number", ({ scored }) => percent(scored?.selectionAccuracy)],
  ["selectedOn", "text", ({ trial }) => protocols[trial.config.protocol].selectOn],
  ["negativeLogLikelihood", "number", ({ scored }) => scored?.calibration?.negativeLogLikelihood ?? null],
  ["expectedCalibrationErrorPercent", "number", ({ scored }) => percent(scored?.calibration?.expectedCalibrationError)],
  ["calibrationBins", "whole", ({ scored }) => scored?.calibration?.bins ?? null],
  ["monteCarloAccuracyPercent", "number", ({ scored }) => percent(scored?.monteCarlo?.accuracy)],
  ["monteCarloNegativeLogLikelihood", "number", ({ scored }) => scored?.monteCarlo?.calibration?.negativeLogLikelihood ?? null],
  [
    "monteCarloExpectedCalibrationErrorPercent",
    "number",
    ({ scored }) => percent(scored?.monteCarlo?.calibration?.expectedCalibrationError),
  ],
  ["chosenIteration", "whole", ({ scored }) => scored?.iteration ?? null],
  ["deadClasses", "text", ({ scored }) => scored?.deadClasses.join(" ") ?? null],
  ["deadClassNames", "text", ({ trial, scored }) => namesOf(scored?.deadClasses ?? [], trial)],
  ["divergedAt", "whole", ({ trial }) => trial.result?.divergedAt ?? null],
  ["stoppedAt", "whole", ({ scored }) => scored?.stoppedAt ?? null],
  ["wrongLabels", "whole", ({ trial }) => trial.result?.memorized?.examples ?? null],
  ["memorizedPercent", "number", ({ scored }) => percent(scored?.memorized?.asLabelled)],
  ["seenThroughPercent", "number", ({ scored }) => percent(scored?.memorized?.asTrue)],
  ["error", "text", ({ trial }) => trial.error],
  ["dataset", "text", ({ trial }) => trial.data.dataset],
  ["data", "text", ({ trial }) => JSON.stringify(trial.data)],
  ["dataHash", "text", ({ trial }) => trial.dataHash],
  ["testHash", "text", ({ trial }) => trial.testHash],
  ["model", "text", ({ trial }) => trial.config.model.name],
  ["protocol", "text", ({ trial }) => trial.config.protocol],
  ["optimizer", "text", ({ trial }) => trial.config.optimizer],
  ["learningRate", "number", ({ trial }) => trial.config.learningRate],
  ["batchSize", "whole", ({ trial }) => trial.config.batch],
  ["iterations", "whole", ({ trial }) => trial.config.iterations],
  ...laterFields.map(({ name, kind, default: usual }): Columns<TrialRow>[number] => [
    name,
    kind === "number" ? "number" : kind === "whole" ? "whole" : "text",
    ({ trial }) => (laterValue(trial.config, name) ?? usual) as Cell,
  ]),
  ["methods", "text", ({ trial }) => JSON.stringify(trial.config.methods)],
  ["digits", "text", ({ trial }) => trial.numerics],
  ["seconds", "number", ({ trial }) => trial.seconds],
  ["started", "text", ({ trial }) => trial.started],
  ["finished", "text", ({ trial }) => trial.finished],
  ["processor", "text", ({ trial }) => trial.owner?.machine.processor ?? null],
  ["version", "text", ({ trial }) => trial.owner?.version ?? null],
];

/** One row for each trial of the experiments; what they vary comes in columns of its own, `varied.dropout`. */
export function trialTable(experiments: readonly ExperimentResults[]): ExportColumn[] {
  const rows = rowsOf(experiments);
  const names = [...new Set(rows.flatMap(({ varied }) => Object.keys(varied)))];
  const variedColumns = names.map((name): ExportColumn => {
    const values = rows.map(({ varied }) => varied[name] ?? null);
    const isNumber = values.every((value) => value === null || typeof value === "number");
    const text = (value: unknown) => (value === null || typeof value === "string" ? value : JSON.stringify(value));
    return {
      name: `varied.${name}`,
      type: isNumber ? "number" : "text",
      values: isNumber ? (values as Cell[]) : values.map((v) => text(v) ?? null),
    };
  });
  return [...tableOf(trialColumns, rows), ...variedColumns];
}

/** One row for each evaluation of each trial. */
export async function evaluationTable(experiments: readonly ExperimentResults[]): Promise<ExportColumn[]> {
  const different = new Map(experiments.flatMap(({ runs }) => runs.map((run) => [run.record.id, run] as const)));
  const rows: { readonly trial: TrialRecord; readonly evaluation: Evaluation }[] = [];
  for (const { record: trial, evaluations } of different.values())
    for (const evaluation of await evaluations()) rows.push({ trial, evaluation });
  const columns: Columns<(typeof rows)[number]> = [
    ["trial", "text", ({ trial }) => trial.id],
    ["iteration", "whole", ({ evaluation }) => evaluation.iteration],
    ["loss", "number", ({ evaluation }) => (Number.isNaN(evaluation.loss) ? null : evaluation.loss)],
    ["selectionLoss", "number", ({ evaluation }) => (Number.isFinite(evaluation.selectionLoss) ? evaluation.selectionLoss : null)],
    ["accuracyPercent", "number", ({ evaluation }) => percent(evaluation.accuracy)],
    ["kernelNorms", "text", ({ evaluation }) => evaluation.kernelNorms.join(" ")],
    ["deadClasses", "text", ({ evaluation }) => evaluation.deadClasses.join(" ")],
    ["deadClassNames", "text", ({ evaluation, trial }) => namesOf(evaluation.deadClasses, trial)],
  ];
  return tableOf(columns, rows);
}

function rowsOf(all: readonly ExperimentResults[]): TrialRow[] {
  return all.flatMap(({ experiment, configurations, runs }) => {
    const varied = new Map(configurations.map((one) => [one.index, one.varied]));
    return runs.map((run) => {
      const { record: trial, configuration } = run;
      return { experiment, run, trial, scored: scoredResult(trial.result), varied: varied.get(configuration) ?? {} };
    });
  });
}

function tableOf<Row>(columns: Columns<Row>, rows: readonly Row[]): ExportColumn[] {
  return columns.map(([name, type, value]) => ({ name, type, values: rows.map(value) }));
}
