import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCsv } from "#data";
import { RandomSequence } from "#engine";
import { complaint, csv, dataFolder, loadTable, tableRefusal } from "./dataFolder.ts";

const random = new RandomSequence(29, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const rows = Array.from({ length: 120 }, (_, n) => n);
const table = (header: string | undefined, cells: (n: number) => readonly unknown[]) =>
  csv([...(header ? [header.split(",")] : []), ...rows.map((n) => cells(n))]);

describe("13.22: a header of which no name tells the labels", () => {
  test("the last is taken, and which others could hold them is said, those first whose names hint at it", () => {
    const { notes } = loadTable(
      table("party,water,left,depth,tax,export", (n) => ["ab"[n % 2], "yn"[(n * 7) % 3] ?? "y", n % 2, noise(), n % 5, "yn"[(n * 3) % 2]]),
    );
    expect(notes?.[0]).toContain('labels are column 6 ("export"), the last, as no name tells');
    expect(notes).toContain(
      'column 3 ("left"), column 1 ("party"), column 2 ("water") and 1 more could hold the labels as well; if one does, choose it with --label',
    );
  });

  test("one other, two others, and none", () => {
    const said = (text: string) => loadTable(text).notes?.filter((note) => note.includes("could hold the labels"));
    expect(said(table("status,a,stage", (n) => [n % 2, noise(), "pq"[(n * 7) % 2]]))).toEqual([
      'column 1 ("status"), the first, could hold the labels as well; if it does, choose it with --label',
    ]);
    expect(said(table("a,sex,ward,stage", (n) => [noise(), "mf"[n % 2], n % 4, "pq"[(n * 7) % 2]]))).toEqual([
      'column 2 ("sex") and column 3 ("ward") could hold the labels as well; if one does, choose it with --label',
    ]);
    expect(said(table("a,b,stage", (n) => [noise(), noise(), "pq"[n % 2]]))).toEqual([]);
  });

  test.each<[string, (n: number) => unknown]>([
    ["date", (n) => `2024-01-${10 + (n % 9)}`],
    ["created_at", (n) => `2024-01-${10 + (n % 9)}`],
    ["user", (n) => n % 10],
    ["subject_id", (n) => n % 10],
    ["batch", (n) => `b${n % 3}`],
    ["year", (n) => 2007 + (n % 3)],
    ["sample_weight", (n) => 1 + (n % 2)],
    ["source", (n) => ["web", "paper"][n % 2]],
    ["test", (n) => n % 2],
    ["training", (n) => n % 2],
    ["valid", (n) => ["True", "False"][n % 2]],
    ["test", (n) => ["yes", "no"][n % 2]],
    ["env", (n) => ["dev", "test"][n % 2]],
    ["phase", (n) => ["Development", "Testing"][n % 2]],
  ])("a last column %s is called as labels rarely are, and is refused where another could hold them", (name, value) => {
    const text = table(`a,b,grade,${name}`, (n) => [noise(), noise(), "xyz"[n % 3], value(n)]);
    const path = join(dataFolder({ "table.csv": text }), "table.csv");
    expect(complaint("label", () => loadCsv(path))).toBe(
      `no name tells the labels of ${path}: column 4 ("${name}"), the last, is called as labels rarely are, and column 3 ("grade") could hold them as well; choose with --label 4 or --label 3`,
    );
  });

  test.each<[string, (n: number) => unknown]>([
    ["low_birth_weight", (n) => n % 2],
    ["Reached on time", (n) => n % 2],
    ["full_time", (n) => ["yes", "no"][n % 2]],
    ["diagnostics", (n) => n % 2],
  ])("a last column %s is taken", (name, value) => {
    const { notes } = loadTable(table(`a,b,grade,${name}`, (n) => [noise(), noise(), "xyz"[n % 3], value(n)]));
    expect(notes?.[0]).toContain(`labels are column 4 ("${name}"), the last`);
    expect(notes).toContain('column 3 ("grade") could hold the labels as well; if it does, choose it with --label');
  });

  test("where the first is the only one of words, others are said", () => {
    const { notes } = loadTable(table("Geography,Score,Exited,Salary", (n) => [["France", "Spain"][n % 2], noise(), (n * 7) % 2, noise()]));
    expect(notes?.[0]).toContain('labels are column 1 ("Geography"), the only one of words');
    expect(notes).toContain('column 3 ("Exited") could hold the labels as well; if it does, choose it with --label');
  });

  test.each<[string, (n: number) => unknown]>([
    ["filename", (n) => `picture ${n * n}.png`],
    ["comment", (n) => `said by ${n * 7} people`],
    ["unit", () => "cm"],
  ])("a last column %s of other words in every row, or of one, is none", (name, value) => {
    const { classNames, shape } = loadTable(table(`a,b,grade,${name}`, (n) => [noise(), noise(), "xyz"[n % 3], value(n)]));
    expect([classNames, shape[0]]).toEqual([["x", "y", "z"], name === "unit" ? 3 : 2]);
  });

  test("where the last is a quantity, the refusal names one that could be the labels", () => {
    expect(tableRefusal(table("Wine,Alcohol,Proline", (n) => [1 + (n % 3), noise(), noise()]))).toBe(
      'column 3 ("Proline"), taken for the labels, has 120 different numbers in 120 rows: a quantity, and droplab tells classes apart; name another column with --label, as --label 1 for column 1 ("Wine")',
    );
  });

  test("beside a category a column that is called as labels are is said", () => {
    const { notes } = loadTable(table("category,amount,is_fraud,place", (n) => [["fuel", "food"][n % 2], noise(), n % 2, noise()]));
    expect(notes).toContain('column 3 ("is_fraud") could hold the labels as well; if it does, choose it with --label');
  });

  test("without a header, names of the rows are not the first column", () => {
    const path = join(dataFolder({ "spect.data": table(undefined, (n) => [`pat_${n}`, n % 2, noise(), (n * 7) % 2]) }), "spect.data");
    expect(complaint("label", () => loadCsv(path))).toBe(
      `column 2 and column 4 of ${path}, the first and the last, could both be the labels, and no name tells; choose with --label 2 or --label 4`,
    );
  });
});

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
    expect(notes?.filter((note) => note.includes("by itself"))).toEqual(
      [2, 3].map((column) =>
        expect.stringMatching(
          new RegExp(
            `^column ${column} \\("is_.*"\\) tells some classes from the others by itself: each class goes with one of its 2 values only; if nobody knows it before the class, --ignore ${column} leaves it out$`,
          ),
        ),
      ),
    );
  });

  test("so do bits that count the classes; a feature that most of the rows share, or that differs within the classes, does not", () => {
    const said = (bit: (n: number) => unknown) =>
      loadTable(table("a,bit,class", (n) => [noise(), bit(n), "pqrs"[n % 4]])).notes?.filter((note) => note.includes("by itself")).length;
    expect(said((n) => n % 2)).toBe(1);
    expect(said((n) => Number(n % 4 > 1) ^ Number(n === 70))).toBe(1);
    expect(said((n) => (n % 4 === 1 ? ["1", "1.0", "1.00"] : ["0", "0.0", "0.00"])[(n * 7) % 3])).toBe(1);
    expect(said((n) => Number(n === 4))).toBe(0);
    expect(said((n) => (n % 4 === 0 ? Number(n % 8 === 0) : n % 2))).toBe(0);
  });
});

