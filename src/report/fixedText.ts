import { formatGeneral } from "#analysis";

/** From here on decimals say nothing. */
const FAR = 1e6;

/** A number with so many decimals, so that points stand below one another; of one that is far off, five digits. */
export const fixedText = (value: number, decimals: number): string =>
  Math.abs(value) < FAR ? value.toFixed(decimals) : formatGeneral(value, 5);
