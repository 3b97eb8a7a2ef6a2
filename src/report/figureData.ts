import { comparisonsOf, type ExperimentReport, type ReportConfiguration } from "#analysis";
import { scoredResult, scoreOf } from "#train";
import type { Cell, ExportColumn, ExportTable } from "./exportTable.ts";
import { measuredOf } from "./robustnessLines.ts";
import { className } from "./runLines.ts";
import { hasWholeMean } from "./wholeMean.ts";

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
  // a figure of means has none of what remains where runs diverged or were given up, and of other test examples
  const hasMean = (one: ReportConfiguration) =>
    /^map-|^parallel$/.test(name) ? one.rank >= 1 : !name.startsWith("by-") || hasWholeMean(one);
  const meansOf = (one: ReportConfiguration) => {
    const { mean, interval } = one.sample;
    const [meanPercent, low, high] = [mean, interval.low, interval.high].map((value) => (hasMean(one) ? finite(value) : null));
    return { meanPercent: meanPercent ?? null, low: low ?? null, high: high ?? null };
  };
  return configurations.flatMap((one) =>
    one.runs.map(({ repetition, record: { id, state, config, result, classNames } }) => ({
      configuration: one.name,
      ...Object.fromEntries(Object.entries(one.varied).map(([field, value]) => [field, cellOf(value)])),
      run: id,
      repetition,
      seed: config.seed,
      state: result && scoreOf(result) === null ? "diverged" : state,
      accuracyPercent: result && scoreOf(result) !== null ? 100 * (scoreOf(result) as number) : null,
      lostClasses:
        scoredResult(result)
          ?.deadClasses.map((label) => className(label, classNames))
          .join(", ") || null,
      ...meansOf(one),
    })),
  );
}

const cellOf = (value: unknown): Cell =>
  typeof value === "number" || typeof value === "string" ? value : value === undefined || value === null ? null : JSON.stringify(value);
