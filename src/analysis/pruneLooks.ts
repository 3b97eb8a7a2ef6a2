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
