/** Holm 1979: p adjusted so that the chance of any false claim among all of them stays at the level. */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p);
  const adjusted = [...p];
  let most = 0;
  for (const [rank, index] of order.entries()) {
    most = Math.max(most, Math.min(1, (p[index] as number) * (p.length - rank)));
    adjusted[index] = most;
  }
  return adjusted;
}

/** Benjamini and Hochberg 1995: p adjusted so that the expected share of false claims among all claims stays at the level. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ascending(p);
  const adjusted = [...p];
  let least = 1;
  for (const [rank, index] of [...order.entries()].reverse()) {
    least = Math.min(least, ((p[index] as number) * p.length) / (rank + 1));
    adjusted[index] = least;
  }
  return adjusted;
}

const ascending = (p: readonly number[]): number[] => p.map((_, index) => index).sort((a, b) => (p[a] as number) - (p[b] as number));
