import { describe, expect, test } from "vitest";
import { csv, loadTable, tableRefusal } from "./dataFolder.ts";
import { type Cell, COUNT, english, german, of } from "./twoWritings.ts";

const one: Cell = (n) => String(n % 7);

describe("13.23: labels are called what the file says, and 1.000 is not 1 in a file of decimal commas", () => {
  test.each([[["1", "10", "100", "1.000"]], [["10", "10.000", "20", "20.000"]], [["1", "1.000", "mehr"]]])("%j are refused", (labels) => {
    expect(tableRefusal(german(one, of(labels)))).toMatch(
      /^line \d, column 3 \("class"\): "\d+\.000" has a dot that may be decimal or stand between thousands; .*, here \d+ or \d+\.0000$/,
    );
  });

  test.each([[["0", "1.000", "2.000", "500"]], [["1.000", "2.000", "5.000"]], [["1.000", "2.000", "mehr"]]])(
    "%j are classes by these names",
    (labels) => {
      const { classNames, notes } = loadTable(german(one, of(labels)));
      expect(classNames).toEqual(labels);
      expect(notes).toContain(
        'the classes are called as they are written, as "1.000", whose dot may be decimal or stand between thousands',
      );
    },
  );

  test("words among labels leave 1.000 a thousand where dots are known to stand between thousands", () => {
    const labels = ["1", "1.000", "10", "mehr", "keine", "viele", "alle"];
    const { classNames, notes } = loadTable(german(of(["9.500", "1.250", "320", "410"]), of(labels)));
    expect(classNames).toEqual(labels.toSorted());
    expect(notes?.join()).not.toMatch(/one number|one class/);
    expect(loadTable(german(of(["9.500", "1.250", "320", "410"]), of(["500", "1.000", "320"]))).classNames).toEqual(["320", "500", "1000"]);
  });

  test("1 and 1.000 are one class in a file of decimal points, which is said where words are among them", () => {
    expect(loadTable(english(one, of(["1", "1.000", "2"]))).classNames).toEqual(["1", "2"]);
    const { classNames, notes } = loadTable(english(one, of(["250", "250.0", "401", "V10"])));
    expect(classNames).toEqual(["250", "401", "V10"]);
    expect(notes).toContain('the labels "250", "250.0" are one class; if they are codes, write a letter before each');
  });

  test("commas in doubt make no class another's, nor no number", () => {
    const table = csv([["a", "class"], ...Array.from({ length: COUNT }, (_, n) => [n % 7, `"${of(["1", "10", "1,000"])(n)}"`])]);
    const { classNames, notes } = loadTable(table);
    expect(classNames).toEqual(["1", "1,000", "10"]);
    expect(notes?.join()).not.toContain("no number as the others are");
  });
});
