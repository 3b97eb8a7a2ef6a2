/** The places of sorted values in groups of equal ones. */
export function equalRuns(sorted: readonly number[]): { readonly first: number; readonly last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const [place, value] of sorted.entries()) {
    const run = runs.at(-1);
    if (run && value === sorted[place - 1]) run.last = place;
    else runs.push({ first: place, last: place });
  }
  return runs;
}
