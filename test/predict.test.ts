import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, test } from "vitest";
import { newRows, readingOf } from "#data";
import { loadCsv, loadMnist } from "#data/files";
import { loadWeights } from "#experiment";
import { readLaboratory } from "#store";
import { Learner } from "../src/library/index.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-predict-"));
const at = (name: string) => join(cwd, name);
const write = (name: string, lines: readonly string[]) => writeFileSync(at(name), `${lines.join("\n")}\n`);
const droplab = (...args: string[]) => runCli(args, { cwd });

interface Said {
  readonly answers: readonly { readonly class: string; readonly probabilities: readonly number[]; readonly line?: number }[];
  readonly unanswered: readonly { readonly line: number }[];
  readonly net: { readonly testAccuracy: number };
}
async function asked(run: string, ...files: string[]): Promise<Said> {
  const { stdout, stderr } = await droplab("predict", run, "--input", ...files, "--json");
  return JSON.parse(stdout || `{ "stderr": ${JSON.stringify(stderr)} }`);
}

/** Rows of numbers with a decimal comma, words and missing values, of three classes. */
const rows = Array.from({ length: 120 }, (_, n) => {
  const kind = n % 3;
  const noise = Math.abs(Math.sin(n * n));
  const length = n % 17 === 5 ? "" : (4 + kind + noise).toFixed(2).replace(".", ",");
  return {
    length,
    hue: ["red", "green", "blue"][(n * 7) % 3] as string,
    wet: noise > 0.5 ? "true" : "false",
    kind: ["x", "y", "z"][kind] as string,
  };
});
type Row = (typeof rows)[number];
const table = (some: readonly Row[], columns: readonly (keyof Row)[]) => [
  columns.join(";"),
  ...some.map((row) => columns.map((name) => row[name]).join(";")),
];
const [training, testing] = [rows.slice(0, 90), rows.slice(90)];

/** The one run of an experiment. */
async function trained(...options: string[]): Promise<string> {
  const { stdout, stderr } = await droplab("run", ...options, "-r", "1", "--protocol", "sound", "--json");
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout).runs[0].id;
}

describe("15.17: a kept net of a table", () => {
  let run: string;
  beforeAll(async () => {
    write("kinds.csv", table(training, ["length", "hue", "wet", "kind"]));
    write("kinds_test.csv", table(testing, ["length", "hue", "wet", "kind"]));
    run = await trained("--dataset", "kinds.csv", "--missing", "mean", "--model", "mlp(8)", "-i", "150", "--evaluate-every", "50");
  });

  test("answers for the rows of the test part as it did when it was tested, whatever the order of the columns and without labels", async () => {
    write("new.csv", table(testing, ["wet", "length", "hue"]));
    const { answers, net } = await asked(run, "new.csv");
    const right = answers.filter((answer, n) => answer.class === testing[n]?.kind).length;
    expect(right / testing.length).toBe(net.testAccuracy);
    await droplab("save", run, "-o", "kinds.json");
    const learner = await Learner.load(at("kinds.json"));
    const { rows } = await learner.predictTable(readFileSync(at("new.csv")));
    await expect(learner.predictTable(readFileSync(at("new.csv")), { missing: "mean" } as never)).rejects.toThrow(
      "is no name; give that of the file",
    );
    expect(rows.map(({ line, probabilities }) => [line, Array.from(probabilities)])).toEqual(
      answers.map(({ line, probabilities }) => [line, probabilities]),
    );
    expect(answers.every(({ probabilities }) => Math.abs(probabilities.reduce((a, b) => a + b) - 1) < 1e-6)).toBe(true);
  });

  test("answers for one row, and says in a sentence what it cannot read", async () => {
    write("one.csv", ["hue;wet;length", "red;true;4,25"]);
    const { stdout } = await droplab("predict", run, "--input", "one.csv");
    expect(stdout).toMatch(
      /^the net of run [0-9a-f]{10}, trained on kinds.csv, right on [\d.]+% of its test examples\n\ninput +class +probability +next\nline 2 +[xyz] +[\d.]+% /,
    );
    write("lacking.csv", ["hue;wet", "red;true"]);
    const refused = await droplab("predict", run, "--input", "lacking.csv");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      'droplab: lacking.csv: it has no column "length", which the net was trained on; its columns are "hue", "wet"\n',
    ]);
  });

  test("answers from what was written down when its data are gone; export and import keep that", async () => {
    write("gone.csv", table(training, ["length", "hue", "wet", "kind"]));
    const gone = await trained("--dataset", "gone.csv", "--missing", "mean", "--model", "mlp(4)", "-i", "20");
    const before = await asked(gone, "one.csv");
    writeFileSync(at("gone.csv"), "");
    writeFileSync(at("all.json"), (await droplab("export", "--json")).stdout);
    await droplab("import", "all.json", "--store", "other.db");
    const { stdout } = await droplab("predict", gone, "--store", "other.db", "--input", "one.csv", "--json");
    expect([await asked(gone, "one.csv"), JSON.parse(stdout)]).toEqual([before, before]);
  });

  test("answers from its data where the run is from before that was written down, as long as they are what they were", async () => {
    const [store, before] = [new DatabaseSync(at("droplab.db")), await asked(run, "one.csv")];
    store.prepare("UPDATE trials SET reading = NULL WHERE id = ?").run(run);
    store.close();
    expect(await asked(run, "one.csv")).toEqual(before);
    write("kinds.csv", table(testing, ["length", "hue", "wet", "kind"]));
    const { stderr } = await droplab("predict", run, "--input", "one.csv");
    expect(stderr).toContain("kinds.csv does not hold the data that run");
  });
});