describe("13.22: what else tells the class", () => {
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
    const said = [
      'column 1 ("temp") rises with the rows, which are sorted by class, and so tells the class by their order; if it only numbers them, --ignore 1 leaves it out',
    ];
    const drift = (n: number) => 20 + Math.floor(n / 9) / 10;
    expect(sorted(drift)).toEqual(said);
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

describe("13.22: other writings of the split of whoever made the table", () => {
  const own = (name: string, value: (n: number) => unknown) =>
    loadTable(table(`a,b,grade,${name}`, (n) => [noise(), noise(), "pqr"[n % 3], value(n)]));

  test.each<[string, readonly unknown[]]>([
    ["cohort", ["derivation", "validation"]],
    ["cohort", ["Derivation cohort", "External validation"]],
    ["sample", ["development", "holdout"]],
    ["sample", ["dev", "oot", "oos"]],
    ["stage", ["discovery", "replication"]],
    ["set", ["train", "test", "unlabeled"]],
    ["Menge", ["Trainingsmenge", "Testmenge"]],
    ["Daten", ["Trainingsdaten", "Prüfdaten"]],
    ["ensemble", ["apprentissage", "test", "validation"]],
    ["conjunto", ["entrenamiento", "prueba"]],
    ["train", ["T", "F"]],
    ["holdout", [0, 1]],
    ["in_sample", [1, 0]],
    ["out_of_sample", [1, 0]],
  ])("%s of %j is left out", (name, values) => {
    const { notes, shape } = own(name, (n) => values[n % values.length]);
    expect(shape).toEqual([2]);
    expect(notes?.join()).toContain("names the parts of another split and is left out");
  });

  test.each<[string, readonly unknown[]]>([
    ["test", [0, 1]],
    ["valid", ["True", "False"]],
    ["training", ["yes", "no"]],
    ["department", ["Training", "Development", "Testing"]],
    ["lang", ["tr", "te"]],
    ["activity", ["Training", "Application", "Evaluation"]],
  ])("a feature %s of %j that may be one is said", (name, values) => {
    const text = table(`a,${name},class`, (n) => [noise(), values[n % values.length], "pqr"[n % 3]]);
    expect(loadTable(text).notes).toContain(
      `column 2 ("${name}") may tell the rows of another split and is taken for a feature; if it does, --ignore 2 leaves it out`,
    );
  });

  test.each<[string, readonly unknown[]]>([
    ["transport", ["train", "bus"]],
    ["phase", ["development", "design"]],
    ["side", ["in", "out"]],
    ["advice", ["buy", "hold"]],
    ["tests", [0, 1]],
  ])("%s of %j is something else", (name, values) => {
    expect(own(name, (n) => values[n % values.length]).notes?.join()).not.toContain("another split");
  });
});

describe("13.23: files beside a table that belong to it by their names", () => {
  const small = table("a,class", (n) => [noise(), n % 2]);
  const beside = (own: string, other: string) =>
    loadCsv(join(dataFolder({ [own]: small, [other]: small }), own)).notes?.filter((note) => note.includes("lies beside"));

  test.each([
    ["iris_training.csv", "iris_test.csv"],
    ["adult.data", "adult.test"],
    ["train_data.csv", "test.csv"],
    ["data.csv", "test.csv"],
    ["train.csv", "test_labeled.csv"],
    ["train.csv", "holdout.csv"],
    ["poker-hand-training-true.data", "poker-hand-testing.data"],
    ["fraudTrain.csv", "fraudTest.csv"],
    ["shuttle.trn.csv", "shuttle.tst.csv"],
    ["dev.csv", "test.csv"],
    ["mnist_train_small.csv", "mnist_test.csv"],
  ])("of %s %s is said", (own, other) => {
    expect(beside(own, other)).toEqual([
      expect.stringMatching(`^${other} lies beside it and is not read; call it .*_?test\\.(csv|data) to test on it$`),
    ]);
  });

  test.each([
    ["iris.csv", "wine_test.csv"],
    ["train.csv", "wine_test.csv"],
    ["test.csv", "iris_test.csv"],
    ["iris.csv", "iris.json"],
    ["latest.csv", "contest.csv"],
  ])("of %s %s is not", (own, other) => expect(beside(own, other)).toEqual([]));
});

test("13.22: classes that look alike in letters of several alphabets are said", () => {
  const { notes, classes } = loadTable(table("a,class", (n) => [noise(), ["A", "Α", "А", "B"][n % 4]]));
  expect(classes).toBe(4);
  expect(notes).toContain('the classes "A" and "Α" and "А" look alike, and differ in letters of several alphabets');
  const units = loadTable(table("a,class", (n) => [noise(), ["m", "μ", "n", "ν", "het", "нет"][n % 6]]));
  expect(units.notes?.join()).not.toContain("look alike");
});

test("13.23: a column of other words in every row that begin as numbers do is said, when it is left out", () => {
  for (const mark of [(v: string) => `${v}*`, (v: string) => `–${v}`, (v: string) => `${v} (2)`, (v: string) => `${v} years`]) {
    const { notes } = loadTable(table("a,v,class", (n) => [noise(), mark(String(1000.5 + 37 * n)), n % 2]));
    expect(notes).toContain(
      `column 2 ("v") has words of its own in nearly every row, as "${mark("1000.5")}", and is left out; if they are numbers, write them with plain digits and nothing else`,
    );
  }
  const named = loadTable(table("a,v,class", (n) => [noise(), `plant ${n}`, n % 2]));
  expect(named.notes).toContain('column 2 ("v") has words of its own in nearly every row and is left out');
});
