import { comparisonsOf, type ExperimentReport } from "#analysis";
import { scoredResult, scoreOf } from "#train";
import type { Cell, ExportColumn, ExportTable } from "./exportTable.ts";
import { measuredOf } from "./robustnessLines.ts";

type Row = Readonly<Record<string, Cell>>;

/** The numbers that a figure of a report shows, as a table; figures of nets have none but those of their pictures. */
export function figureData(report: ExperimentReport, name: string): ExportTable | undefined {
  const rows = rowsOf(report, name);
  if (!rows?.length) return undefined;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((column): ExportColumn => {
    const isNumber = rows.every((row) => typeof (row[column] ?? 0) === "number");
    return { name: column, type: isNumber ? "number" : "text" };
  });
  return { columns, rows: inTurn(rows.map((row) => names.map((column) => row[column] ?? null))) };
}

async function* inTurn<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

const finite = (value: number | null | undefined): number | null => (Number.isFinite(value) ? (value as number) : null);

function rowsOf(report: ExperimentReport, name: string): Row[] | undefined {
  const { configurations, curves } = report;
  if (name === "differences")
    return comparisonsOf(report).map(({ other, baseline, paired, adjustedP, verdict }) => ({
      configuration: other,
      baseline,
      differencePoints: finite(paired.meanDifference),
      low: finite(paired.interval.low),
      high: finite(paired.interval.high),
      pairs: paired.pairs,
      pAfterHolm: finite(adjustedP),
      verdict,
    }));
  if (name === "curves" || name === "kernel-norms")
    return configurations.flatMap(({ index, name: configuration }) =>
      (curves.get(index) ?? []).map(({ iteration, runs, accuracy, kernelNorms }) => ({
        configuration,
        iteration,
        runs,
        ...(name === "curves"
          ? { errorPercent: 100 - accuracy.mean, lowestErrorPercent: 100 - accuracy.high, highestErrorPercent: 100 - accuracy.low }
          : Object.fromEntries(kernelNorms.map((norm, kernel) => [`kernel${kernel + 1}Norm`, finite(norm)]))),
      })),
    );
  if (name === "robustness")
    return measuredOf(configurations).flatMap(({ configuration, robustness: { runs, images, draws, asIs, rescaled } }) =>
      asIs.map(({ share, mean, low, high }, place) => ({
        configuration: configuration.name,
        percentRemoved: Math.round(100 * share),
        runs,
        testImages: images,
        draws,
        accuracyPercent: mean,
        lowestRun: low,
        highestRun: high,
        rescaledAccuracyPercent: finite(rescaled[place]?.mean),
        rescaledLowestRun: finite(rescaled[place]?.low),
        rescaledHighestRun: finite(rescaled[place]?.high),
      })),
    );
  if (name !== "runs" && name !== "dead-classes" && name !== "parallel" && !/^(by|map)-/.test(name)) return undefined;
  return configurations.flatMap(({ name: configuration, varied, sample, runs }) =>
    runs.map(({ repetition, record: { id, state, config, result } }) => ({
      configuration,
      ...Object.fromEntries(Object.entries(varied).map(([field, value]) => [field, cellOf(value)])),
      run: id,
      repetition,
      seed: config.seed,
      state,
      accuracyPercent: result && scoreOf(result) !== null ? 100 * (scoreOf(result) as number) : null,
      lostClasses: scoredResult(result)?.deadClasses.join(" ") || null,
      meanPercent: finite(sample.mean),
      low: finite(sample.interval.low),
      high: finite(sample.interval.high),
    })),
  );
}

const cellOf = (value: unknown): Cell =>
  typeof value === "number" || typeof value === "string" ? value : value === undefined || value === null ? null : JSON.stringify(value);
