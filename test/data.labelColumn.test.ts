import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCsv } from "#data/files";
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
    ["date", (n) => 20240110 + (n % 9)],
    ["created_at", (n) => 1 + (n % 9)],
    ["user", (n) => n % 10],
    ["subject_id", (n) => n % 10],
    ["batch", (n) => `b${n % 3}`],
    ["year", (n) => 2007 + (n % 3)],
    ["sample_weight", (n) => 1 + (n % 2)],
    ["source", (n) => ["web", "paper"][n % 2]],
    ["test", (n) => n % 2],
    ["training", (n) => n % 2],
    ["valid", (n) => ["True", "False"][n % 2]],
    ["is_valid", (n) => n % 2],
    ["split", (n) => ["yes", "no"][n % 2]],
    ["oos", (n) => n % 2],
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

  test("dates are no labels", () => {
    const text = table(undefined, (n) => [noise(), ["good", "bad"][n % 2], `2024-01-${10 + (n % 9)}`]);
    expect(loadTable(text, { ignore: "3" }).classNames).toEqual(["bad", "good"]);
    expect(tableRefusal(text)).toContain("is a date; write a plain number, or leave the column out with --ignore");
  });

  test("without a header any other column that could hold them is said", () => {
    const { notes } = loadTable(table(undefined, (n) => [noise(), noise(), ["ill", "well"][n % 2], 1 + ((n * 7) % 3)]));
    expect(notes).toContain("column 3 could hold the labels as well; if it does, choose it with --label");
  });

  test.each([
    ["satisfaction,Gender,Class,Flight Distance", ["happy", "sad"], ["Eco", "Business"], 'column 1 ("satisfaction"), the first, could'],
    ["distance,is_delayed,class,price", [0, 1], ["Eco", "Business"], 'column 2 ("is_delayed") could'],
  ])("beside a class in the middle another that could hold them is said: %s", (header, values, classes, said) => {
    const at = header.startsWith("satisfaction");
    const { notes } = loadTable(
      table(header, (n) => [at ? values[n % 2] : noise(), at ? noise() : values[((n * 7) % 3) % 2], classes[((n * 5) % 3) % 2], noise()]),
    );
    expect(notes?.join("\n")).toContain(`${said} hold the labels as well`);
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
    ["_ROLE_", ["TRAIN", "VALIDATE", "TEST"]],
    ["_PartInd_", [0, 1, 2]],
    ["dataset_split", [0, 1, 2]],
    ["part", ["1_Training", "2_Testing", "3_Validation"]],
    ["k_fold_5", [1, 2, 3]],
    ["use_for_training", [0, 1]],
    ["subset", ["训练", "测试"]],
    ["subset", ["обучающая", "тестовая"]],
    ["train", ["T", "F"]],
    ["is_train", [0, 1]],
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

describe("13.22: names that tell what a row is about", () => {
  const cells = (n: number) => [`x${n % 5}`, noise(), ["good", "poor", "fair"][(n * 7) % 3], "yn"[n % 2], noise()];

  test.each(["species", "variety", "category"])("%s in the middle may be no labels, which is said with all others", (name) => {
    expect(loadTable(table(`${name},height,health,guards,width`, cells)).notes).toContain(
      'column 3 ("health") and column 4 ("guards") could hold the labels as well; if one does, choose it with --label',
    );
  });

  test("as the last column they are", () => {
    const { notes } = loadTable(table("height,guards,width,species", (n) => [noise(), "yn"[n % 2], noise(), `x${n % 5}`]));
    expect(notes?.filter((note) => note.includes("could hold"))).toEqual([]);
  });
});

describe("13.23: beside pixels", () => {
  const pixels = (n: number, side: number) =>
    Array.from({ length: side * side }, (_, i) => (i % side === 0 ? 0 : (n * 31 + i * i * 7) % 256));
  const alphabet = (side: number) => (n: number) => [n % 26, ...pixels(n, side)];
  // what pandas makes of a first row of zeros that it takes for a header
  const header = Array.from({ length: 65 }, (_, i) => (i ? `0.${i}` : "0")).join();

  test("numbers that a program made different are no names, and the first column is the labels", () => {
    const { classes, notes } = loadTable(csv([header.split(","), ...Array.from({ length: 520 }, (_, n) => alphabet(8)(n))]));
    expect(notes?.[0]).toContain('labels are column 1 ("0"), the first');
    expect(classes).toBe(26);
  });

  test("of scikit-learn's digits, whose first pixel is always 0, the last column is the labels", () => {
    const digits = Array.from({ length: 300 }, (_, n) => [...pixels(n, 8).map((value) => value % 16), n % 10]);
    const { notes, classes } = loadTable(csv(digits));
    expect(notes?.[0]).toContain("labels are column 65, the last");
    expect(classes).toBe(10);
  });
});
