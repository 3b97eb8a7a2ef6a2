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
const decimalComma = /^[+\-−]?\d*,\d+(?:[eE][+-]?\d+)?$/;
const commaGroups = /^[+\-−]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const dotGroups = /^[+\-−]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/;
const infinity = /^[+\-−]?(?:inf|infinity)$/i;

/** Whether a text is a number with commas, for decimals or between thousands. */
export const commaNumber = (text: string): boolean =>
  decimalComma.test(text) || commaGroups.test(text) || (text.includes(",") && dotGroups.test(text));

/** A cell's number; ±Infinity where float32 cannot hold it, NaN where it is none. */
export function toNumber(cell: string, { decimal, groups }: NumberFormat = plainFormat): number {
  const text = cell.trim(); // of blanks that do not break, too
  if (infinity.test(text)) return Number.POSITIVE_INFINITY;
  let plain = text;
  if (decimal === ",") {
    if (dotGroups.test(text)) plain = text.replaceAll(".", "").replace(",", ".");
    else if (text.includes(".")) return Number.NaN;
    else plain = text.replace(",", ".");
  } else if (groups && commaGroups.test(text)) plain = text.replaceAll(",", "");
  if (!plainNumber.test(plain)) return Number.NaN;
  const value = Number(plain.replace("−", "-"));
  return Math.abs(value) <= MOST ? value : Number.POSITIVE_INFINITY;
}

/** What the marks of a column's numbers say. */
interface Marks {
  /** Some comma can only be decimal: `1,5`, `1.234,5`. */
  readonly decimal: boolean;
  /** Some comma can only stand between thousands: `1,234.5`, `1,234,567`. */
  readonly groups: boolean;
  /** Some comma can be either: `1,234`. */
  readonly either: boolean;
  /** Some dot can only be decimal: `1.5`. */
  readonly point: boolean;
  /** Dots stand, and all of them could stand between thousands. */
  readonly dotsLikeGroups: boolean;
}

function marksOf(texts: Iterable<string>): Marks {
  let [decimal, groups, either, dots, plainDots, numbers, others] = [false, false, false, false, false, 0, 0];
  for (const text of texts) {
    const [asDecimal, asGroups] = [decimalComma.test(text) || (text.includes(",") && dotGroups.test(text)), commaGroups.test(text)];
    if (asDecimal || asGroups || plainNumber.test(text)) numbers++;
    else others++;
    if (asDecimal && asGroups) either = true;
    else if (asDecimal) decimal = true;
    else if (asGroups) groups = true;
    else if (plainNumber.test(text) && text.includes(".")) {
      if (dotGroups.test(text)) dots = true;
      else plainDots = true;
    }
  }
  const isNumbers = numbers >= others;
  return {
    decimal: decimal && isNumbers,
    groups: groups && isNumbers,
    either: either && isNumbers,
    point: plainDots && isNumbers,
    dotsLikeGroups: dots && !plainDots && isNumbers,
  };
}

/**
 * How the numbers of each column are written, by the different texts of each; undefined where it cannot be told whether a mark is decimal
 * or stands between thousands. A comma that can be either is what the other columns say, by their points too; `known`, of a table that
 * this one goes with, comes before; else it is decimal where semicolons separate.
 */
export function numberFormats(
  columns: readonly Iterable<string>[],
  separator: string,
  known: readonly (NumberFormat | undefined)[] = [],
): (NumberFormat | undefined)[] {
  const marks = columns.map(marksOf);
  const decimalElsewhere = marks.some(({ decimal, groups, point }) => decimal && !groups && !point);
  const groupsElsewhere = marks.some(({ decimal, groups, point }) => (groups || point) && !decimal);
  const comma: NumberFormat = { decimal: ",", groups: true };
  const thousands: NumberFormat = { decimal: ".", groups: true };
  return marks.map(({ decimal, groups, either, point, dotsLikeGroups }, column) => {
    if (decimal && (groups || point)) return undefined;
    if (decimal) return comma;
    if (groups) return thousands;
    const other = known[column];
    if (other && other !== plainFormat && !point) return other;
    if (either && point) return decimalElsewhere ? undefined : thousands;
    if (either) {
      if (decimalElsewhere !== groupsElsewhere) return decimalElsewhere ? comma : thousands;
      return separator === ";" && !groupsElsewhere ? comma : undefined;
    }
    return decimalElsewhere && dotsLikeGroups ? undefined : plainFormat;
  });
}
