import { commaGroups, decimalComma, dotGroups, type NumberFormat, plainFormat, plainNumber } from "./cellNumber.ts";
import { visibleText } from "./quotedText.ts";

const commaFormat: NumberFormat = { decimal: ",", groups: true };
const pointFormat: NumberFormat = { decimal: ".", groups: true };

/** What the numbers of a column say of the comma, or of the dot. */
interface Mark {
  /** It is surely decimal in some number: `1,5`, `1.234,5`. */
  readonly decimal: boolean;
  /** It surely stands between thousands in some number: `1,234,567`, `1,234.5`. */
  readonly groups: boolean;
  /** It can be either in some number: `1,234`. */
  readonly either: boolean;
  /** Where it can be either, no number tells, and those without it are below 1,000, as where it stands between thousands. */
  readonly likeThousands: boolean;
  /** Beside that half of those with it, as fractions, would lie below those from 100 without: other columns do not make it decimal. */
  readonly liesBelow: boolean;
  /**
   * Beside that it surely does: many have it, most as fractions would lie below the others, and zeros end 1.660 while 320 has none, which nobody
   * writes of a fraction.
   */
  readonly areThousands: boolean;
  /** Such zeros stand beside numbers from 1,000 without the mark, so that it is neither. */
  readonly isTorn: boolean;
}

interface Marks {
  readonly comma: Mark;
  readonly dot: Mark;
  /** The largest number whose reading no mark makes doubtful, as 320 and 5182.0. */
  readonly most: number;
}

const noMark: Mark = {
  decimal: false,
  groups: false,
  either: false,
  likeThousands: false,
  liesBelow: false,
  areThousands: false,
  isTorn: false,
};

/** Most numbers below a thousand are beyond this. */
const HUNDRED = 100;
/** So many numbers with a mark, and such a part of all, are no slip; fractions lie below all others but this part. */
const [MANY, PART, LOWEST] = [2, 0.05, 0.1];

function marksOf(texts: readonly string[]): Marks {
  const [commas, dots]: [string[], string[]] = [[], []];
  const [decimals, groups] = [new Set<string>(), new Set<string>()];
  const whole: number[] = [];
  let [numbers, others, mostPlain] = [0, 0, 0];
  for (const text of texts.map(visibleText)) {
    const [isPlain, asDecimal, asGroups, asDots] = [plainNumber, decimalComma, commaGroups, dotGroups].map((form) => form.test(text));
    if (isPlain || asDecimal || asGroups || asDots) numbers++;
    else others++;
    if (asDecimal && asGroups) commas.push(text);
    else if (asDecimal) decimals.add(",");
    else if (asDots && !isPlain) groups.add(".");
    else if (asGroups) groups.add(",");
    else if (asDots) dots.push(text);
    else if (isPlain && text.includes(".")) {
      decimals.add(".");
      mostPlain = Math.max(mostPlain, absolute(text));
    } else if (isPlain) whole.push(absolute(text));
  }
  if (numbers < others) return { comma: noMark, dot: noMark, most: 0 };
  // -999 among fractions stands for none, and says nothing of their marks
  if (new Set(whole).size === 1 && whole.every(isOfNines)) whole.length = 0;
  whole.sort((a, b) => a - b);
  const [low = 0, most = 0] = [whole[Math.floor(LOWEST * whole.length)], whole.at(-1)];
  const isTold = decimals.size + groups.size > 0;
  const markOf = (mark: string, marked: readonly string[]): Mark => {
    const likeThousands = marked.length > 0 && !isTold && most > 0 && most < 1000;
    const zeros = !isTold && most >= HUNDRED && marked.some((text) => text.endsWith("0"));
    const areMany = marked.length >= MANY && marked.length >= PART * (marked.length + whole.length);
    const below = marked.filter((text) => absolute(text.replace(",", ".")) < low).length;
    const areThousands = likeThousands && zeros && areMany && 2 * below > marked.length;
    const liesBelow = likeThousands && most >= HUNDRED && 2 * below >= marked.length;
    const isTorn = zeros && !likeThousands;
    return {
      decimal: decimals.has(mark),
      groups: groups.has(mark),
      either: marked.length > 0,
      likeThousands,
      liesBelow,
      areThousands,
      isTorn,
    };
  };
  return { comma: markOf(",", commas), dot: markOf(".", dots), most: Math.max(most, mostPlain) };
}

