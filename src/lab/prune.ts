import type { Evaluation } from "#train";
import { signedRankP } from "./statistics/signedRank.ts";

/** A configuration behind the best with a smaller p than this is given up. */
const ALPHA = 0.01;

/** The accuracies of each trial of a configuration so far, by repetition. */
export type Courses = ReadonlyMap<number, readonly Evaluation[]>;

/**
 * The configurations that are clearly behind the best one, each with the reason in words: over the repetitions that both have
 * evaluated, paired at the last iteration that both have, by a one-sided signed-rank test. No fewer than seven pairs can say so.
 */
export function clearlyBehind(configurations: readonly Courses[]): Map<number, string> {
  const means = configurations.map(meanAccuracy);
  const best = means.indexOf(Math.max(...means));
  const reasons = new Map<number, string>();
  for (const [index, courses] of configurations.entries()) {
    if (index === best) continue;
    const differences = pairedDifferences(configurations[best] as Courses, courses);
    const p = signedRankP(differences);
    if (p >= ALPHA) continue;
    const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length;
    const behind = `behind the best configuration by ${(100 * mean).toFixed(2)} points over ${differences.length} pairs at equal iterations`;
    reasons.set(index, `${behind} (signed-rank p = ${p.toPrecision(2)})`);
  }
  return reasons;
}

function meanAccuracy(courses: Courses): number {
  const last = [...courses.values()].flatMap((course) => course.at(-1)?.accuracy ?? []);
  return last.length ? last.reduce((sum, accuracy) => sum + accuracy, 0) / last.length : Number.NEGATIVE_INFINITY;
}

function pairedDifferences(best: Courses, other: Courses): number[] {
  return [...other].flatMap(([repetition, course]) => {
    const rival = best.get(repetition) ?? [];
    const shared = course.findLast(({ iteration }) => rival.some((evaluation) => evaluation.iteration === iteration));
    const against = rival.find(({ iteration }) => iteration === shared?.iteration);
    return shared && against ? [against.accuracy - shared.accuracy] : [];
  });
}
