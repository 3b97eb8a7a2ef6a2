import type { Command } from "commander";
import {
  bcaInterval,
  compareAll,
  configurationsWithTrials,
  type ExperimentRecord,
  numericalVersionOf,
  type Series,
  seriesFrom,
  summarizeSample,
  warningsFor,
} from "#lab";
import { comparisonSentence, comparisonTable, forestPlot } from "#report";
import type { SqliteReader } from "#store";
import { numberOption } from "./options.ts";
import { plotWidth, print, tableWidth } from "./output.ts";
import { addStoreOptions, readStore, type StoreOptions, theExperiment } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface CompareOptions extends StoreOptions {
  readonly baseline: string;
  readonly margin?: number;
  readonly json?: boolean;
}

/** `droplab compare`: did it help, or was it luck? */
export function addCompareCommand(program: Command): void {
  const command = program
    .command("compare <experiment> [others...]")
    .summary("say whether configurations differ, paired by seed, with intervals and corrected p")
    .description(
      [
        "Compares the configurations of an experiment with its baseline (the first one, unless --baseline names another), or the configurations of several experiments with the first of the first. Pairs are runs with the same seed.",
        "Each comparison: the mean difference in points with Student's and a bootstrap interval, on how many seeds it is better, the exact sign-flip p (two-sided), the same after Holm's correction over all comparisons, Wilcoxon's p, the effect size d_z, and the difference that so many pairs can see with power 0.8. Then a sentence for each, and what to know before believing it.",
      ].join("\n\n"),
    );
  addStoreOptions(command)
    .option("--baseline <text>", "the configuration to compare with: a part of its name, such as 'dropout 0,'", "")
    .addOption(
      numberOption(
        "--margin <points>",
        "also test whether differences are within ± this: no difference that matters",
        "a positive number",
        (m) => m > 0,
      ),
    )
    .option("--json", "as JSON on standard output")
    .addHelpText("after", "\nExamples:\n  droplab sweep --protocol sound --dropout 0,0.2,0.4 -r 10\n  droplab compare 3f2a --margin 0.1")
    .action((experiment: string, others: string[], options: CompareOptions) => compare([experiment, ...others], options));
}

function compare(prefixes: readonly string[], options: CompareOptions): void {
  const store = readStore(options);
  try {
    const series = prefixes.flatMap((prefix) => seriesOf(store, theExperiment(store, prefix), prefixes.length > 1));
    refuseMixedVersions(series);
    const index = options.baseline ? series.findIndex(({ name }) => `${name},`.includes(options.baseline)) : 0;
    const baseline = series[index];
    if (!baseline)
      throw new UsageError(
        `baseline: ${JSON.stringify(options.baseline)} is in no configuration's name; there are ${series.map(({ name }) => name).join("; ")}`,
      );
    const others = series.filter((one) => one !== baseline);
    if (others.length === 0)
      throw new UsageError(`${prefixes[0]}: there is one configuration only; name another experiment to compare it with`);
    const comparisons = compareAll(baseline, others, options.margin);
    const warnings = warningsFor(series, comparisons);
    if (options.json) {
      const plain = series.map((one) => {
        const values = [...one.bySeed.values()];
        return {
          ...one,
          bySeed: Object.fromEntries(one.bySeed),
          sample: summarizeSample(values),
          bootstrap: values.length > 1 ? bcaInterval(values) : null,
        };
      });
      print(JSON.stringify({ baseline: baseline.name, series: plain, comparisons, warnings }, null, 2));
      return;
    }
    print(`Compared with ${baseline.name} (${baseline.bySeed.size} runs); differences in points, paired by seed.\n`);
    print(comparisonTable(comparisons, tableWidth()).join("\n"));
    print(`\n${forestPlot(comparisons, plotWidth()).join("\n")}`);
    print(`\n${comparisons.map(comparisonSentence).join("\n")}`);
    if (warnings.length) print(`\nBefore you believe it:\n${warnings.map((warning) => `- ${warning}`).join("\n")}`);
  } finally {
    store.close();
  }
}

/** Runs of several numerical versions differ by more than what was varied. */
function refuseMixedVersions(series: readonly Series[]): void {
  const versions = Map.groupBy(series, ({ numerics }) => [...new Set(numerics.map(numericalVersionOf))].sort().join(" and "));
  if (versions.size < 2 && ![...versions.keys()].some((text) => text.includes(" and "))) return;
  const found = [...versions].map(([text, [first]]) => `${first?.name} is of numerical version ${text}`);
  throw new UsageError(`compare: ${found.join(", ")}; they do not compare, so run the older ones anew`);
}

/** The runs of each configuration; with several experiments their names or commands stand in the name. */
function seriesOf(store: SqliteReader, experiment: ExperimentRecord, named: boolean): Series[] {
  const whole = experiment.name ?? experiment.command.replace(/^droplab (run|sweep) ?/, "");
  return configurationsWithTrials(store, experiment, () => "").map((configuration) => {
    const { name, varied } = configuration;
    const text = [whole, Object.keys(varied).length ? name : ""].filter(Boolean).join(": ");
    return { ...seriesFrom(configuration, store), name: named ? text : name };
  });
}