const isOfNines = (number: number) => /^99+$/.test(String(number));
const absolute = (text: string) => Math.abs(Number(text.replace("−", "-")));

/** Which decimal marks numbers tell of. */
interface Told {
  readonly comma: boolean;
  readonly point: boolean;
}

const tells = ({ comma, point }: Told) => comma || point;

/** By the form of single numbers. */
const toldByForm = ({ comma, dot }: Marks): Told => ({ comma: comma.decimal || dot.groups, point: dot.decimal || comma.groups });

/** By all columns of a part. */
function toldByPart(columns: readonly Marks[]): Told {
  const told = columns.map(toldByForm);
  return {
    comma: told.some(({ comma, point }) => comma && !point) || columns.some(({ dot }) => dot.areThousands),
    point: told.some(({ comma, point }) => point && !comma) || columns.some(({ comma }) => comma.areThousands),
  };
}

/** A file of a table, as far as it tells how its numbers are written. */
interface Written {
  /** The different texts of each column. */
  readonly columns: readonly (readonly string[])[];
  readonly separator: string;
  /** Columns that say nothing of the others, as those that are left out. */
  readonly silent?: readonly number[] | undefined;
}

type Formats = readonly (NumberFormat | undefined)[];

/**
 * How the numbers of each column are written, in a training part and, where there is one, the test part beside it; undefined where it
 * cannot be told whether a mark is decimal or stands between thousands. Each part is judged by itself; only a column that is in doubt there
 * is judged together with the other part, unless the two are surely written otherwise.
 */
export function numberFormats(training: Written, testing?: Written): readonly [training: Formats, testing: Formats] {
  const own = judged(training);
  if (!testing) return [own.formats, []];
  const other = judged(testing);
  const together = areAlike(training, testing, own, other) ? judged(joined(training, testing, own, other)) : undefined;
  return [settled(own, other, together), settled(other, own, together)];
}

interface Judged {
  readonly marks: readonly Marks[];
  /** The marks of the columns that say something of the others. */
  readonly voices: readonly Marks[];
  readonly formats: Formats;
}

const isMarked = ({ comma, dot }: Marks) => [comma, dot].some(({ decimal, groups, either }) => decimal || groups || either);

/**
 * Whether two parts may be of one writer: the same separator, and no column nor whole part with surely decimal commas in one and points in
 * the other.
 */
function areAlike(training: Written, testing: Written, own: Judged, other: Judged): boolean {
  const [some, others] = [own.marks, other.marks];
  const differ = (a: Told, b: Told) => a.comma !== a.point && b.comma !== b.point && a.comma !== b.comma;
  const inColumn = (marks: Marks, column: number) => differ(toldByPart([marks]), toldByPart([others[column] as Marks]));
  return training.separator === testing.separator && !differ(toldByPart(own.voices), toldByPart(other.voices)) && !some.some(inColumn);
}

/** Both parts as one; a column without any mark in one of them has no say there. */
function joined(training: Written, testing: Written, { marks: some }: Judged, { marks: others }: Judged): Written {
  const columns = training.columns.map((texts, column) => {
    if (!isMarked(some[column] as Marks)) return testing.columns[column] as readonly string[];
    return isMarked(others[column] as Marks) ? texts.concat(testing.columns[column] as readonly string[]) : texts;
  });
  return { ...training, columns };
}

/**
 * The formats of a part beside another one: what is sure stays. A column in doubt is what both tell together where that is how it would be
 * read alone, or where some number tells of the very mark, and against how it would be read alone in this very column; else, and where the
 * other part goes beyond a thousand without a mark, it cannot be told.
 */
