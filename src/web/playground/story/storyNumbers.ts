import { type Comparison, compareAll, compareWithPublished, type Series, summarizeSample } from "#analysis";
import { publishedRows } from "#experiment";
import {
  costlyLost,
  doneRuns,
  dropoutRows,
  limitOf,
  rateOf,
  rowOf,
  type StoryExperiment,
  type StoryFacts,
  type StoryRow,
} from "./storyFacts.ts";

/** In percent; the deviation is that of the protocol: of the population with `post`, of a sample with `sound`. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** A row against the one without dropout; points, paired by seed. */
export interface Against {
  readonly rate: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: "better" | "worse" | "open";
  /** How many of the seeds agree with the sign of the difference. */
  readonly agreeing: number;
  readonly pairs: number;
}

/** Every number that the story tells. */
export type StoryNumbers = ReturnType<typeof storyNumbers>;

/** Rows that had lost a class before this iteration were only slow to begin. */
const LATE = 5000;
const HALF = 0.5;
/** The post's best row. */
const BEST = 0.4;
/** The rate of the story's twin B. */
export const TOLD_RATE = 0.5;

/** The numbers of the story, of the facts of docs/results. */
export function storyNumbers({ post, sound, overfitting, unitsTakenAway }: StoryFacts) {
  return {
    claim: claim(post, sound),
    lost: lost(post),
    rescue: rescue(post),
    fair: fair(post, sound),
    remains: remains(unitsTakenAway),
    helps: helps(overfitting),
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percents = (row: StoryRow) => doneRuns(row).map(({ percent }) => percent);

function spreadOf(row: StoryRow, of: "sampleDeviation" | "populationDeviation"): Spread {
  const { mean: center, [of]: deviation } = summarizeSample(percents(row));
  return { mean: center, deviation };
}

function publishedOf(row: StoryRow) {
  const published = publishedRows.find(({ dropout, maxNorm }) => dropout === rateOf(row) && maxNorm === limitOf(row));
  if (!published) throw new Error(`story: the post has no row of dropout ${rateOf(row)} and max-norm ${limitOf(row)}`);
  return published;
}

function claim(post: StoryExperiment, sound: StoryExperiment) {
  const [none, best] = [rowOf(post, 0), rowOf(post, BEST)];
  const publishedAs = (row: StoryRow): Spread => ({ mean: publishedOf(row).mean, deviation: publishedOf(row).sd });
  const agreeing = post.rows.filter(
    (row) => compareWithPublished(publishedOf(row), { accuracies: percents(row).map((percent) => percent / 100) })?.words === "agrees",
  );
  return {
    bestRate: BEST,
    published: { none: publishedAs(none), best: publishedAs(best) },
    ours: { none: spreadOf(none, "populationDeviation"), best: spreadOf(best, "populationDeviation") },
    runs: { none: percents(none), best: percents(best) },
    rows: post.rows.length,
    agreeing: agreeing.length,
    reps: post.reps,
    iterations: post.iterations,
    trainings: [...post.rows, ...sound.rows].reduce((sum, { runs }) => sum + runs.length, 0),
    parameters: post.net.parameters,
  };
}

function lost(post: StoryExperiment) {
  const runs = doneRuns(rowOf(post, 0));
  const groups = [...Map.groupBy(runs, costlyLost)]
    .sort(([a], [b]) => a - b)
    .map(([classes, of]) => ({ classes, runs: of.length, accuracies: of.map(({ percent }) => percent).sort((a, b) => a - b) }));
  const counts = runs.map(({ lostClasses }) => lostClasses.length).filter((count) => count > 0);
  const meanOf = (classes: number) => mean(groups.find((group) => group.classes === classes)?.accuracies ?? []);
  return {
    runs: runs.length,
    losing: counts.length,
    fewest: Math.min(...counts),
    most: Math.max(...counts),
    whole: runs.filter(({ lostClasses }) => lostClasses.length === 0).map(({ percent }) => percent),
    /** Points that the first costs. */
    cost: meanOf(0) - meanOf(1),
    groups,
  };
}

function rescue(post: StoryExperiment) {
  const rows = dropoutRows(post).map((row) => {
    const runs = doneRuns(row);
    const back = runs.flatMap(({ cameBack }) => cameBack.map(({ at }) => at));
    return {
      rate: rateOf(row),
      runs: runs.length,
      losing: runs.filter(({ lostClasses }) => lostClasses.length > 0).length,
      lastBack: Math.max(0, ...back),
      lateRuns: runs.filter(({ cameBack }) => cameBack.some(({ at }) => at > LATE)).length,
    };
  });
  const [none, ...others] = rows as [(typeof rows)[number], ...typeof rows];
  const safe = others.filter(({ losing }) => losing === 0);
  return {
    none,
    late: LATE,
    safe: { rates: safe.map(({ rate }) => rate), lastBack: Math.max(0, ...safe.map(({ lastBack }) => lastBack)) },
    losing: others.filter(({ losing }) => losing > 0),
  };
}

function fair(post: StoryExperiment, sound: StoryExperiment) {
  const none = rowOf(sound, 0);
  const against = comparedWith(sound, none, sound.rows);
  const alike = (row: StoryRow) => String(percents(row)) === String(percents(rowOf(sound, rateOf(row))));
  const idle = sound.rows.filter((row) => limitOf(row) > 0 && rateOf(row) === 0 && alike(row)).map(limitOf);
  return {
    none: spreadOf(none, "sampleDeviation"),
    rows: dropoutRows(sound).map((row) => ({
      rate: rateOf(row),
      post: spreadOf(rowOf(post, rateOf(row)), "populationDeviation"),
      sound: spreadOf(row, "sampleDeviation"),
    })),
    against: against.filter(({ row }) => limitOf(row) === 0).map(({ told }) => told),
    /** What so many pairs show with a power of 0.8, in points, of the rates of which nothing is shown. */
    detectable: Math.max(
      ...against
        .filter(({ told, row, detectable }) => told.verdict === "open" && limitOf(row) === 0 && Number.isFinite(detectable))
        .map((one) => one.detectable),
    ),
    lostRuns: sound.rows.flatMap(({ runs }) => runs).filter(({ lostClasses }) => lostClasses.length > 0).length,
    runs: sound.rows.reduce((sum, { runs }) => sum + runs.length, 0),
    idleLimits: idle.sort((a, b) => a - b),
    largestNorm: none.unitNorms?.largest ?? Number.NaN,
    parameters: sound.net.parameters,
    trained: sound.net.trained,
    pairs: sound.reps,
  };
}

function remains(facts: StoryExperiment) {
  const measured = facts.rows.map((row) => ({ row, of: doneRuns(row).flatMap(({ robustness }) => robustness ?? []) }));
  const [first] = measured.flatMap(({ of }) => of);
  if (!first || measured.some(({ row, of }) => of.length !== row.runs.length))
    throw new Error("story: not all nets of docs/results/robustness.json were measured without some of their units");
  const without = (row: StoryRow, share: number): StoryRow => ({
    ...row,
    runs: row.runs.map((run) => ({ ...run, accuracy: run.robustness?.asIs[run.robustness.shares.indexOf(share)] ?? null })),
  });
  const [none, ...others] = facts.rows.map((row) => without(row, HALF)) as [StoryRow, ...StoryRow[]];
  return {
    seeds: facts.reps,
    iterations: facts.iterations,
    images: first.images,
    draws: first.draws,
    rows: measured.map(({ row }) => ({
      rate: rateOf(row),
      whole: mean(percents(without(row, 0))),
      half: mean(percents(without(row, HALF))),
    })),
    against: comparedWith(facts, none, others).map(({ told }) => told),
  };
}

function helps(facts: StoryExperiment) {
  const none = rowOf(facts, 0);
  const atTheEnd = (row: StoryRow): StoryRow => ({ ...row, runs: row.runs.map((run) => ({ ...run, accuracy: run.lastAccuracy })) });
  const known = (row: StoryRow) => mean(doneRuns(row).flatMap(({ memorized }) => (memorized ? [100 * memorized.asLabelled] : [])));
  const toldOf = (compared: readonly Compared[]) => compared.map(({ told }) => told);
  return {
    images: facts.net.trained,
    parameters: facts.net.parameters,
    noise: facts.noise,
    iterations: facts.iterations,
    seeds: facts.reps,
    rows: facts.rows.map((row) => ({
      rate: rateOf(row),
      end: mean(percents(atTheEnd(row))),
      chosen: mean(percents(row)),
      byHeartWhenChosen: known(row),
    })),
    atTheEnd: toldOf(comparedWith(facts, atTheEnd(none), facts.rows.map(atTheEnd))),
    chosen: toldOf(comparedWith(facts, none, facts.rows)),
  };
}

interface Compared {
  readonly row: StoryRow;
  readonly told: Against;
  readonly detectable: number;
}

/** Rows against one without dropout, as `droplab compare` compares them. */
function comparedWith(facts: StoryExperiment, none: StoryRow, rows: readonly StoryRow[]): Compared[] {
  const itemOf = (row: StoryRow) => ({ row, series: seriesOf(facts, row) });
  const isNone = (row: StoryRow) => rateOf(row) === 0 && limitOf(row) === 0;
  const base = itemOf(none);
  const others = rows.filter((row) => !isNone(row)).map(itemOf);
  return compareAll([base, ...others], base).flatMap(({ row, comparison }) =>
    comparison ? [{ row, told: against(rateOf(row), comparison), detectable: comparison.detectable }] : [],
  );
}

function against(rate: number, { verdict, paired }: Comparison): Against {
  const { meanDifference: difference, interval, wins, ties, pairs } = paired;
  return {
    ...{ rate, difference, low: interval.low, high: interval.high, pairs },
    verdict: verdict === "better" || verdict === "worse" ? verdict : "open",
    agreeing: difference < 0 ? pairs - wins - ties : wins,
  };
}

function seriesOf({ madeBy }: StoryExperiment, row: StoryRow): Series {
  const { runs } = row;
  const count = (state: string) => runs.filter((run) => run.state === state).length;
  return {
    name: `dropout ${rateOf(row)}, max-norm ${limitOf(row)}`,
    bySeed: new Map(doneRuns(row).map(({ seed, percent }) => [seed, percent])),
    seeds: runs.map(({ seed }) => seed),
    planned: runs.length,
    failed: count("failed"),
    diverged: count("diverged"),
    pruned: count("pruned"),
    withDeadClasses: runs.filter(({ lostClasses }) => lostClasses.length > 0).length,
    selectedOn: "heldOut",
    numerics: [...new Set(madeBy.map(({ numerics }) => numerics))],
  };
}
