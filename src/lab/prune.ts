import { endText } from "./fixedText.ts";
import type { PlannedTrial } from "./plan.ts";
import { differenceOfMeans, differencesOf } from "./statistics/differences.ts";
import { signFlip } from "./statistics/signFlip.ts";

/** The chance that a whole sweep gives up any configuration that no other is better than, where the differences of equals are symmetric. */
const ALPHA = 0.05;
const LOOKS = 4;

/** After so many seeds, whoever is behind another with a one-sided p of at most this is given up. */
export interface PruneLook {
  readonly seeds: number;
  readonly level: number;
}

/**
 * When a sweep with --prune looks: at most four times, from the first number of seeds at which it can act to the last but one. The looks
 * share 5% by the Pocock-type spending of Lan and DeMets (1983, "Discrete sequential boundaries for clinical trials"): up to the share t of
 * the seeds α ln(1 + (e − 1) t) are spent, whatever comes later. Each look divides what is new over all ordered pairs of configurations
 * (Bonferroni), so that it does not matter which one looks best. None where so few seeds cannot give so small a p: k pairs give 2^−k or
 * more; what such a look leaves over is kept for the next.
 */
export function pruneLooks(configurations: number, seeds: number): PruneLook[] {
  const pairs = configurations * (configurations - 1);
  const last = seeds - 1;
  const spentUpTo = (k: number) => ALPHA * Math.log(1 + ((Math.E - 1) * k) / last);
  const possible = Array.from({ length: Math.max(0, last) }, (_, i) => i + 1);
  const first = pairs ? possible.find((k) => spentUpTo(k) / pairs >= 2 ** -k) : undefined;
  if (first === undefined) return [];
  const places = new Set(Array.from({ length: LOOKS }, (_, i) => Math.round(first + ((last - first) * i) / (LOOKS - 1))));
  let spent = 0;
  return [...places].flatMap((k) => {
    // p comes in steps of 2^−k: what such a step leaves over is kept for later looks
    const level = Math.floor(((spentUpTo(k) - spent) / pairs) * 2 ** k) / 2 ** k;
    spent += level * pairs;
    return level > 0 ? [{ seeds: k, level }] : [];
  });
}

/** The fewest seeds with which so many configurations can be pruned at all. */
export function seedsToPrune(configurations: number): number {
  let seeds = 2;
  while (configurations > 1 && !pruneLooks(configurations, seeds).length) seeds++;
  return seeds;
}

/**
 * Gives up configurations that are clearly behind another in the mean, by the accuracies that choose the iteration, paired by seed. The
 * sign-flip test takes the differences of equals to be symmetric about 0: of a rival that collapses in one run of ten, six seeds may show
 * only the others, and no test can tell (Bahadur and Savage 1956). No trial of a later seed begins before a look is done, and what a look
 * sees are the first seeds alone: its outcome is the same for any number of workers.
 */
export class Pruning {
  readonly looks: readonly PruneLook[];
  readonly configurations: number;
  readonly seeds: number;
  /** The trials of each configuration by repetition; equal configurations are one. */
  readonly #trials: readonly (readonly string[])[];
  readonly #scores = new Map<string, number | null>();
  #inTheRace: readonly (readonly string[])[];
  #done = 0;

  constructor(trials: readonly Pick<PlannedTrial, "id" | "configuration" | "repetition">[]) {
    const byConfiguration = Map.groupBy(
      trials.toSorted((a, b) => a.repetition - b.repetition),
      ({ configuration }) => configuration,
    );
    const rows = [...byConfiguration.values()].map((own) => own.map(({ id }) => id));
    this.#trials = [...new Map(rows.map((row) => [String(row), row])).values()];
    this.#inTheRace = this.#trials;
    this.configurations = this.#trials.length;
    this.seeds = this.#trials[0]?.length ?? 0;
    this.looks = pruneLooks(this.configurations, this.seeds);
  }

  /** Trials of repetitions up to this one may begin. */
  get mayBegin(): number {
    return this.looks[this.#done]?.seeds ?? Number.POSITIVE_INFINITY;
  }

  /** A trial has come to its end; null where it has no score. */
  settle(id: string, score: number | null): void {
    this.#scores.set(id, score);
  }

  /** The trials that the looks that have become due give up, each with the reason in words. */
  decide(): Map<string, string> {
    const reasons = new Map<string, string>();
    for (let look = this.looks[this.#done]; look && this.#isDue(look); look = this.looks[this.#done]) {
      this.#done++;
      const { seeds, level } = look;
      const behind = this.#inTheRace.flatMap((row) => {
        const rivals = this.#inTheRace.flatMap((rival) => this.#compared(rival, row, seeds)).filter(({ p }) => p <= level);
        const [most] = rivals.sort((a, b) => b.mean - a.mean);
        return most ? [{ row, ...most }] : [];
      });
      for (const { row, mean, p } of behind)
        for (const id of row.slice(seeds))
          reasons.set(
            id,
            `behind another configuration by ${endText(100 * mean)} points over ${seeds} seeds (sign-flip p = ${p.toPrecision(2)})`,
          );
      this.#inTheRace = this.#inTheRace.filter((row) => !behind.some((one) => one.row === row));
    }
    return reasons;
  }

  #isDue({ seeds }: PruneLook): boolean {
    return this.#inTheRace.every((row) => row.slice(0, seeds).every((id) => this.#scores.has(id)));
  }

  /** How far a rival is ahead; a rival with a run that has no score is not better than anything. */
  #compared(rival: readonly string[], row: readonly string[], seeds: number): { mean: number; p: number }[] {
    const scores = (ids: readonly string[]) => ids.slice(0, seeds).map((id) => this.#scores.get(id) ?? null);
    const [ahead, own] = [scores(rival), scores(row)];
    if (rival === row || ahead.includes(null)) return [];
    const both = ahead.flatMap((score, i) => {
      const other = own[i] ?? null;
      return score === null || other === null ? [] : [{ score, other }];
    });
    const differences = differencesOf(
      both.map(({ score }) => score),
      both.map(({ other }) => other),
    );
    const mean = differenceOfMeans(differences);
    // one-sided; whoever is not behind in the mean is not given up
    return mean > 0 ? [{ mean, p: signFlip(differences).p / 2 }] : [];
  }
}