describe("15.17: new rows", () => {
  const folder = (lines: readonly string[], name = "table.csv") => {
    write(name, lines);
    return readingOf(loadCsv(at(name), { missing: "drop" }));
  };
  const read = (lines: readonly string[], reading: ReturnType<typeof readingOf>) => {
    if (!reading.table) throw new Error("a table");
    return newRows(Buffer.from(`${lines.join("\n")}\n`), "new.csv", { ...reading, table: reading.table });
  };

  test("are the same numbers as those that were trained on", () => {
    const lines = table(rows, ["hue", "length", "wet", "kind"]);
    write("same.csv", lines);
    const data = loadCsv(at("same.csv"), { missing: "drop" });
    const { numbers, left } = read(lines, readingOf(data));
    const sorted = (all: ArrayLike<number>) =>
      Array.from({ length: all.length / 5 }, (_, n) => String(Array.from(all).slice(5 * n, 5 * n + 5))).sort();
    expect(sorted(Float32Array.from(numbers))).toEqual(sorted([...data.train.images, ...data.test.images]));
    expect(left.length).toBe(rows.filter(({ length }) => length === "").length);
  });

  test("of a table without names have the same places, with or without the labels", () => {
    const plain = rows.map(({ wet }, n) => `${n % 7},${(n * 5) % 11},${wet === "true" ? 1 : 0}`);
    const reading = folder(plain, "plain.csv");
    const [whole, short] = [read(["3,4,1", "1,2,0"], reading), read(["3,4", "1,2"], reading)];
    expect([...whole.numbers]).toEqual([...short.numbers]);
    expect(() => read(["3"], reading)).toThrow("new.csv: it has 1 columns; the table that the net was trained on has 3, without names");
  });

  test("of a table without names, with one column fewer, are said to be taken to have no labels", () => {
    const plain = rows.map(({ wet }, n) => `${n % 7},${(n * 5) % 11},${wet === "true" ? 1 : 0}`);
    expect(read(["3,4"], folder(plain, "fewer.csv")).notes).toEqual([
      "it has one column fewer than the net's table, and is taken to be without the labels, column 3 there",
    ]);
  });

  test("have marks between thousands only where the table had some: else 20,512 may be 20.512", () => {
    const own = (size: (n: number) => string) => ["size;kind", ...rows.map((_, n) => `${size(n)};${n % 2 ? "a" : "b"}`)];
    const points = folder(
      own((n) => `2${n % 10}.1${n % 7}34`),
      "points.csv",
    );
    expect(() => read(["size;kind", "20,512;a"], points)).toThrow('line 2, column 1 ("size"): "20,512" is no number, as they are written');
    const commas = folder(
      own((n) => `2${n % 10},1${n % 7}34`),
      "commas.csv",
    );
    expect(() => read(["size;kind", "20.512;a"], commas)).toThrow(
      '"20.512" is no number, as they are written in the table that the net was trained on, with a decimal comma',
    );
    const grouped = folder(
      own((n) => `${1 + (n % 3)},${100 + (n % 70)}.5`),
      "grouped.csv",
    );
    expect(read(["size;kind", "20,512;a"], grouped).numbers[0]).toBeGreaterThan(1);
  });

  test("far from all that the net was trained on are said", () => {
    const reading = folder(["size;kind", ...rows.map((_, n) => `${20 + (n % 9)};${n % 2 ? "a" : "b"}`)], "near.csv");
    expect(read(["size;kind", "19;a", "33;a"], reading).notes).toEqual([]);
    // all of several beyond what was seen, though none is far by itself
    expect(read(["size;kind", "33;a", "33;b", "34;a"], reading).notes).toEqual([
      expect.stringContaining("has 33 in line 2 and 2 more rows, far"),
    ]);
    expect(read(["size;kind", "21;a", "20512;a", "-999;b", "9999;b"], reading).notes).toEqual([
      expect.stringMatching(
        /^column 1 \("size"\) has 20512 in line 3 and 2 more rows, far from all that the net was trained on \(mean 2\d\.?\d?, deviation 2\.\d+\): check its unit and how numbers are written/,
      ),
    ]);
  });

  test.each([
    ["another mark", ["length;hue;wet", "4.5;red;true"], 'new.csv: line 2, column 1 ("length"): "4.5" is no number, as they are written'],
    ["a word among numbers", ["length;hue;wet", "long;red;true"], '"long" is no number, as they are written'],
    ["what is no truth", ["length;hue;wet", "4,5;red;maybe"], '"maybe" is neither true nor false'],
    ["a column twice", ["length;hue;wet;hue", "4,5;red;true;red"], 'two of its columns are called "hue"'],
    ["no names", ["4,5;red;true"], 'its first line names none of the columns that the net was trained on ("hue", "length", "wet")'],
    ["no rows", ["length;hue;wet"], "it holds no rows below its header"],
  ])("with %s are refused", (_, lines, sentence) => {
    expect(() => read(lines, folder(table(rows, ["hue", "length", "wet", "kind"])))).toThrow(sentence);
  });
});

