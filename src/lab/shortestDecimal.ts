/** 9 digits tell any two float32 numbers apart. */
const MOST_DIGITS = 9;

/** The shortest decimal of a number's float32: 0.5 of 0.50000001. Devices have float32, where numbers with one such decimal are one. */
export function shortestDecimal(value: number): number {
  const held = Math.fround(value);
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const shorter = Number(held.toPrecision(digits));
    if (Math.fround(shorter) === held) return shorter;
  }
  return Number(held.toPrecision(MOST_DIGITS));
}
