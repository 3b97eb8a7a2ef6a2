import { describe, expect, test } from "vitest";
import { loadTable, tableRefusal } from "./dataFolder.ts";

const COUNT = 120;
const of = (texts: readonly string[]) => (n: number) => texts[n % texts.length] as string;
/** A table of one feature and labels, with decimal points between commas or decimal commas between semicolons. */
const table = (labels: readonly string[], mark: "." | ",") => {
  const rows = Array.from({ length: COUNT }, (_, n) => [`${(n * 37) % 23}.${(n * 13) % 10}${(n % 9) + 1}`, of(labels)(n)]);
  const text = [["a", "class"], ...rows].map((row) => row.join(";")).join("\n");
  return mark === "," ? text.replaceAll(".", ",") : text.replaceAll(";", ",");
};
const twins = /one class; if|one number/;
const read = (labels: readonly string[], mark: "." | ",", test?: readonly string[]) => {
  const { classNames, notes } = loadTable(table(labels, mark), {}, test && table(test, mark));
  return { classNames, said: notes?.filter((note) => twins.test(note)) };
};

describe("13: labels with decimal commas are those with points", () => {
  test.each<[readonly string[]]>([
    [["2", "2.0", "3", "NB"]],
    [["1", "1.3", "2", "2.0", "NB"]],
    [["1.5", "1.50", "2", "NB"]],
    [["1", "1.0", "a", "b", "c"]],
    [["True", "1.0", "False", "0.0"]],
    [["250.0", "250.00", "V10", "E8"]],
  ])("%j", (labels) => {
    const [points, commas] = [read(labels, "."), read(labels, ",")];
    const withCommas = (text: string) => text.replaceAll(/(?<=\d)\.(?=\d)/g, ",");
    expect(commas.classNames?.toSorted()).toEqual(points.classNames?.map(withCommas).toSorted());
    expect(commas.said).toEqual(points.said?.map(withCommas));
  });

  test("2 and 2,0 beside a word are one class, and 1 and 1,0 of which a fraction tells that they count otherwise are said to stay apart", () => {
    expect(read(["2", "2.0", "3", "NB"], ",")).toEqual({
      classNames: ["2", "3", "NB"],
      said: ['the labels "2", "2,0" are one class; if they are codes, write a letter before each'],
    });
    expect(read(["1", "1.0", "1.3", "NB"], ",")).toEqual({
      classNames: ["1", "1,0", "1,3", "NB"],
      said: ['the classes "1", "1,0" are one number, and stay apart'],
    });
    expect(read(["1.5", "1.50", "2", "NB"], ".").said).toEqual(['the classes "1.5", "1.50" are one number, and stay apart']);
  });

  test.each([".", ","] as const)("of a test part, too, with %j", (mark) => {
    expect(read(["1", "2", "3", "NB"], mark, ["1.0", "2.0", "3.0", "NB"]).classNames).toEqual(["1", "2", "3", "NB"]);
  });

  test("fractions and a word are a column of words with either mark", () => {
    const rows = Array.from({ length: COUNT }, (_, n) => [of(["1,5", "2,5", "more"])(n), of(["p", "q", "q", "q"])(n)].join(";"));
    const german = ["a;class", ...rows].join("\n");
    expect(tableRefusal(german)).toBeUndefined();
    expect(tableRefusal(german.replaceAll(",", ".").replaceAll(";", ","))).toBeUndefined();
  });
});
