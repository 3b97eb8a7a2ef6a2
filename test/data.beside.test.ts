import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadCsv, loadIdxFolder } from "#data/files";
import { csv, dataFolder, idxFile } from "./dataFolder.ts";

const small = csv([["a", "class"], ...Array.from({ length: 30 }, (_, n) => [(n * 7) % 11, n % 2])]);
/** What is said of the files beside a table. */
const beside = (own: string, ...others: readonly string[]) => {
  const folder = dataFolder(Object.fromEntries([own, ...others].map((name) => [name, small])));
  return loadCsv(join(folder, own)).notes?.filter((note) => note.includes("beside it")) ?? [];
};
const notRead = (name: string) => `${name} lies beside it and is not read`;

describe("13.23: test files under other names are said", () => {
  test.each([
    ["KDDTrain+.txt", "KDDTest+.txt"],
    ["KDDTrain+.txt", "KDDTest-21.txt"],
    ["train_u6lujuX_CVtuZ9i.csv", "test_Y3wMUE5_7gLdaTN.csv"],
    ["train_LZdllcl.csv", "test_2umaH9m.csv"],
    ["datatraining.txt", "datatest.txt"],
    ["cup98LRN.txt", "cup98VAL.txt"],
    ["ticdata2000.txt", "ticeval2000.txt"],
    ["iris.trn.csv", "iris.tes.csv"],
    ["optdigits.tra.csv", "optdigits.tes"],
    ["bigtrain.csv", "bigtest.csv"],
    ["fraudtrain.csv", "fraudtest.csv"],
    ["trainingsdaten.csv", "testdaten.csv"],
    ["autos_training.csv", "autos_pruefung.csv"],
    ["loans.csv", "loans_oot.csv"],
    ["ds1-train.csv", "ds2-test.csv"],
    ["avila-tr.txt", "avila-ts.txt"],
    ["in_sample.csv", "out_of_sample.csv"],
    ["dados_treino.csv", "dados_teste.csv"],
    ["训练集.csv", "测试集.csv"],
    ["обучающая.csv", "тестовая.csv"],
    ["penbased-10-1tra.txt", "penbased-10-1tst.txt"],
  ])("of %s %s", (own, other) => {
    expect(beside(own, other)).toEqual([expect.stringContaining(`${notRead(other)}; call it `)]);
  });

  test("several are never to be called by one name", () => {
    expect(beside("KDDTrain+.txt", "KDDTest+.txt", "KDDTest-21.txt")).toEqual([
      "KDDTest+.txt and KDDTest-21.txt lie beside it and are not read; call one of them kddtrain+_test.txt to test on it",
    ]);
    expect(beside("a_train.csv", "a_holdout.csv", "a_oot.csv", "a.prueba.csv", "a_tst.csv")).toEqual([
      "a.prueba.csv, a_holdout.csv, a_oot.csv and 1 more lie beside it and are not read; call one of them a_test.csv to test on it",
    ]);
    expect(beside("a.csv", "a_test.csv", "a-test.csv")).toEqual([`${notRead("a-test.csv")}; a_test.csv is the test part`]);
    expect(beside("a.csv", "a_test.csv", "a_test.csv.gz")).toEqual([]);
  });

  test("those of another fold or of another table are not", () => {
    expect(beside("train_fold1.csv", "test_fold1.csv", "test_fold2.csv")).toEqual([
      `${notRead("test_fold1.csv")}; call it train_fold1_test.csv to test on it`,
    ]);
    expect(beside("t9.csv", "t0_test.csv", "t1_test.csv", "t2_test.csv")).toEqual([]);
    expect(beside("iris.csv", "wine.csv", "holdout.csv", "test01.csv", "is_valid.csv")).toEqual([]);
    expect(beside("train.csv", "is_valid.csv")).toEqual([]);
    expect(beside("iris.csv", "holdout.csv", "README.txt")).toEqual([`${notRead("holdout.csv")}; call it iris_test.csv to test on it`]);
    expect(beside("iris.csv", "iris_big.csv", "iris_big_holdout.csv", "iris_big_test.csv").join()).not.toContain("iris_big_test");
    expect(beside("car90.csv", "car.test.frame.csv")).toEqual([]);
    expect(beside("iris_tr.csv", "._iris_test.csv", "._iris_te.csv")).toEqual([]);
    expect(beside("latest.csv", "contest.csv", "contrain.csv")).toEqual([]);
  });
});

