import { counted } from "#engine";
import type { Optimizer } from "#optim";

/** What an optimizer feeds its cells in so many steps, one after the other. Throws where it has not a number for each of them. */
export function feedOf(optimizer: Pick<Optimizer, "feed" | "fed">, first: number, steps: number): Float64Array {
  const width = optimizer.fed.length;
  const rows = Array.from({ length: steps }, (_, step) => optimizer.feed(first + step));
  for (const row of rows)
    if (row.length !== width)
      throw new RangeError(
        `optimizer: feed gives ${counted(row.length, "number")} for ${counted(width, "cell")} of fed; give one for each`,
      );
  return Float64Array.from(rows.flat());
}
