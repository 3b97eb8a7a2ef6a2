import { commaGroups, decimalComma, dotGroups, type NumberFormat, plainFormat, plainNumber } from "./cellNumber.ts";

const commaFormat: NumberFormat = { decimal: ",", groups: true };
const pointFormat: NumberFormat = { decimal: ".", groups: true };

/** What a kind of mark says that may be decimal or stand between thousands, as all in 1.660, 2.937, 320. */
interface Doubt {
  /** Some number has such a mark. */
  readonly stands: boolean;
  /** It stands before three digits in every number that has it, and numbers without it are below 1,000, as where it stands between thousands. */
  readonly likeThousands: boolean;
  /** Beside that, zeros at the end of 1.660 while 320 has none, which nobody writes of a fraction. */
  readonly sure: boolean;
}

/** What the marks of a column's numbers say. */
interface Marks {
  /** Some mark tells that the comma is decimal: `1,5`, `1.234,5`, `1.234.567`. */
  readonly comma: boolean;
  /** Some mark tells that the point is decimal: `1.5`, `1,234.5`, `1,234,567`. */
  readonly point: boolean;
  readonly commas: Doubt;
  readonly dots: Doubt;
}

const NONE: Marks = {
  comma: false,
  point: false,
  commas: { stands: false, likeThousands: false, sure: false },
  dots: { stands: false, likeThousands: false, sure: false },
};

/** Numbers below a thousand that have no mark are mostly beyond this. */
const HUNDRED = 100;

function marksOf(texts: readonly string[]): Marks {
  const [commas, dots]: [string[], string[]] = [[], []];
  let [comma, point, numbers, others, most] = [false, false, 0, 0, 0];
  for (const text of texts) {
    const [isPlain, asDecimal, asGroups, asDots] = [plainNumber, decimalComma, commaGroups, dotGroups].map((form) => form.test(text));
    if (isPlain || asDecimal || asGroups || asDots) numbers++;
    else others++;
    if (asDecimal && asGroups) commas.push(text);
    else if (asDecimal || (asDots && !isPlain)) comma = true;
    else if (asGroups) point = true;
    else if (asDots) dots.push(text);
    else if (isPlain && text.includes(".")) point = true;
    else if (isPlain) most = Math.max(most, Math.abs(Number(text.replace("−", "-"))));
  }
  if (numbers < others) return NONE;
  const doubt = (marked: readonly string[], decides: boolean): Doubt => {
    const likeThousands = marked.length > 0 && !decides && most > 0 && most < 1000;
    return {
      stands: marked.length > 0,
      likeThousands,
      sure: likeThousands && most >= HUNDRED && marked.some((text) => text.endsWith("0")),
    };
  };
  return { comma, point, commas: doubt(commas, comma || point), dots: doubt(dots, comma || point) };
}

/** A file of a table, as far as it tells how its numbers are written. */
interface Written {
  /** The different texts of each column. */
  readonly columns: readonly (readonly string[])[];
  readonly separator: string;
}

type Formats = readonly (NumberFormat | undefined)[];

/**
 * How the numbers of each column are written, in a training part and, where there is one, the test part beside it; undefined where it cannot be told
 * whether a mark is decimal or stands between thousands. Both parts are judged as one, unless what is sure of one contradicts the other: then each
 * is judged by itself. A mark that can be either is what the other columns say; else a comma is decimal where semicolons separate and a dot is,
 * unless whole numbers beside it make it look as if it stood between thousands.
 */
export function numberFormats(training: Written, testing?: Written): readonly [training: Formats, testing: Formats] {
  if (!testing || contradict(training, testing)) return [formatsIn(training), testing ? formatsIn(testing) : []];
  const both = formatsIn({
    columns: training.columns.map((texts, column) => texts.concat(testing.columns[column] as readonly string[])),
    separator: training.separator === testing.separator ? training.separator : ",",
  });
  return [both, both];
}

/** Whether a column, or a whole part, surely has decimal commas in one part and decimal points in the other. */
function contradict(training: Written, testing: Written): boolean {
  const [some, others] = [training, testing].map(({ columns }) => columns.map(marksOf)) as [Marks[], Marks[]];
  const whole = (marks: readonly Marks[]) => ({ comma: marks.some(({ comma }) => comma), point: marks.some(({ point }) => point) });
  const differ = (a: Pick<Marks, "comma" | "point">, b: typeof a) => a.comma !== a.point && b.comma !== b.point && a.comma !== b.comma;
  return differ(whole(some), whole(others)) || some.some((marks, column) => differ(marks, others[column] as Marks));
}

function formatsIn({ columns, separator }: Written): Formats {
  const marks = columns.map(marksOf);
  const others = {
    comma: marks.some(({ comma, point, dots }) => (comma && !point) || dots.sure),
    point: marks.some(({ comma, point, commas }) => (point && !comma) || commas.sure),
    dots: marks.some(({ dots }) => dots.sure),
  };
  return marks.map(({ comma, point, commas, dots }) => {
    if (comma && point) return undefined;
    if (comma) return commaFormat;
    if (commas.stands && dots.stands) return undefined;
    if (commas.stands) return point ? ofGroups(others) : ofCommas(commas, others, separator);
    if (point) return pointFormat;
    return dots.stands ? ofDots(dots, others) : plainFormat;
  });
}

/** What the columns of a table say of both marks, and whether dots surely stand between thousands in one of them. */
interface Others {
  readonly comma: boolean;
  readonly point: boolean;
  readonly dots: boolean;
}

const ofGroups = ({ comma }: Others) => (comma ? undefined : pointFormat);

function ofCommas({ likeThousands, sure }: Doubt, { comma, point }: Others, separator: string): NumberFormat | undefined {
  if (sure) return ofGroups({ comma, point, dots: false });
  if (comma !== point) return comma ? commaFormat : pointFormat;
  return separator === ";" && !point && !likeThousands ? commaFormat : undefined;
}

function ofDots({ likeThousands, sure }: Doubt, { comma, point, dots }: Others): NumberFormat | undefined {
  if (sure || (dots && !point)) return point ? undefined : commaFormat;
  if (comma) return undefined;
  return likeThousands && !point ? undefined : plainFormat;
}