describe("13.22: a file of labels beside a table is said, and is no test part", () => {
  test.each([
    ["train_features.csv", "train_targets.csv"],
    ["train.csv", "trainLabels.csv"],
    ["train.csv", "labels.csv"],
    ["secom.data", "secom_labels.data"],
    ["madelon_train.data", "madelon_train.labels"],
    ["features.csv", "labels.csv"],
    ["train_x.csv", "train_y.csv"],
    ["Xtrain.csv", "ytrain.csv"],
    ["X.csv", "y.csv"],
    ["wine.csv", "wine_target.csv"],
  ])("of %s %s", (own, other) => {
    expect(beside(own, other)).toEqual([`${notRead(other)}; if it holds the labels, make them a column of ${own}`]);
  });

  test("each of its own part", () => {
    expect(beside("train_X.csv", "train_y.csv", "test_X.csv", "test_y.csv")).toEqual([
      `${notRead("test_X.csv")}; call it train_x_test.csv to test on it`,
      `${notRead("train_y.csv")}; if it holds the labels, make them a column of train_X.csv`,
    ]);
    expect(beside("wine.csv", "iris.csv", "labels.csv", "iris_labels.csv")).toEqual([]);
  });
});

test("13.22: files of images and labels in a folder that are none of the four are said", () => {
  const part = (name: string, count: number) => ({
    [`${name}-images-idx3-ubyte`]: idxFile([count, 2, 3]),
    [`${name}-labels-idx1-ubyte`]: idxFile([count], (i) => i % 3),
  });
  const notes = (files: Readonly<Record<string, Uint8Array>>) =>
    loadIdxFolder(dataFolder({ ...part("train", 12), ...part("t10k", 4), ...files })).notes?.filter((note) => note.includes("not read"));
  expect(notes(part("val", 6))).toEqual([
    '"val-images-idx3-ubyte", "val-labels-idx1-ubyte" lie there and are not read; the first images of the training files are held out instead',
  ]);
  expect(notes({ "train-images.idx3-ubyte": idxFile([12, 2, 3]), "images.png": idxFile([1]) })).toEqual([]);
});

test("13.23: labels that no image has are said", () => {
  const part = (name: string, count: number) => ({
    [`${name}-images-idx3-ubyte`]: idxFile([count, 4, 4], (i) => (i * i) % 256),
    [`${name}-labels-idx1-ubyte`]: idxFile([count], (n) => [3, 8][n % 2] as number),
  });
  expect(loadIdxFolder(dataFolder({ ...part("train", 60), ...part("t10k", 20) })).notes).toContain(
    'no image has the label "0", "1", "2", "4", "5" and 2 more; the net has an output for each of 0 to 8',
  );
});

describe("13.23: a file that lies there twice, plain and as .gz, with other contents", () => {
  const other = csv([["a", "class"], ...Array.from({ length: 30 }, (_, n) => [(n * 5) % 11, n % 2])]);
  const said = (copy: string, bytes = 1e6) =>
    loadCsv(
      join(dataFolder({ "x.csv": small, "x_test.csv": small, "x_test.csv.gz": gzipSync(copy).subarray(0, bytes) }), "x.csv"),
    ).notes?.filter((note) => note.includes("x_test.csv.gz"));

  test("is said of the test part of a table", () => {
    expect(said(other)).toEqual(["x_test.csv.gz lies beside x_test.csv, holds something else and is not read; take one of them away"]);
    expect(said(small)).toEqual([]);
    expect(said(small, 30)).toEqual([expect.stringContaining("holds something else")]);
  });

  test("and of a folder of images", () => {
    const files = {
      "train-images-idx3-ubyte": idxFile([12, 2, 3]),
      "train-labels-idx1-ubyte": idxFile([12], (i) => i % 3),
      "t10k-images-idx3-ubyte": idxFile([4, 2, 3]),
      "t10k-labels-idx1-ubyte": idxFile([4], (i) => i % 3),
    };
    const notes = (labels: Uint8Array) =>
      loadIdxFolder(dataFolder({ ...files, "t10k-labels-idx1-ubyte.gz": gzipSync(labels) })).notes?.filter((note) => note.includes(".gz"));
    expect(notes(idxFile([4], (i) => (i + 1) % 3))).toEqual([expect.stringMatching(/^t10k-labels-idx1-ubyte\.gz lies beside /)]);
    expect(notes(files["t10k-labels-idx1-ubyte"])).toEqual([]);
  });
});

test.each<[readonly number[], boolean]>([
  [[12, 4, 4, 3], true],
  [[12, 3, 4, 4], true],
  [[12, 3, 8, 8], false],
  [[12, 8, 8, 3], false],
  [[12, 1, 4, 4], false],
])("13.20: images of %j, whose second and last axis could be the channels, are said", (shape, isDoubtful) => {
  const [, ...extents] = shape;
  const data = loadIdxFolder(
    dataFolder({
      "train-images-idx4-ubyte": idxFile([...shape]),
      "train-labels-idx1-ubyte": idxFile([12], (i) => i % 3),
      "t10k-images-idx4-ubyte": idxFile([4, ...extents]),
      "t10k-labels-idx1-ubyte": idxFile([4], (i) => i % 3),
    }),
  );
  expect(data.notes?.some((note) => note.includes("if its last axis has the channels"))).toBe(isDoubtful);
});
