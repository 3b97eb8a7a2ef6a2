import { endText, formatGeneral, type SourceVariance, spreadDecimals, streamNames, type VarianceSplit } from "#analysis";
import { DEFAULT_DATA_SEED, type TrainingLimits } from "#data";
import { fittedTable } from "./alignedTable.ts";
import { numbers, words } from "./columnHead.ts";

const names: Readonly<Record<string, string>> = { ...streamNames, all: "all of them" };
const nameOf = ({ source }: SourceVariance): string => names[source] ?? source;
/** An estimate may be more than the whole; a share is not. */
const share = (value: number): string => (value > 1 ? "> 100%" : `${(100 * value).toFixed(0)}%`);

/** A line for each source of randomness: the spread of runs that differ in it alone, and its share of the whole variance where that can be told. */
export function varianceTable(split: VarianceSplit, width: number): string[] {
  const { sources, all, sumOfShares } = split;
  const anyDiverged = [...sources, all].some(({ diverged }) => diverged > 0);
  const decimals = spreadDecimals([...sources, all].map(({ deviation }) => deviation));
  const isSplit = whyNotSplit(split) === undefined;
  const rows = [...sources, all].map((one) => [
    nameOf(one),
    String(one.runs),
    ...(anyDiverged ? [one.diverged ? divergedText(one) : ""] : []),
    Number.isFinite(one.deviation) ? one.deviation.toFixed(decimals) : "",
    // equal accuracies of few test rows do not show that there is no spread
    Number.isFinite(one.interval.low) && one.deviation > 0
      ? `[${endText(one.interval.low, decimals)}, ${endText(one.interval.high, decimals)}]`
      : "",
    ...(isSplit ? [share(one.share)] : []),
  ]);
  const head = [
    words("what differs"),
    numbers("runs"),
    ...(anyDiverged ? [numbers("diverged")] : []),
    numbers("sd, points"),
    numbers("95% interval"),
    ...(isSplit ? [numbers("share of variance")] : []),
  ];
  return [...fittedTable(head, rows, { width }), ...(isSplit ? [sumText(sumOfShares, fewestOf(split))] : [])];
}

/** Shares of sources that act apart add up to the whole but for so much, as estimates go. */
const NEAR_WHOLE = 0.25;

/** What it may mean that the shares add up to so much, of so many runs of each source. */
function sumText(sum: number, runs: number): string {
  const all = `the shares add up to ${(100 * sum).toFixed(0)}%`;
  const rough = `or the estimates from ${runs} runs of each are rough`;
  if (sum > 1 + NEAR_WHOLE) return `${all}: what several sources make together is in the shares of all of them, ${rough}`;
  if (sum < 1 - NEAR_WHOLE) return `${all}: the one draw of the others that was held is a calm one, ${rough}`;
  // what a and b make together depends on the draw that is held: no number of runs tells it from none, see docs/statistics.md
  return runs < MANY
    ? `${all}, which ${runs} runs of each tell roughly: whether the sources act apart from each other cannot be said`
    : `${all}, as where sources act apart from each other; whether these do cannot be said: those that act together may add up to as much at the one draw that was held`;
}

/** With fewer runs of each source nothing is said of shares: with 8, a ratio of two variances has a 95% interval from a fifth to five times it. */
const FEWEST = 8;
const MANY = 30;
/** Why the variance is not split into shares, in a sentence or two; undefined where it is. */
function whyNotSplit({ sources, all }: VarianceSplit): string | undefined {
  const some = [...sources, all].filter(({ diverged }) => diverged > 0);
  if (some.length)
    return `Runs diverged and have no accuracy (${some.map((one) => `${nameOf(one)}: ${divergedText(one)}`).join(", ")}), and what remains of them says nothing of the whole: the variance is not split. Use a smaller learning rate, or clip gradients.`;
  const runs = fewestOf({ sources, all });
  if (runs < 1) return "Some source has no run with an accuracy: there is no variance to split.";
  if (runs < 2) return "One run has no spread: give --reps 2 or more.";
  if (!(all.deviation > 0)) return `All ${all.runs} runs have the same accuracy: there is no variance to split.`;
  if (runs < FEWEST) {
    const [low, high] = [all.interval.low, all.interval.high].map((end) => formatGeneral(end / all.deviation, 2));
    return `With ${runs} runs each the variance cannot be split: the true sd may lie anywhere from ${low} to ${high} times what so few show. Take ${FEWEST} or more (--reps ${FEWEST}), better ${MANY}.`;
  }
  return undefined;
}

