/** Numbers that differ by less, relative to what they were computed from, are equal but for rounding. */
const ROUNDING = 1e-13;

/**
 * The differences a − b of pairs, freed of rounding. 100 · 0.9812 − 100 · 0.9802 and 100 · 0.9813 − 100 · 0.9803 are both ten images in
 * ten thousand, but not the same floating-point number; a rank or a sign must not depend on that. Differences whose sizes agree to 1e-13 of
 * the values they come from become one size, and those that are smaller than that become 0.
 */
export function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new RangeError(`pairs: ${a.length} and ${b.length} values do not pair`);
  const scale = [...a, ...b].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return withEqualSizes(
    a.map((value, i) => value - (b[i] as number)),
    ROUNDING * scale,
  );
}

/** Numbers whose sizes lie within `tolerance` of the next smaller one get the smallest of these sizes, 0 first. Signs stay. */
function withEqualSizes(values: readonly number[], tolerance: number): number[] {
  const order = values.map((_, index) => index).sort((i, j) => Math.abs(values[i] as number) - Math.abs(values[j] as number));
  const equal = [...values];
  let [size, last] = [0, 0];
  for (const index of order) {
    const value = values[index] as number;
    if (Math.abs(value) - last > tolerance) size = Math.abs(value);
    last = Math.abs(value);
    equal[index] = size === 0 ? 0 : Math.sign(value) * size;
  }
  return equal;
}

/** Given numbers are equal where they agree to nine digits. */
const DIGITS = 1e-9;

/** The places of sorted values in groups of equal ones: each begins where a value is more than 1e-9 of its size from the one before. */
export function equalRuns(sorted: readonly number[]): { readonly first: number; readonly last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const [place, value] of sorted.entries()) {
    const before = sorted[place - 1];
    const run = runs.at(-1);
    const isEqual =
      before !== undefined && (value === before || Math.abs(value - before) <= DIGITS * Math.max(Math.abs(value), Math.abs(before)));
    if (run && isEqual) run.last = place;
    else runs.push({ first: place, last: place });
  }
  return runs;
}
