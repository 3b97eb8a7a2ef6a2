import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable, tableRefusal } from "./dataFolder.ts";

const random = new RandomSequence(17, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const rows = Array.from({ length: 60 }, (_, n) => n);
const lines = (line: (n: number) => string) => `${rows.map(line).join("\n")}\n`;

describe("13.23: lines of another format are no table", () => {
  const pairs = "its lines are pairs of index and value, as LIBSVM writes them; write a table with one column for each index";
  const brackets = "its lines are in brackets, as those of a program; write the values alone";
  const named = (example: string) =>
    `its cells are names with values, as ${JSON.stringify(example)}; write the names in a header and the values alone`;

  test.each<[string, (n: number) => string, string]>([
    ["LIBSVM's pairs", (n) => `${n % 2} 1:${n}.5 3:${n % 7}`, pairs],
    ["a search engine's queries", (n) => `${n % 3} qid:${n % 5} 1:${n % 7} 2:${n}e-1`, pairs],
    ["Vowpal Wabbit's groups", (n) => `${n % 2} |f a:${n} b:${n % 5}.5`, pairs],
    ["a program's dictionaries", (n) => `{'a': ${n}, 'b': ${n % 5}, 'class': 'p${n % 2}'}`, brackets],
    ["a program's lists", (n) => `[${n}, ${n % 5}, 'p${n % 2}'],`.slice(0, -1), brackets],
    ["names with values", (n) => `a=${n},b=${n % 5},class=p${n % 2}`, named("a=0")],
    ["names with values behind colons", (n) => `a: ${n}\tb: ${n % 5}\tclass: p${n % 2}`, named("a: 0")],
  ])("%s", (_, line, says) => {
    expect(tableRefusal(lines(line))).toBe(says);
  });

  test("blanks between thousands part no cells where tabs do", () => {
    expect(tableRefusal(lines((n) => `${1 + (n % 8)} ${100 + n},${n % 10}\t${50 + (n % 9)}\t${"pq"[n % 2]}`))).toContain(
      "which are numbers in another writing",
    );
  });

  test("a title of full width over the header, as a workbook is saved", () => {
    const table = csv([["taste", "colour", "class"], ...rows.map((n) => ["uv"[n % 2], "rgb"[n % 3], "pq"[n % 2]])]);
    expect(tableRefusal(`Report of 2020,,\n${table}`)).toBe(
      'line 1 has "Report of 2020" in its first cell and nothing in the others, as a title has; take it out',
    );
    expect(loadTable(table).classNames).toEqual(["p", "q"]);
  });

  test.each<[string, (n: number) => readonly unknown[]]>([
    ["words with a colon in one column", (n) => [noise(), `chr${n % 3}:p`, n % 2]],
    ["a first row that lacks values", (n) => [n === 0 ? 1.5 : noise(), n === 0 ? "" : noise(), n % 2]],
    ["intervals in brackets", (n) => [`(${n % 3}; ${1 + (n % 3)}]`, noise(), n % 2]],
  ])("%s make a table", (_, row) => {
    expect(loadTable(csv(rows.map(row)), { missing: "mean" }).classes).toBe(2);
  });
});

describe("13.23: words that may be numbers", () => {
  const noted = (text: (value: number) => string) =>
    loadTable(csv([["change", "b", "class"], ...rows.map((n) => [text((n % 9) - 4), noise(), n % 2])])).notes?.filter((note) =>
      note.includes("holds words"),
    );
  test.each<[string, (value: number) => string]>([
    ["in brackets", (value) => (value < 0 ? `(${-value})` : `${value}`)],
    ["with a minus behind", (value) => (value < 0 ? `${-value}-` : `${value}`)],
    ["with an en dash", (value) => (value < 0 ? `–${-value}` : `${value}`)],
    ["behind an apostrophe", (value) => `'${Math.abs(value)}`],
    ["with a star", (value) => `${Math.abs(value)}*`],
    ["as Python's tensors, of which some are none", (value) => (value < 0 ? "tensor(nan)" : `tensor(${value}.)`)],
    ["as lists, of which one is none", (value) => (value < 0 ? "[nan]" : `[${value}.5]`)],
    ["of full width", (value) => "０１２３４"[Math.abs(value)] as string],
  ])("%s are said", (_, text) => {
    expect(noted(text)).toEqual([
      expect.stringMatching(
        /^column 1 \("change"\) holds words, as ".+"; if they are numbers, write them with plain digits, and a minus before them$/,
      ),
    ]);
  });

  test.each<[string, (value: number) => string]>([
    ["with a unit of any length", (value) => `${value + 45} years`],
    ["with a unit in other letters", (value) => `${value + 45} лет`],
    ["with a unit and no blank", (value) => `${100 * (value + 45)}元`],
    ["with an error", (value) => `${value + 45} ± 2`],
    ["as pandas' differences of times", (value) => `0 days 00:4${value + 4}:00`],
    ["as days of months, which a workbook made of decimals", (value) => (value > 0 ? `0${value}.янв` : `${4 - value}.0`)],
    ["as days of months, most of them decimals still", (value) => (value > 3 ? `0${value}-ene` : `${4 - value}.5`)],
    ["with their names", (value) => `temp: ${value + 19}.2`],
    ["with their names and a sign", (value) => `T=${value + 19}.2`],
    ["with their names and units", (value) => `Temp: ${value + 19}.3°C`],
    ["with footnotes", (value) => `${value + 25}[1]`],
    ["with an error in plain signs", (value) => `${value + 25} +/- 2`],
    ["two in a cell", (value) => `${value + 5} ${9 - value}`],
    ["in braces", (value) => `{${value + 19}.2`],
    ["as times of laps", (value) => `1:2${value + 4}.4`],
    ["as blood pressure", (value) => `${120 + value}/80`],
    ["as a pair", (value) => `(${value}.5; 3.4)`],
    ["behind a unit", (value) => `pH ${value + 5}.5`],
    ["about", (value) => `~${value + 5}`],
    ["in feet and inches", (value) => `${5 + (Math.abs(value) % 2)}-${value + 4}`],
    ["with their uncertainty", (value) => `1.5${Math.abs(value)}(3)`],
    ["that a workbook made dates", (value) => (value > 0 ? `2024-0${value}-01` : `${4 - value}.0`)],
    ["with fractions", (value) => `${value + 5} 1/2`],
    ["as days of months alone", (value) => `0${value + 5}/jan`],
  ])("numbers %s are said", (_, text) => {
    expect(noted(text)).toEqual([
      expect.stringMatching(/^column 1 \("change"\) holds words with numbers in them, as ".+", each a feature of 0 and 1; if they are/),
    ]);
  });

  test.each<[string, (value: number) => string]>([
    ["groups by age", (value) => `${10 * Math.abs(value)}-${10 * Math.abs(value) + 9}`],
    ["codes", (value) => `${"abc"[Math.abs(value) % 3]}${value + 5}`],
    ["generations", (value) => `${2 + (Math.abs(value) % 4)}G`],
    ["decades", (value) => `${50 + 10 * Math.abs(value)}s`],
    ["ranks", (value) => `${value + 5}th`],
    ["groups by income", (value) => `$${Math.abs(value)}0K - $${Math.abs(value)}9K`],
    ["names of substances", (value) => `${Math.abs(value)}-${["methanol", "ethanol", "propanol", "butanol", "hexanol"][Math.abs(value)]}`],
    ["levels", (value) => `Level ${value + 5}`],
    ["scores of two parts", (value) => `${3 + (Math.abs(value) % 2)}+${3 + (Math.abs(value) % 3)}`],
    ["names, one of which begins so", (value) => ["7-eleven", "aldi", "spar"][Math.abs(value) % 3] as string],
  ])("%s are words", (_, text) => {
    expect(noted(text)).toEqual([]);
  });

  const decimals = (line: (n: number) => string) => loadTable(`${rows.map(line).join("\n")}\n`).notes?.join() ?? "";
  test.each<[string, (n: number) => string]>([
    [
      "of two digits",
      (n) =>
        `${17 + (n % 9)},${String(((n % 23) * 37) % 100).padStart(2, "0")},${40 + (n % 7)},${String(((n % 29) * 53) % 100).padStart(2, "0")},${"pq"[n % 2]}`,
    ],
    ["beside a whole number", (n) => `${20 + (n % 50)},${17 + (n % 9)},${String(((n % 31) * 37) % 100).padStart(2, "0")},${"pq"[n % 2]}`],
    [
      "below a header with one name less",
      (n) => (n ? `${n},${17 + (n % 9)},${String(((n * 37) % 101) % 100).padStart(2, "0")},${"pq"[n % 2]}` : "id,a,class"),
    ],
    ["behind one digit", (n) => `${n % 9},${n % 10},${String(((n % 31) * 37) % 100).padStart(2, "0")},${"pq"[n % 2]}`],
    ["of one digit", (n) => `${17 + (n % 9)},${(n * 7) % 10},${40 + (n % 7)},${(n * 3) % 10},${"pq"[n % 2]}`],
    ["behind minus zero", (n) => `${n % 5 ? n % 7 : "-0"},${(n * 7) % 10},${"pq"[n % 2]}`],
  ])("13.23: decimals %s that a comma parted are said", (_, line) => {
    expect(decimals(line)).toMatch(/always ha(s|ve) as many digits, so that .+ may be/);
  });

  test.each<[string, (n: number) => string]>([
    ["answers from 1 to 5", (n) => `${1 + (n % 5)},${1 + ((n * 3) % 5)},${1 + ((n * 7) % 5)},${1 + ((n * 2) % 5)},${"pq"[n % 2]}`],
    ["whole numbers", (n) => `${n % 9},${(n * 37) % 100},${n % 7},${(n * 53) % 100},${"pq"[n % 2]}`],
  ])("%s are not", (_, line) => {
    expect(decimals(line)).not.toContain("as many digits");
  });

  test("numbers beside one last group are words", () => {
    expect(noted((value) => (value > 2 ? "3+" : String(Math.abs(value))))).toEqual([]);
    expect(noted((value) => (value > 2 ? "5 or more" : String(Math.abs(value))))).toEqual([]);
  });

  test.each([">20", "20+", "over 20", "T", "refused"])("many numbers beside %j are said", (word) => {
    expect(noted((value) => (value === 4 ? word : String(value + 10)))).toEqual([
      expect.stringMatching(
        new RegExp(`^column 1 \\("change"\\) holds words (with numbers in them|beside numbers), as "${word.replace("+", "\\+")}", each`),
      ),
    ]);
  });

  test("a number that stands for none among classes of words is said", () => {
    const table = csv([["b", "class"], ...rows.map((n) => [noise(), ["red", "blue", "-999"][n % 3]])]);
    expect(loadTable(table).notes?.join()).toContain('of the classes "-999" is a number, as no other is; write NA for a missing label');
  });

  test.each([
    ["<=50K", "<= 50K"],
    ["Positive (+)", "Positive(+)"],
    ["Type 1", "Type1"],
    ["Wrocław", "Wroclaw"],
  ])("the classes %j and %j are said to differ in blanks", (one, other) => {
    const table = csv([["b", "class"], ...rows.map((n) => [noise(), [one, other, "no"][n % 3]])]);
    expect(loadTable(table).notes?.join()).toMatch(/differ in .*blanks/);
  });

  test("dates as numbers of eight digits are said", () => {
    const table = csv([["day", "b", "class"], ...rows.map((n) => [20_180_101 + (n % 28) + 100 * (n % 9), noise(), n % 2])]);
    expect(loadTable(table).notes?.join()).toContain('column 1 ("day") holds dates, as 20180101, and is read as numbers; write days since');
    const others = csv([["size", "b", "class"], ...rows.map((n) => [20_180_101 + 97 * n, noise(), n % 2])]);
    expect(loadTable(others).notes?.join()).not.toContain("holds dates");
  });

  test("codes of words and numbers are not", () => {
    expect(noted((value) => (value > 2 ? "more" : String(Math.abs(value))))).toEqual([]);
    expect(noted((value) => `${Math.abs(value)}+${Math.abs(value)}`)).toEqual([]);
  });

  test("inf among words is one", () => {
    const table = csv([["site", "b", "class"], ...rows.map((n) => [["inf", "sup", "mid"][n % 3], noise(), n % 2])]);
    expect(loadTable(table).shape).toEqual([4]);
  });
});

describe("13.22: amounts and units are hardly classes", () => {
  const table = (income: (n: number) => string) =>
    `mode;price;income\n${rows.map((n) => `${["bus", "car", "boat"][n % 3]};${noise()};${income(n)}`).join("\n")}\n`;
  test.each<[string, (n: number) => string]>([
    ["$1'884", (n) => `$1'88${n % 5}`],
    ["EUR 1884", (n) => `EUR 188${n % 5}`],
    ["1884 kr", (n) => `188${n % 5} kr`],
    ["CHF 1’884.50", (n) => `CHF 1’88${n % 5}.50`],
    ["1,884 USD", (n) => `"1,88${n % 5} USD"`],
  ])("%s is an amount of money, not the labels", (_, income) => {
    expect(tableRefusal(table(income))).toMatch(/^line 2, column 3 \("income"\): ".+" is an amount of money; /);
  });

  test("a few numbers with a unit are said where nobody asked for them, many are refused, ordinals are classes", () => {
    const dose = (n: number) => `${5 * (1 + (n % 3))} mg`;
    const note = 'column 3 ("income") has numbers with a unit or a limit, as "10 mg"; each is taken for a class of its own';
    expect(loadTable(table(dose)).notes).toContain(note);
    expect(loadTable(table(dose), { label: "income" }).notes).not.toContain(note);
    const many = table((n) => `${n % 20} mg`).replaceAll(/^[a-z]+;(?=\d)/gm, "1;");
    expect(tableRefusal(many)).toContain("numbers in another writing; name another column with --label");
    expect(loadTable(table((n) => ["1st", "2nd", "3rd"][n % 3] as string)).notes?.join()).not.toContain("with a unit");
  });

  test("classes that all hold another separator are said", () => {
    const text = lines((n) => `${n % 9},2;1;${n % 3},${"pq"[n % 2]}`);
    expect(loadTable(text).notes).toContain(
      "every class has commas in its name; if they separate the cells, write no other separator within them",
    );
  });
});

test("13.23: a file has one decimal mark: dots that can be either are refused beside commas that are taken for it", () => {
  const text = (first: string) =>
    `id;weight;class\n${rows.map((n) => `${22 + n}.${first};${24 + (n % 9)},5${n % 7}1;${"pq"[n % 2]}`).join("\n")}\n`;
  expect(tableRefusal(text("918"))).toContain('line 2, column 1 ("id"): "22.918" has a dot that may be decimal or stand between thousands');
  expect(loadTable(text("918").replaceAll(/^(\d+)\./gm, "$1")).notes).toContain("commas in its numbers are decimal");
});

test.each(["4-4-2", "1.0.0", "2D2"])("13.23: %s is a word, no date and no number", (word) => {
  const text = csv([["a", "kind", "class"], ...rows.map((n) => [noise(), n % 2 ? word : "other", (n * 7) % 2])]);
  expect(loadTable(text).shape).toEqual([3]);
});