const fewestOf = ({ sources, all }: Pick<VarianceSplit, "sources" | "all">): number =>
  Math.min(...sources.map((one) => one.runs), all.runs);

/** The split in a sentence or two. */
export function varianceSentence(split: VarianceSplit): string {
  const { sources, all } = split;
  const why = whyNotSplit(split);
  if (why !== undefined) return why;
  const [first, second] = sources.toSorted((a, b) => b.share - a.share);
  if (!first || first.share === 0) return "No source makes a spread by itself.";
  const runs = fewestOf(split);
  const most = `The largest spread when it alone differs: the ${nameOf(first)}, sd ${formatGeneral(first.deviation)} points against ${formatGeneral(all.deviation)} when all differ.`;
  const overlap = second !== undefined && second.interval.high > first.interval.low;
  return runs < MANY || overlap ? `${most} With ${runs} runs each, sources whose intervals overlap cannot be told apart.` : most;
}

interface SplitOf {
  readonly testFile?: string | undefined;
  /** Whether training examples or wrong labels are drawn: from each split anew. */
  readonly drawsData?: boolean;
}

/** What another split of the table makes: it is no part of the others, whose runs share the split of the first seed. */
export function splitSentence(split: SourceVariance, seeds: readonly number[], { testFile, drawsData = false }: SplitOf = {}): string {
  const what = testFile ? `Which rows are held out, the test part being ${testFile}` : "The split of the table";
  const { runs, diverged, deviation, interval } = split;
  const splits = runs + diverged;
  const spread =
    runs < 2
      ? `${diverged ? "what is left" : "one split"} has no spread`
      : `sd ${formatGeneral(deviation)}${deviation > 0 ? ` [${formatGeneral(interval.low)}, ${formatGeneral(interval.high)}]` : ""}`;
  const those = `${splits} ${splits === 1 ? "split" : "splits"} (--split-seed ${seedsText(seeds)}, ${drawsData ? "each with a draw of its own of the training data, all else" : "all else"} held)`;
  const left = diverged ? `; the runs of ${divergedText(split)} of them diverged and are left out` : "";
  return `${what}: ${spread} over ${those}${left}. The runs above share split ${seeds[0]}: their spread tells nothing of other splits.`;
}

/** What all runs share that a seed of its own drew once: it is no source in the table, but a part of what another split makes. */
export function dataDrawSentence({ trainExamples, labelNoise, dataSeed }: TrainingLimits, ofSplits: boolean): string {
  const drawn = [...(trainExamples ? ["training examples"] : []), ...(labelNoise ? ["wrong labels"] : [])].join(" and ");
  const [who, where] = ofSplits
    ? ["all runs of one split share them", "only in the sd of the splits, together with what these make,"]
    : ["all runs share them", "in none of these numbers,"];
  return `The ${drawn} were drawn once (--data-seed ${dataSeed ?? DEFAULT_DATA_SEED}), and ${who}: what another draw makes is ${where} and may be more than all ${ofSplits ? "the others" : "of them"}.`;
}

/** `1 to 10`; `4294967294 to 4294967295 and 0 to 1` where they begin again. */
function seedsText(seeds: readonly number[]): string {
  const begins = seeds.flatMap((seed, i) => (i === 0 || seed !== (seeds[i - 1] as number) + 1 ? [i] : []));
  const parts = begins.map((begin, i) => seeds.slice(begin, begins[i + 1]));
  return parts.map((part) => (part.length > 1 ? `${part[0]} to ${part.at(-1)}` : String(part[0]))).join(" and ");
}

const divergedText = ({ runs, diverged }: SourceVariance): string => `${diverged} of ${runs + diverged}`;