describe("15.17: a kept net of pictures", () => {
  const { test: tested } = loadMnist();
  const digit = (n: number) => tested.images.subarray(784 * n, 784 * (n + 1));
  let run: string;
  beforeAll(async () => {
    run = await trained("--model", "mlp(32)", "-i", "600", "--evaluate-every", "300");
    await droplab("save", run, "-o", "net.json");
  });

  /** A digit as a picture of so many times the size, with a margin: dark on light where `ink` is dark. */
  function picture(name: string, n: number, { times = 1, margin = 0, dark = false, clear = false } = {}): string {
    const side = 28 * times + 2 * margin;
    const png = new PNG({ width: side, height: side });
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [column, row] = [Math.floor((x - margin) / times), Math.floor((y - margin) / times)];
        const isIn = column >= 0 && row >= 0 && column < 28 && row < 28;
        const ink = isIn ? (digit(n)[28 * row + column] as number) : 0;
        const grey = clear ? 20 : dark ? 240 - (220 * ink) / 255 : ink;
        png.data.set([grey, grey, grey, clear ? ink : 255], 4 * (side * y + x));
      }
    writeFileSync(at(name), PNG.sync.write(png));
    return name;
  }

  test("takes a picture of its size as it is, and makes others as MNIST's were: large, off centre, dark on light, on nothing", async () => {
    const plain = [0, 1, 2, 3].map((n) => picture(`plain${n}.png`, n));
    const drawn = [0, 1, 2, 3].flatMap((n) => [
      picture(`large${n}.png`, n, { times: 9, margin: 40 }),
      picture(`dark${n}.png`, n, { times: 7, margin: 3, dark: true }),
      picture(`clear${n}.png`, n, { times: 4, clear: true }),
      picture(`inverted${n}.png`, n, { dark: true }),
    ]);
    const { answers } = await asked(run, ...plain, ...drawn);
    const labels = [0, 1, 2, 3].map((n) => String(tested.labels[n]));
    expect(answers.map((answer) => answer.class)).toEqual([...labels, ...labels.flatMap((label) => [label, label, label, label])]);
    const learner = await Learner.load(at("net.json"));
    for (const [n, { probabilities }] of answers.slice(0, 4).entries())
      expect(probabilities).toEqual(Array.from((await learner.predict(digit(n)))[0] ?? []));
    const { stderr } = await droplab("predict", run, "--input", "plain0.png", "dark0.png");
    expect(stderr.split("\n").slice(0, 2)).toEqual([
      "plain0.png: 28 × 28, taken as it is",
      expect.stringMatching(
        /^dark0.png: 202 × 202, dark on light, so inverted, cut to its ink, scaled to \d+ × \d+ and centred by its mass, as MNIST's were$/,
      ),
    ]);
  });

  test("is saved with all its digits, as JSON or in the format of learner.save, and loaded", async () => {
    const store = readLaboratory(at("droplab.db"));
    const weights = (await loadWeights(store, run)) as Float32Array;
    const record = await store.trial(run);
    await store.close();
    await droplab("save", run, "-o", "net.net");
    for (const name of ["net.json", "net.net"]) {
      const learner = await Learner.load(at(name));
      let from = 0;
      for (const { values } of await learner.weights()) {
        expect(Array.from(values)).toEqual(Array.from(weights.subarray(from, from + values.length)));
        from += Math.ceil(values.length / 16) * 16;
      }
      const outputs = await learner.predict(tested.images);
      const right = outputs.filter((row, n) => row.indexOf(Math.max(...row)) === tested.labels[n]).length;
      expect(right / tested.count).toBe(record?.result?.accuracy);
      expect(learner.iteration).toBe(record?.result?.iteration);
    }
  });

  test("is trained on from its file only with a new memory of the optimizer, which must be said", async () => {
    const data = loadMnist();
    await expect(Learner.load(at("net.json"), { data })).rejects.toThrow("without the memory of its optimizer; say { changed: true }");
    const learner = await Learner.load(at("net.json"), { data, changed: true });
    const { accuracy } = await learner.evaluate();
    await learner.train(50);
    expect([accuracy > 0.85, (await learner.evaluate()).accuracy > 0.85]).toEqual([true, true]);
  });

  test("is refused where its file is damaged, in one sentence", async () => {
    const text = readFileSync(at("net.json"), "utf8");
    const load = (content: string) => {
      writeFileSync(at("damaged.json"), content);
      return Learner.load(at("damaged.json"));
    };
    await expect(load(text.replace('"classes": 10', '"classes": 9'))).rejects.toThrow("the saved net is damaged (its checksum is another)");
    await expect(load(text.slice(0, -9))).rejects.toThrow("that is no saved net, and no JSON");
    await expect(load(text.replace("json 1", "json 2"))).rejects.toThrow('its format is "droplab net json 2"');
    await expect(load('{ "experiments": [] }')).rejects.toThrow("that is no saved net");
  });

  test.each([
    [["nothing", "--input", "plain0.png"], "nothing: there is no such run in the store"],
    [["@", "--input", "kinds.csv"], "kinds.csv: it is no PNG picture, and the net was trained on the pictures of mnist; save it as PNG"],
    [["@"], "input: no file is given"],
  ])("refuses %j in one sentence", async (args, sentence) => {
    const { code, stderr } = await droplab("predict", ...args.map((word) => (word === "@" ? run : word)));
    expect([code, stderr.includes(sentence), stderr.trim().split("\n").length]).toEqual([2, true, 1]);
  });
});
