import { visibleText } from "./quotedText.ts";

/** How the numbers of a column are written. */
export interface NumberFormat {
  readonly decimal: "." | ",";
  /** Whether the other mark stands between thousands. */
  readonly groups: boolean;
}

export const plainFormat: NumberFormat = { decimal: ".", groups: false };

/** The range of float32. */
const MOST = 3.4e38;

/** A decimal number; neither hexadecimal nor infinity. */
export const plainNumber = /^[+\-−]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
export const decimalComma = /^[+\-−]?\d*,\d+(?:[eE][+-]?\d+)?$/;
export const commaGroups = /^[+\-−]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
export const dotGroups = /^[+\-−]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/;
const infinity = /^[+\-−]?(?:inf|infinity)$/i;

/** Whether a text is a number with commas, for decimals or between thousands, or with several dots between thousands. */
export function commaNumber(cell: string): boolean {
  const text = visibleText(cell);
  return decimalComma.test(text) || commaGroups.test(text) || (dotGroups.test(text) && !plainNumber.test(text));
}

/** A cell's number, whatever blanks and marks that nobody sees it has; ±Infinity where float32 cannot hold it, NaN where it is none. */
export function toNumber(cell: string, { decimal, groups }: NumberFormat = plainFormat): number {
  const text = visibleText(cell); // without blanks that do not break, too
  if (infinity.test(text)) return Number.POSITIVE_INFINITY;
  let plain = text;
  if (decimal === ",") {
    if (groups && dotGroups.test(text)) plain = text.replaceAll(".", "").replace(",", ".");
    else if (text.includes(".")) return Number.NaN;
    else plain = text.replace(",", ".");
  } else if (groups && commaGroups.test(text)) plain = text.replaceAll(",", "");
  if (!plainNumber.test(plain)) return Number.NaN;
  const value = Number(plain.replace("−", "-"));
  return Math.abs(value) <= MOST ? value : Number.POSITIVE_INFINITY;
}

/** Whether a text is a number in one way of writing or another. */
export const isNumber = (text: string): boolean => !Number.isNaN(toNumber(text)) || commaNumber(text);
