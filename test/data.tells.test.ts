import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable, tableRefusal } from "./dataFolder.ts";

const random = new RandomSequence(29, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const rows = Array.from({ length: 120 }, (_, n) => n);
const table = (header: string | undefined, cells: (n: number) => readonly unknown[]) =>
  csv([...(header ? [header.split(",")] : []), ...rows.map((n) => cells(n))]);

describe("13.22: classes that are one-hot without the first, as pandas.get_dummies(drop_first=True) writes them", () => {
  const kindOf = (n: number) => (n * 7) % 3;

  test("are refused as labels, and said where one is asked for", () => {
    const text = table("a,target_1,target_2", (n) => [noise(), kindOf(n) === 1 ? "True" : "False", kindOf(n) === 2 ? "True" : "False"]);
    const what = 'in every row at most one of column 2 ("target_1") and column 3 ("target_2") is True and the others are False';
    expect(tableRefusal(text)).toBe(
      `${what}, as of classes that are one-hot without the first; write them as one column of labels, or choose one with --label and leave the others out with --ignore`,
    );
    expect(loadTable(text, { label: "target_2" }).notes).toContain(
      `${what}, so the others tell column 3 ("target_2"), the label; --ignore leaves columns out`,
    );
  });

  test("columns of other names, and such as hold together, are none", () => {
    expect(
      loadTable(table("a,is_male,is_pregnant", (n) => [noise(), Number(kindOf(n) === 1), Number(kindOf(n) === 2)])).notes?.join(),
    ).not.toContain("at most one");
    expect(loadTable(table("a,left,right", (n) => [noise(), Number(kindOf(n) === 1), Number(kindOf(n) === 2)])).classes).toBe(2);
    expect(loadTable(table("a,target_1,target_2", (n) => [noise(), n % 2, (n * 3) % 4 === 1 ? 1 : Number(n % 5 === 0)])).classes).toBe(2);
  });

  test("beside the label they tell some classes from the others", () => {
    const of = (n: number) => ["setosa", "versicolor", "virginica"][kindOf(n)];
    const { notes } = loadTable(
      table("a,is_versicolor,is_virginica,species", (n) => [noise(), Number(kindOf(n) === 1), Number(kindOf(n) === 2), of(n)]),
    );
    expect(notes?.filter((note) => note.includes("before the class"))).toEqual([
      'column 2 ("is_versicolor") is "1" in 40 of the 40 rows of class "versicolor" and in 0 of the 80 others; if nobody knows it before the class, --ignore 2 leaves it out',
      'column 3 ("is_virginica") is "1" in 40 of the 40 rows of class "virginica" and in 0 of the 80 others; if nobody knows it before the class, --ignore 3 leaves it out',
    ]);
  });

  test("so do bits that count the classes; a feature that most of the rows share, or that differs within the classes, does not", () => {
    const said = (bit: (n: number) => unknown) =>
      loadTable(table("a,bit,class", (n) => [noise(), bit(n), "pqrs"[n % 4]])).notes?.filter((note) => note.includes("before the class"))
        .length;
    expect(said((n) => n % 2)).toBe(1);
    expect(said((n) => Number(n % 4 > 1) ^ Number(n === 70))).toBe(1);
    expect(said((n) => (n % 4 === 1 ? ["1", "1.0", "1.00"] : ["0", "0.0", "0.00"])[(n * 7) % 3])).toBe(1);
    expect(said((n) => Number(n === 4))).toBe(0);
    expect(said((n) => (n % 4 === 0 ? Number(n % 8 === 0) : n % 2))).toBe(0);
  });
});

describe("13.22: what else tells the class", () => {
  test("the class among many that are one-hot, and a value that is put where a class has none", () => {
    const said = (columns: readonly string[], cells: (n: number) => readonly unknown[], label: (n: number) => string) =>
      loadTable(
        csv([["a", ...columns, "class"], ...Array.from({ length: 400 }, (_, n) => [noise(), ...cells(n), label(n)])]),
      ).notes?.filter((note) => note.includes("before the class"));
    const names = Array.from({ length: 20 }, (_, i) => `genre${i}`);
    const all = said(
      names,
      (n) => names.map((__, i) => Number(n % 20 === i)),
      (n) => `g${n % 20}`,
    );
    expect(all).toHaveLength(20);
    expect(all?.[19]).toContain('column 21 ("genre19") is "1" in 20 of the 20 rows of class "g19" and in 0 of the 380 others');
    const filled = (value: string) =>
      said(
        ["lab"],
        (n) => [n % 4 === 0 ? value : 1 + ((n * 7) % 59)],
        (n) => (n % 4 === 0 ? "x" : "yz"[(n >> 2) % 2]) as string,
      );
    for (const value of ["0", "-1", "29.5"])
      expect(filled(value)).toEqual([
        `column 2 ("lab") is "${value}" in 100 of the 100 rows of class "x" and in 0 of the 300 others; if nobody knows it before the class, --ignore 2 leaves it out`,
      ]);
    expect(
      said(
        ["site"],
        (n) => [n % 4 === 0 ? "not done" : "uvw"[(n * 7) % 3]],
        (n) => (n % 4 === 0 ? "x" : "yz"[(n >> 2) % 2]) as string,
      ),
    ).toHaveLength(1);
    // a value of a third of a class is none
    expect(
      said(
        ["lab"],
        (n) => [n % 12 === 0 ? "0" : 1 + ((n * 7) % 59)],
        (n) => (n % 4 === 0 ? "x" : "yz"[(n >> 2) % 2]) as string,
      ),
    ).toEqual([]);
  });

  test("scores of a classifier, of which the largest is the class", () => {
    const said = (label: (scores: readonly number[]) => number) =>
      loadTable(
        table("a,p_cat,p_dog,p_fox,animal", (n) => {
          const scores = [(n * 37) % 101, (n * 53) % 103, (n * 71) % 107];
          return [noise(), ...scores.map((score) => (score / 107).toFixed(3)), ["cat", "dog", "fox"][label(scores)]];
        }),
      ).notes?.filter((note) => note.includes("the largest of"));
    expect(said((scores) => scores.indexOf(Math.max(...scores)))).toEqual([
      'the largest of column 2 ("p_cat") to column 4 ("p_fox") tells the class, as of scores that a classifier gave; if they are, --ignore leaves them out',
    ]);
    expect(said((scores) => (scores[0] as number) % 3)).toEqual([]);
  });

  test("few known values tell nothing, though each goes with one class", () => {
    const { notes } = loadTable(
      table("a,code,class", (n) => [noise(), n < 4 ? "AABB"[n] : "", n < 2 || n % 2 ? "x" : "y"]),
      { missing: "mean" },
    );
    expect(notes?.join()).not.toContain("by itself");
  });

  test("classes of which one is written in several ways are one where values are missing", () => {
    const { notes } = loadTable(
      table("a,b,class", (n) => [noise(), n >= 30 && n % 2 ? "" : noise(), n < 60 ? n % 2 : `${n % 2}.0`]),
      { missing: "mean" },
    );
    expect(notes?.join()).toContain('column 2 ("b") is missing in 45 of the 60 rows of class "1" and in 0 of the 60 rows of class "0"');
    const spread = table("a,b,class", (n) => [noise(), n >= 60 && n % 4 < 2 ? "" : noise(), n < 60 ? n % 2 : `${n % 2}.0`]);
    expect(loadTable(spread, { missing: "mean" }).notes?.join()).not.toContain("tells the class");
    expect(loadTable(spread, { missing: "drop" }).notes?.join()).not.toContain("is no class");
  });

  test("rare classes do not hide what is missing in others", () => {
    const label = (n: number) => (n === 0 || n === 50 ? "C" : n === 1 || n === 51 ? "D" : "AB"[n % 2]);
    const lacks = (n: number) => label(n) === "C" || (label(n) === "B" && n % 20 !== 3);
    expect(
      loadTable(
        table("a,b,class", (n) => [noise(), lacks(n) ? "" : noise(), label(n)]),
        { missing: "mean" },
      ).notes?.join(),
    ).toMatch(/column 2 \("b"\) is missing in \d+ of the \d+ rows of class "B" and in 0 of the \d+ rows of class "A"/);
  });

  test("marks to the half and scores of two decimals, from which it was made", () => {
    const said = (score: (n: number) => string, label: (value: number) => string) => {
      const text = csv([["a", "score", "result"], ...Array.from({ length: 600 }, (_, n) => [noise(), score(n), label(Number(score(n)))])]);
      return loadTable(text).notes?.filter((note) => note.includes("by itself"));
    };
    const told = ['column 2 ("score") tells the class by itself: each of its values goes with one class only'];
    expect(
      said(
        (n) => (((n * 37) % 101) / 2).toFixed(1),
        (mark) => (mark < 20 ? "fail" : mark < 35 ? "pass" : "merit"),
      ),
    ).toEqual(told);
    expect(
      said(
        (n) => (((n * 37) % 101) / 100).toFixed(2),
        (score) => (score >= 0.5 ? "pos" : "neg"),
      ),
    ).toEqual(told);
    expect(
      said(
        (n) => (((n * 37) % 101) / 100).toFixed(2),
        (score) => ((1000 * score) % 30 > 15 ? "pos" : "neg"),
      ),
    ).toEqual(told);
  });

  test("few numbers that rise with the rows of a file sorted by class, also with noise", () => {
    const sorted = (temperature: (n: number) => number) =>
      loadTable(
        csv([
          ["temp", "a", "class"],
          ...Array.from({ length: 400 }, (_, n) => [temperature(n).toFixed(1), noise(), "abcd"[Math.floor(n / 100)]]),
        ]),
      ).notes?.filter((note) => note.includes("sorted by class"));
    const rises = 'column 1 ("temp") rises with the rows, which are sorted by class, and so tells the class by their order';
    const said = [`${rises}; if it only numbers them, --ignore 1 leaves it out`];
    const drift = (n: number) => 20 + Math.floor(n / 9) / 10;
    expect(sorted(drift)).toEqual(said);
    expect(sorted((n) => 90 - 20 * Math.floor(n / 100) + (n % 100) / 10)).toEqual(said); // each class begins lower
    expect(sorted((n) => drift(n) + 0.4 * (random.uniform() - 0.5))).toEqual(said);
    // what differs by class only does not rise within them
    expect(sorted((n) => 20 + Math.floor(n / 100) + random.uniform())).toEqual([]);
  });

  test("where a value is missing in one class, whatever is put there or left out", () => {
    const text = table("a,b,grade", (n) => [noise(), n % 3 === 1 ? "" : noise(), "xyz"[n % 3]]);
    const note =
      'column 2 ("b") is missing in 40 of the 40 rows of class "y" and in 0 of the 40 rows of class "x", so that what is missing tells the class; if nobody knows it before the class, --ignore 2 leaves it out';
    expect(loadTable(text, { missing: "mean" }).notes).toContain(note);
    const dropped = loadTable(text, { missing: "drop" });
    expect(dropped.classNames).toEqual(["x", "z"]);
    expect(dropped.notes).toEqual(expect.arrayContaining([note, 'no row of "y" has all its values, so that this is no class']));
    const even = table("a,b,grade", (n) => [noise(), n % 5 === 1 ? "" : noise(), "xyz"[n % 3]]);
    expect(loadTable(even, { missing: "mean" }).notes?.join()).not.toContain("tells the class");
  });

  test("where values are missing more often in one class, in each column or in some, though never in more than half of the rows", () => {
    const long = (cells: (n: number) => readonly unknown[]) =>
      loadTable(csv(["a,b,c,d,grade".split(","), ...Array.from({ length: 480 }, (_, n) => cells(n))]), { missing: "mean" }).notes?.filter(
        (note) => note.includes("missing in") || note.includes("as unevenly"),
      );
    const empty = (is: boolean) => (is ? "" : noise());
    const each = long((n) => [...[1, 5, 7, 11].map((step) => empty(n % 2 === 1 && (n * step) % 20 < 9)), "xy"[n % 2]]);
    expect(each?.map((note) => note.slice(0, 40))).toEqual([
      'column 1 ("a") is missing in 96 of the 2',
      'column 2 ("b") is missing in 120 of the ',
      'column 3 ("c") is missing in 96 of the 2',
      "1 more column is missing as unevenly",
    ]);
    expect(long((n) => [0, 1, 2, 3].map((column) => empty(n % 2 === 1 && (n >> 1) % 8 === column)).concat("xy"[n % 2] as string))).toEqual([
      'some value is missing in 120 of the 240 rows of class "y" and in 0 of the 240 rows of class "x", so that what is missing tells the class',
    ]);
    expect(long((n) => [0, 1, 2, 3].map((column) => empty((n * 7) % 9 === column)).concat("xy"[n % 2] as string))).toEqual([]);
  });

  test("where one class of two is left, dropping is refused with what to do", () => {
    expect(
      tableRefusal(
        table("a,b,grade", (n) => [noise(), n % 2 ? "" : noise(), "xy"[n % 2]]),
        { missing: "drop" },
      ),
    ).toBe('all rows with all values have the label "x"; choose --missing mean, or leave columns out with --ignore');
  });
});

describe("13.22: what is other than usual in one class alone", () => {
  const random = new RandomSequence(37, "noise");
  const uniform = () => random.uniform();
  const of = (cell: (label: number) => unknown) =>
    loadTable(
      csv([
        ["a", "b", "status"],
        ...Array.from({ length: 400 }, () => {
          const label = Math.floor(2 * uniform());
          return [uniform().toFixed(3), cell(label), label];
        }),
      ]),
    ).notes?.filter((note) => note.includes("is not "));

  test("is said, of amounts, of kinds and of words", () => {
    expect(of((label) => (label && uniform() < 0.7 ? (900 * uniform()).toFixed(2) : 0))).toEqual([
      expect.stringMatching(
        /^column 2 \("b"\) is not "0" in (\d+) rows, of which \1 are of class "1"; if nobody knows it before the class/,
      ),
    ]);
    expect(of((label) => (label && uniform() < 0.3 ? 1 : 0))).toHaveLength(1);
    expect(of((label) => (label && uniform() < 0.3 ? "yes" : "no"))).toHaveLength(1);
  });

  test("but not what chance makes, or what other classes have, too", () => {
    expect(of((label) => (label && uniform() < 0.05 ? 1 : 0))).toEqual([]);
    expect(of((label) => (uniform() < (label ? 0.6 : 0.06) ? 1 : 0))).toEqual([]);
  });
});

test.each([1, -1])("13.22: that the larger of two columns tells the class is said (%i)", (sign) => {
  const random = new RandomSequence(41, "noise");
  const rows = Array.from({ length: 300 }, (_, n) => {
    const [low, high] = [random.uniform(), random.uniform()].sort((a, b) => sign * (a - b)).map((value) => value.toFixed(4));
    return [random.uniform().toFixed(3), ...(n % 2 ? [low, high] : [high, low]), n % 2];
  });
  expect(loadTable(csv([["a", "score0", "score1", "status"], ...rows])).notes).toContain(
    'the largest of column 2 ("score0") and column 3 ("score1") tells the class, as of scores that a classifier gave; if they are, --ignore leaves them out',
  );
});

test("13.22: distances to three classes, of which the smallest tells, are said", () => {
  const random = new RandomSequence(43, "noise");
  const rows = Array.from({ length: 300 }, (_, n) => [
    ...[0, 1, 2].map((label) => (label === n % 3 ? random.uniform() : 1.1 + random.uniform()).toFixed(4)),
    n % 3,
  ]);
  expect(loadTable(csv([["d0", "d1", "d2", "status"], ...rows])).notes?.join()).toContain(
    'the smallest of column 1 ("d0") to column 3 ("d2") tells',
  );
});

test("13.22: a pixel at the rim that one class alone reaches is not said to tell it", () => {
  const random = new RandomSequence(47, "noise");
  const rows = Array.from({ length: 600 }, (_, n) => {
    const [x, y] = [8 * random.uniform(), 8 * random.uniform()]; // a spot
    const pixels = Array.from({ length: 64 }, (_, i) => Math.floor(255 * Math.exp(-Math.hypot((i % 8) - x, Math.floor(i / 8) - y) / 2)));
    pixels[7] = n % 3 === 2 && random.uniform() < 0.25 ? 200 : 0;
    return [n % 3, ...pixels];
  });
  const told = loadTable(csv(rows)).notes?.join() ?? "";
  expect(told).toContain("taken for pictures");
  expect(told).not.toContain("--ignore");
  expect(loadTable(csv(rows), { pictures: "no" }).notes?.join()).toContain('column 9 is not "0"');
});

test("13.22: of a rare class, a rare flag that has nothing to do with it is not said to tell it", () => {
  const random = new RandomSequence(53, "noise");
  const flag = (share: number) => Number(random.uniform() < share);
  const rows = Array.from({ length: 3000 }, () => [random.uniform().toFixed(3), ...[0.01, 0.01, 0.1, 0.5].map(flag), flag(0.015)]);
  const said = (text: readonly (readonly unknown[])[]) =>
    (loadTable(csv([["a", "p", "q", "r", "s", "fraud"], ...text])).notes ?? []).filter((note) => /--ignore|by itself/.test(note));
  expect(said(rows)).toEqual([]);
  expect(said(rows.map((row) => row.with(1, row[5] as number)))).toEqual([expect.stringContaining('column 2 ("p")')]);
});