function settled(own: Judged, other: Judged, together: Judged | undefined): Formats {
  const isTold = tells(toldByPart(own.voices));
  return own.formats.map((format, column) => {
    const [marks, beside] = [own.marks[column], other.marks[column]] as [Marks, Marks];
    const inDoubt = [marks.comma, marks.dot].some((mark) => mark.either && !mark.areThousands && !mark.isTorn) && !tells(toldByForm(marks));
    const name = marks.comma.either ? "comma" : "dot";
    const mark = name === "comma" ? "," : ".";
    // 1.299 beside 1299 and the like in the other part, without any mark
    const isPlainBeside = format?.decimal === mark && !isMarked(beside) && beside.most >= 1000 && marks.most < 1000;
    if (!inDoubt || (isTold && format && !isPlainBeside)) return format;
    const hasThousands = [beside.comma, beside.dot].some(({ groups, areThousands }) => groups || areThousands);
    if (beside.most >= 1000 || (!together && hasThousands)) return undefined;
    const joint = together ? together.formats[column] : format;
    if (!together || !joint || joint.decimal === format?.decimal) return joint;
    const isDecimal = joint.decimal === mark;
    if (isDecimal && marks[name].likeThousands && marks.most >= HUNDRED) return undefined;
    // against how it would be read alone only by what the other part has in this very column
    const witnesses = format ? [beside] : together.voices;
    return witnesses.some(({ [name]: mark }) => (isDecimal ? mark.decimal : mark.groups || mark.likeThousands)) ? joint : undefined;
  });
}

/**
 * A part by itself. A mark that can be either is what the other columns say; else a comma is decimal where semicolons separate and a dot
 * is, unless it looks as if it stood between thousands.
 */
function judged({ columns, separator, silent = [] }: Written): Judged {
  const marks = columns.map(marksOf);
  const voices = marks.filter((_, column) => !silent.includes(column));
  const told = toldByPart(voices);
  const commas = voices.some(({ comma, dot }) => comma.either && !dot.either && ofCommas(comma, told, separator) === commaFormat);
  const part = { ...told, commas, dots: voices.some(({ dot }) => dot.areThousands) };
  const formats = marks.map((own) => {
    const { comma, dot } = own;
    const told = toldByForm(own);
    if (told.comma && told.point) return undefined;
    if (told.comma) return commaFormat;
    if (comma.either && dot.either) return undefined;
    if (comma.either) return told.point ? ofGroups(part) : ofCommas(comma, part, separator);
    if (told.point) return pointFormat;
    return dot.either ? ofDots(dot, part) : plainFormat;
  });
  return { marks, voices, formats };
}

/**
 * What the columns of a table say of both marks, whether commas are taken to be decimal in one of them, and whether dots surely stand between
 * thousands.
 */
interface Part extends Told {
  readonly commas: boolean;
  readonly dots: boolean;
}

const ofGroups = ({ comma }: Told) => (comma ? undefined : pointFormat);

function ofCommas(mark: Mark, { comma, point }: Told, separator: string): NumberFormat | undefined {
  if (mark.isTorn) return undefined;
  if (mark.areThousands) return ofGroups({ comma, point });
  if (comma && mark.liesBelow) return undefined;
  if (comma !== point) return comma ? commaFormat : pointFormat;
  return separator === ";" && !point && !mark.likeThousands ? commaFormat : undefined;
}

/** A file has one decimal mark: beside commas that are taken for it, dots that can be either cannot be told. */
function ofDots(mark: Mark, { comma, point, commas, dots }: Part): NumberFormat | undefined {
  if (mark.isTorn) return undefined;
  if (mark.areThousands || (dots && !point)) return point ? undefined : commaFormat;
  if (comma || commas) return undefined;
  return mark.liesBelow || (mark.likeThousands && !point) ? undefined : plainFormat;
}
