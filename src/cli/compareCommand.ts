import type { Command } from "commander";
import {
  accuracyInterval,
  baselineAmong,
  bcaInterval,
  compareAll,
  countCauses,
  differingFields,
  FEWEST_RESAMPLED,
  type Series,
  sameTestImages,
  seriesFrom,
  summarizeSample,
  warningsFor,
} from "#analysis";
import { counted } from "#engine";
import { configurationsOf, type ExperimentRecord, loadResults, numericalVersionOf, type StoreReader } from "#experiment";
import {
  ACCURACY_SCALE,
  calibrationTable,
  comparisonSentence,
  comparisonShares,
  comparisonTable,
  forestPlot,
  intervalShares,
  sampleShares,
  seriesShares,
} from "#report";
import { marginOption } from "./marginOption.ts";
import { plotWidth, print, tableWidth } from "./output.ts";
import { addStoreOption, readStore, type StoreOptions, theExperimentWithRuns } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

interface CompareOptions extends StoreOptions {
  readonly baseline?: string;
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
        "Compares the configurations of an experiment with its baseline (the first one, unless --baseline names another), or the configurations of several experiments with the first of the first: then it says in what the two differ, and refuses accuracies of other test examples. Pairs are runs with the same seed; runs that diverged have no accuracy.",
        "Each comparison: the mean difference in points with Student's and the widened BCa bootstrap interval, on how many seeds it is better, the exact sign-flip p (two-sided), the same after Holm's correction over all comparisons, Wilcoxon's p, the effect size d_z, and the difference that so many pairs can see with power 0.8 by that test after the correction. Then differences of calibration where it was recorded, a sentence for each, and what to know before believing it.",
      ].join("\n\n"),
    );
  addStoreOption(command)
    .option("--baseline <text>", "the configuration to compare with: a part of its name, such as 'dropout 0,' (default: the first)")
    .addOption(marginOption("also test whether differences are within ± this: no difference that matters"))
    .option("--json", "as JSON on standard output")
    .addHelpText("after", "\nExamples:\n  droplab sweep --protocol sound --dropout 0,0.2,0.4 -r 10\n  droplab compare 3f2a --margin 0.1")
    .action(async (experiment: string, others: string[], options: CompareOptions) => compare([experiment, ...others], options));
}

async function compare(prefixes: readonly string[], options: CompareOptions): Promise<void> {
  const store = await readStore(options);
  try {
    const asked: ExperimentRecord[] = [];
    for (const prefix of prefixes) {
      const experiment = await theExperimentWithRuns(store, prefix, options);
      if (!asked.some(({ id }) => id === experiment.id)) asked.push(experiment); // named twice it is one
    }
    const titles = titlesOf(asked);
    const experiments: Series[][] = [];
    for (const experiment of asked) experiments.push(await seriesOf(store, experiment, titles.get(experiment.id)));
    const series = experiments.flat();
    refuseMixedVersions(series);
    const baseline = options.baseline ? theBaseline(series, options.baseline) : (series[0] as Series);
    const others = series.filter((one) => one !== baseline);
    if (others.length === 0) throw new UsageError(`${prefixes[0]}: ${alone(asked)}; name another experiment to compare it with`);
    refuseOtherImages(baseline, experiments);
    const items = series.map((one) => ({ series: one }));
    const compared = compareAll(items, items.find((one) => one.series === baseline) as (typeof items)[number], options.margin);
    const comparisons = compared.flatMap(({ comparison }) => comparison ?? []);
    const differing = asked.length > 1 ? differences(baseline, others) : [];
    const warnings = [...mixedCauses(differing), ...warningsFor(compared)];
    if (options.json) {
      const plain = series.map((one) => {
        const values = [...one.bySeed.values()];
        return {
          ...seriesShares(one),
          accuracy: sampleShares({ ...summarizeSample(values), interval: accuracyInterval(values) }),
          accuracyBootstrap:
            values.length >= FEWEST_RESAMPLED ? { ...intervalShares(bcaInterval(values)), method: "BCa, widened by Student's t" } : null,
        };
      });
      const shares = comparisons.map(comparisonShares);
      print(
        JSON.stringify({ ...ACCURACY_SCALE, baseline: baseline.name, series: plain, comparisons: shares, differing, warnings }, null, 2),
      );
      return;
    }
    print(`Compared with ${baseline.name} (${runsText(baseline)}); differences in points, paired by seed, with Student's intervals.\n`);
    for (const [id, title] of titles) print(`${title} is of ${asked.find((one) => one.id === id)?.command}`);
    for (const { other, fields } of differing)
      print(`${other} differs from it in ${fields.join("; ") || "nothing but its seeds, or how many runs it has"}.`);
    print(`${differing.length ? "\n" : ""}${comparisonTable(comparisons, tableWidth()).join("\n")}`);
    const plot = forestPlot(comparisons, plotWidth());
    if (plot.length) print(`\n${plot.join("\n")}`);
    const calibration = calibrationTable(comparisons, tableWidth());
    if (calibration.length) print(`\n${calibration.join("\n")}`);
    print(`\n${comparisons.map(comparisonSentence).join("\n")}`);
    if (warnings.length) print(`\nBefore you believe it:\n${warnings.map((warning) => `- ${warning}`).join("\n")}`);
  } finally {
    await store.close();
  }
}

