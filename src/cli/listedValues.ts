/**
 * The values of a list, `0,0.2,0.4`, as texts. Commas inside parentheses are a model's; a value in double quotes, `"a,b.csv",c.csv`, keeps
 * its commas, and has `""` for a quote. Undefined where quotes do not end.
 */
export function listedValues(text: string): string[] | undefined {
  const values: string[] = [];
  const value = /"((?:[^"]|"")*)"(?=,|$)|((?:\([^)]*\)|[^,])*)/y;
  for (;;) {
    const [, quoted, plain = ""] = value.exec(text) ?? [];
    if (quoted === undefined && plain.startsWith('"')) return undefined;
    values.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (value.lastIndex >= text.length) return values;
    value.lastIndex++; // the comma
  }
}

/** Values that a range may have: more are no grid that anyone trains, and make a slip such as 0:1:1e-9 an endless one. */
const MOST_IN_RANGE = 10_000;

/** Whether a text is meant as a range: three numbers with colons between them. */
export const isRange = (text: string): boolean =>
  text.split(":").length === 3 && text.split(":").every((part) => Number.isFinite(numberOf(part)));

/**
 * The numbers of a range from:to:step, `0:0.5:0.1`, as texts: both ends are in it, where steps come to them, and 0.1 + 0.2 is 0.3. Throws a
 * clause where it is none.
 */
export function rangeValues(text: string): string[] {
  const parts = text.split(":");
  const [from, to, step] = parts.map(numberOf) as [number, number, number];
  const steps = (to - from) / step;
  if (!(steps >= 0) || step === 0)
    throw new RangeError(`steps of ${parts[2]} never come from ${parts[0]} to ${parts[1]}; a range is from:to:step, such as 0:0.5:0.1`);
  if (steps >= MOST_IN_RANGE) throw new RangeError(`it has more than ${MOST_IN_RANGE} values; give larger steps`);
  const decimals = Math.min(100, Math.max(...parts.map(decimalsOf)));
  // the quotient of two decimals may end a little below the whole number that it is
  return Array.from({ length: Math.floor(steps + 1e-9) + 1 }, (_, k) => String(Number((from + k * step).toFixed(decimals))));
}

const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));

/** How many decimals a number is written with: 2 of `0.05`, 5 of `1e-5`. */
function decimalsOf(text: string): number {
  const [, decimals = "", power = "0"] = /^[^.e]*(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text.trim()) ?? [];
  return Math.max(0, decimals.length - Number(power));
}
