import { differenceOfMeans, differencesOf, endText, type PruneLook, pruneLooks, signFlip } from "#analysis";
import type { PlannedTrial } from "#experiment";

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
            `behind another configuration by ${endText(100 * mean)} points over ${seeds} seeds in the accuracies that choose the iteration (sign-flip p = ${p.toPrecision(2)})`,
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
    if (rival === row || ahead.includes(null) || (isOneValue(ahead) && isOneValue(own))) return [];
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

/** As copies of one net have, which are one run, whatever their seeds. */
const isOneValue = (values: readonly (number | null)[]) => new Set(values).size === 1;