/** Why nothing is left beside the baseline. */
function alone(asked: readonly ExperimentRecord[]): string {
  const planned = asked.reduce((sum, { definition }) => sum + configurationsOf(definition).length, 0);
  return planned === 1 ? "there is one configuration only" : "the runs of all configurations but one were removed";
}

/** `5 of 8 runs, 3 diverged` */
function runsText({ bySeed, planned, diverged }: Series): string {
  const runs = bySeed.size === planned ? counted(planned, "run") : `${bySeed.size} of ${counted(planned, "run")}`;
  return diverged ? `${runs}, ${diverged} diverged` : runs;
}

/** Accuracies of other test examples are no accuracies of the same thing: an experiment that has nothing else is refused. */
function refuseOtherImages(baseline: Series, experiments: readonly (readonly Series[])[]): void {
  const { setup: base } = baseline;
  const isApart = ({ setup }: Series) => base !== undefined && setup !== undefined && !sameTestImages(base, setup);
  for (const own of experiments) {
    const [first, ...rest] = own.filter((one) => one !== baseline);
    // where some can be compared, they are, and it is said of the others
    if (!first || ![first, ...rest].every(isApart)) continue;
    const [a, b] = [base?.dataset, first.setup?.dataset];
    const where = a === b ? `both are of ${a}, which was split, standardized or read otherwise, or has changed` : `${a} and ${b}`;
    throw new UsageError(
      `compare: ${baseline.name} and ${first.name} were tested on different ${a === b ? "numbers" : "examples"} (${where}), so their accuracies cannot be compared; name experiments with the same test examples`,
    );
  }
}

/** In what each differs from the baseline, field by field. */
function differences(baseline: Series, others: readonly Series[]): Difference[] {
  const { setup: base } = baseline;
  return others.flatMap(({ name, setup }) =>
    setup && base ? [{ other: name, fields: differingFields(setup, base), causes: countCauses(setup, base) }] : [],
  );
}

interface Difference {
  readonly other: string;
  readonly fields: readonly string[];
  /** How many of these could be the reason of a difference. */
  readonly causes: number;
}

/** Where more than one thing differs, none of them is the reason by itself. */
function mixedCauses(differing: readonly Difference[]): string[] {
  const mixed = differing.filter(({ causes }) => causes > 1);
  if (!mixed.length) return [];
  const names = mixed.slice(0, 3).map(({ other, fields }) => `${other} (${fields.join("; ")})`);
  const rest = mixed.length > 3 ? ` and ${mixed.length - 3} more` : "";
  return [`more than one thing differs from the baseline, so a difference cannot be put down to one of them: ${names.join(", ")}${rest}`];
}

/** Runs of several numerical versions differ by more than what was varied. */
function refuseMixedVersions(series: readonly Series[]): void {
  const versions = Map.groupBy(series, ({ numerics }) => [...new Set(numerics.map(numericalVersionOf))].sort().join(" and "));
  if (versions.size < 2 && ![...versions.keys()].some((text) => text.includes(" and "))) return;
  const found = [...versions].map(([text, [first]]) => `${first?.name} is of numerical version ${text}`);
  throw new UsageError(`compare: ${found.join(", ")}; they do not compare, so run the older ones anew`);
}

/** What several experiments are called: by their ids where they have no names, or share one; a single one needs none. */
function titlesOf(experiments: readonly ExperimentRecord[]): ReadonlyMap<string, string> {
  if (experiments.length < 2) return new Map();
  const different = [...new Map(experiments.map((one) => [one.id, one])).values()];
  const isShared = ({ id, name }: ExperimentRecord) => different.some((other) => other.id !== id && other.name === name);
  return new Map(
    different.map((one) => [one.id, one.name === null || isShared(one) ? [one.name, one.id].filter(Boolean).join(" ") : one.name]),
  );
}

/** The runs of each configuration; the title of the experiment, where it has one, stands in their names. */
async function seriesOf(store: StoreReader, experiment: ExperimentRecord, title?: string): Promise<Series[]> {
  const results = await loadResults(store, experiment);
  const twins = await results.heldOutTwins();
  return results.configurations.map((configuration) => {
    const { name, varied } = configuration;
    const named = [title, Object.keys(varied).length ? name : ""].filter(Boolean).join(": ");
    return { ...seriesFrom(configuration, twins), name: title === undefined ? name : named };
  });
}

function theBaseline(series: readonly Series[], wanted: string): Series {
  try {
    return baselineAmong(series, wanted);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
