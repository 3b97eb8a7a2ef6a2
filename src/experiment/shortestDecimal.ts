/** 9 digits tell any two float32 numbers apart. */
const MOST_DIGITS = 9;

/**
 * The shortest decimal of what a device has of a number: of its float32 unless `heldOf` says otherwise, 0.5 of 0.50000001. Numbers with one
 * such decimal are one.
 */
export function shortestDecimal(value: number, heldOf: (value: number) => number = Math.fround): number {
  const held = heldOf(value);
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const shorter = Number(held.toPrecision(digits));
    if (heldOf(shorter) === held) return shorter;
  }
  return Number(held.toPrecision(MOST_DIGITS));
}
