import type { Row } from "./connection.ts";

/**
 * A row with numbers that were asked for by float8send, as their eight bytes: as text a server writes fewer digits of them where its extra_float_digits
 * is 0 or less.
 */
export function withNumbers(row: Row, names: readonly string[]): Row {
  const numbers = names.map((name) => {
    const bytes: unknown = row[name];
    return [name, bytes instanceof Buffer ? bytes.readDoubleBE() : null] as const;
  });
  return { ...row, ...Object.fromEntries(numbers) };
}
