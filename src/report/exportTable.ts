import { chosenOn, halfRemoved } from "#analysis";
import type { ExperimentRecord, ExperimentResults, Run, TrialRecord } from "#experiment";
import { type Evaluation, laterFields, laterValue, optionsOn, protocols, scoredResult } from "#train";

export interface ExportColumn {
  readonly name: string;
  readonly type: "text" | "number" | "whole";
}

/** An absent value is null. */
export type Cell = string | number | null;

/** A table as it is exported. Its rows may be many: they come one at a time. */
export interface ExportTable {
  readonly columns: readonly ExportColumn[];
  /** Each with a cell for every column. */
  readonly rows: AsyncIterable<readonly Cell[]>;
}

export interface TrialTableOptions {
  /** Whether it says on which host and by which command line runs were made. */
  readonly withMachine?: boolean;
}

type Column<Row> = ExportColumn & { value(row: Row): Cell };
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

/** A share, from 0 to 1, as its column is named; null where there is none. */
const share = (value: number | null | undefined): Cell => value ?? null;

/** The mean over the draws, with half of the hidden units removed. */
function halfRemovedShare(scored: TrialRow["scored"], name: "right" | "rightRescaled"): Cell {
  const percent = halfRemoved(scored?.robustness, name);
  return percent === undefined ? null : Number((percent / 100).toPrecision(15));
}

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
  ["accuracyShare", "number", ({ scored }) => share(scored?.accuracy)],
  ["majorityShare", "number", ({ trial }) => share(trial.result?.majorityShare)],
  ["selectionAccuracyShare", "number", ({ scored }) => share(scored?.selectionAccuracy)],
  ["selectedOn", "text", ({ trial }) => chosenOn(trial.config)],
  ["negativeLogLikelihood", "number", ({ scored }) => scored?.calibration?.negativeLogLikelihood ?? null],
  ["expectedCalibrationErrorShare", "number", ({ scored }) => share(scored?.calibration?.expectedCalibrationError)],
  ["calibrationBins", "whole", ({ scored }) => scored?.calibration?.bins ?? null],
  ["monteCarloAccuracyShare", "number", ({ scored }) => share(scored?.monteCarlo?.accuracy)],
  ["monteCarloNegativeLogLikelihood", "number", ({ scored }) => scored?.monteCarlo?.calibration?.negativeLogLikelihood ?? null],
  ["monteCarloExpectedCalibrationErrorShare", "number", ({ scored }) => share(scored?.monteCarlo?.calibration?.expectedCalibrationError)],
  ["halfRemovedAccuracyShare", "number", ({ scored }) => halfRemovedShare(scored, "right")],
  ["halfRemovedRescaledAccuracyShare", "number", ({ scored }) => halfRemovedShare(scored, "rightRescaled")],
  ["chosenIteration", "whole", ({ scored }) => scored?.iteration ?? null],
  ["deadClasses", "text", ({ scored }) => scored?.deadClasses.join(" ") ?? null],
  ["deadClassNames", "text", ({ trial, scored }) => namesOf(scored?.deadClasses ?? [], trial)],
  ["divergedAt", "whole", ({ trial }) => trial.result?.divergedAt ?? null],
  ["stoppedAt", "whole", ({ scored }) => scored?.stoppedAt ?? null],
  ["wrongLabels", "whole", ({ trial }) => trial.result?.memorized?.examples ?? null],
  ["memorizedShare", "number", ({ scored }) => share(scored?.memorized?.asLabelled)],
  ["seenThroughShare", "number", ({ scored }) => share(scored?.memorized?.asTrue)],
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
  ["methods", "text", ({ trial }) => JSON.stringify(optionsOn(trial.config))],
  ["digits", "text", ({ trial }) => trial.numerics],
  ["seconds", "number", ({ trial }) => trial.seconds],
  ["started", "text", ({ trial }) => trial.started],
  ["finished", "text", ({ trial }) => trial.finished],
  ["processor", "text", ({ trial }) => trial.owner?.machine.processor ?? null],
  ["version", "text", ({ trial }) => trial.owner?.version ?? null],
];

const machineColumns: Columns<TrialRow> = [
  ["host", "text", ({ trial }) => trial.owner?.host || null],
  ["command", "text", ({ trial }) => trial.owner?.command || null],
];

/** One row for each trial of the experiments; what they vary comes in columns of its own, `varied.dropout`. */
export function trialTable(experiments: readonly ExperimentResults[], { withMachine = false }: TrialTableOptions = {}): ExportTable {
  const rows = rowsOf(experiments);
  const names = [...new Set(rows.flatMap(({ varied }) => Object.keys(varied)))];
  const variedColumns = names.map((name): Column<TrialRow> => {
    const isNumber = rows.every(({ varied }) => ["number", "undefined"].includes(typeof varied[name]));
    return { name: `varied.${name}`, type: isNumber ? "number" : "text", value: ({ varied }) => variedCell(varied[name], isNumber) };
  });
  const columns = columnsOf([...trialColumns, ...(withMachine ? machineColumns : [])]);
  return tableOf([...columns, ...variedColumns], rows);
}

const variedCell = (value: unknown, isNumber: boolean): Cell => {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || isNumber ? (value as Cell) : JSON.stringify(value);
};

interface EvaluationRow {
  readonly trial: TrialRecord;
  readonly evaluation: Evaluation;
}

const evaluationColumns: Columns<EvaluationRow> = [
  ["trial", "text", ({ trial }) => trial.id],
  ["iteration", "whole", ({ evaluation }) => evaluation.iteration],
  ["loss", "number", ({ evaluation }) => (Number.isNaN(evaluation.loss) ? null : evaluation.loss)],
  ["selectionLoss", "number", ({ evaluation }) => (Number.isFinite(evaluation.selectionLoss) ? evaluation.selectionLoss : null)],
  ["accuracyShare", "number", ({ evaluation }) => share(evaluation.accuracy)],
  ["accuracyOf", "text", ({ trial }) => protocols[trial.config.protocol].selectOn],
  ["kernelNorms", "text", ({ evaluation }) => evaluation.kernelNorms.join(" ")],
  ["deadClasses", "text", ({ evaluation }) => evaluation.deadClasses.join(" ")],
  ["deadClassNames", "text", ({ evaluation, trial }) => namesOf(evaluation.deadClasses, trial)],
];

const names = new Set([...trialColumns, ...machineColumns, ...evaluationColumns].map(([name]) => name));

/** Whether a line of CSV names columns of these tables alone: a column more is somebody's work. */
export const isExportHeader = (line: string): boolean => line.split(",").every((name) => names.has(name) || name.startsWith("varied."));

/** One row for each evaluation of each trial; those of a trial are asked for when its rows come. */
export function evaluationTable(experiments: readonly ExperimentResults[]): ExportTable {
  const different = new Map(experiments.flatMap(({ runs }) => runs.map((run) => [run.record.id, run] as const)));
  async function* rows(): AsyncGenerator<EvaluationRow> {
    for (const { record: trial, evaluations } of different.values())
      for (const evaluation of await evaluations()) yield { trial, evaluation };
  }
  return tableOf(columnsOf(evaluationColumns), rows());
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

const columnsOf = <Row>(columns: Columns<Row>): Column<Row>[] => columns.map(([name, type, value]) => ({ name, type, value }));

function tableOf<Row>(columns: readonly Column<Row>[], rows: Iterable<Row> | AsyncIterable<Row>): ExportTable {
  async function* cells(): AsyncGenerator<Cell[]> {
    for await (const row of rows) yield columns.map(({ value }) => value(row));
  }
  return { columns, rows: cells() };
}
