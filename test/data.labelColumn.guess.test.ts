import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCsv } from "#data/files";
import { RandomSequence } from "#engine";
import { complaint, csv, dataFolder, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(31, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const rows = Array.from({ length: 120 }, (_, n) => n);

describe("13.22: a model's answers beside the truth", () => {
  test("y_true has a name of labels; y_pred is a feature of which it is said what it is called", () => {
    const text = csv([["a", "y_true", "y_pred"], ...rows.map((n) => [noise(), "xyz"[n % 3], "xyz"[(n % 17 ? n : n + 1) % 3]])]);
    const { notes, classNames } = loadTable(text);
    expect(classNames).toEqual(["x", "y", "z"]);
    expect(notes?.[0]).toContain('labels are column 2 ("y_true"), by its name');
    expect(notes).toContain('column 3 ("y_pred") is named as a model\'s answers and taken for a feature; --ignore 3 leaves it out');
    expect(notes?.filter((note) => note.includes("could hold the labels"))).toEqual([]);
  });

  test.each(["y_pred", "predicted class", "yhat", "model_output"])(
    "a last column %s is refused where another could hold labels",
    (name) => {
      const text = csv([["a", "grade", name], ...rows.map((n) => [noise(), "xyz"[n % 3], "xyz"[(n * 7) % 3]])]);
      const refusal = complaint("label", () => loadTable(text));
      expect(refusal).toContain(`column 3 ("${name}"), the last, is called as labels rarely are, and column 2 ("grade") could hold them`);
    },
  );

  test.each(["hat", "predator", "prob", "guess", "predictor"])("%s is a name as others are", (name) => {
    const { notes } = loadTable(csv([["a", name, "grade"], ...rows.map((n) => [noise(), "pq"[(n * 7) % 2], "xyz"[n % 3]])]));
    expect(notes?.[0]).toContain('labels are column 3 ("grade")');
    expect(notes?.join()).not.toContain("a model's answers");
  });
});

describe("13.22: a guess beside training rows of one class", () => {
  const table = (states: readonly string[]) =>
    csv([["a", "b", "on", "state"], ...rows.map((n) => [noise(), noise(), n % 2, states[n % states.length]])]);
  const load = (ignore?: string) => {
    const folder = dataFolder({ "t.csv": table(["ok"]), "t_test.csv": table(["ok", "bad"]) });
    return { folder, read: () => loadCsv(join(folder, "t.csv"), ignore === undefined ? {} : { ignore }) };
  };

  test("is refused where the test rows have others of that column", () => {
    const { folder, read } = load();
    expect(complaint("label", read)).toBe(
      `no name tells the labels of ${join(folder, "t.csv")}: column 4 ("state") has 2 values in ${join(folder, "t_test.csv")}, but for the rows to be trained on only "ok"; choose with --label 3 or --label 4`,
    );
  });

  test("and stands where that column is called as labels rarely are", () => {
    const rows2 = (batches: readonly number[]) =>
      csv([["a", "b", "kind", "batch"], ...rows.map((n) => [noise(), noise(), "pq"[(n * 7) % 2], batches[n % batches.length]])]);
    const folder = dataFolder({ "t.csv": rows2([1]), "t_test.csv": rows2([1, 2]) });
    expect(loadCsv(join(folder, "t.csv")).notes?.[0]).toContain('labels are column 3 ("kind")');
  });

  test("and stands where that column is left out", () => {
    expect(load("state").read().notes?.[0]).toContain('labels are column 3 ("on")');
  });
});
