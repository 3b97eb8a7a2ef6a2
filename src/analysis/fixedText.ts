import { formatGeneral } from "./formatGeneral.ts";

/** From here on decimals say nothing. */
const FAR = 1e6;

/** What is nearer to 0 is a 0 with errors of rounding. */
const ROUNDING = 1e-9;

/** A number with so many decimals, so that points stand below one another; of one that is far off, five digits. */
export const fixedText = (value: number, decimals: number): string =>
  Math.abs(value) < FAR ? value.toFixed(decimals) : formatGeneral(value, 5);

/** The same of a difference or an end of an interval, with a minus sign and as many decimals as it takes to see on which side of 0 it is. */
export function endText(value: number, decimals = 2): string {
  const size = Math.abs(value);
  if (size < ROUNDING) return fixedText(0, decimals);
  const text = size < 0.5 * 10 ** -decimals ? formatGeneral(value, 1) : fixedText(value, decimals);
  return text.replaceAll("-", "−");
}
