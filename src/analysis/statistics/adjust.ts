/**
 * Holm 1979: p adjusted so that the chance of any false claim among all of them stays at the level. A p that is no number stays so, and does
 * not count among them.
 */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p);
  const adjusted = [...p];
  let most = 0;
  for (const [rank, index] of order.entries()) {
    most = Math.max(most, Math.min(1, (p[index] as number) * (order.length - rank)));
    adjusted[index] = most;
  }
  return adjusted;
}

/** Benjamini and Hochberg 1995: p adjusted so that the expected share of false claims among all claims stays at the level; as `holm`. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ascending(p);
  const adjusted = [...p];
  let least = 1;
  for (const [rank, index] of [...order.entries()].reverse()) {
    least = Math.min(least, ((p[index] as number) * order.length) / (rank + 1));
    adjusted[index] = least;
  }
  return adjusted;
}

/** The places of the numbers, from the least. */
const ascending = (p: readonly number[]): number[] =>
  p.flatMap((value, index) => (Number.isNaN(value) ? [] : [index])).sort((a, b) => (p[a] as number) - (p[b] as number));
