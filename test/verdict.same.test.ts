import { expect, test } from "vitest";
import { differingFields } from "#analysis";
import { calibrationTable } from "#report";
import { compared, series, setup } from "./madeUpSeries.ts";

test("13.30: the same runs leave out none, and have no calibration to compare", () => {
  const calibration = { negativeLogLikelihood: 0.1, expectedCalibrationError: 0.02, bins: 15 };
  const calibrated = (name: string, seeds: readonly number[], id: string) =>
    series(name, [], {
      bySeed: new Map(seeds.map((seed) => [seed, 97 + seed / 100])),
      calibrationBySeed: new Map(seeds.map((seed) => [seed, calibration])),
      setup: setup(id),
    });
  const all = [
    calibrated("none", [1, 2, 3, 4], "x"),
    calibrated("again", [1, 2, 3, 4], "x"),
    calibrated("other seeds", [7, 8], "y"),
    calibrated("a", [1, 2, 3, 4], "z"),
    calibrated("partly", [3, 4, 7], "w"),
  ] as const;
  const { comparisons, warnings } = compared(all);
  expect(warnings).toMatch(/(^|\n)1 comparison leaves out runs whose seed the other side lacks/);
  // two samples that have no seed in common are compared with all their runs
  for (const some of [all.slice(0, 2), all.slice(0, 3)]) expect(compared(some).warnings).not.toMatch(/leaves? out runs/);
  const table = calibrationTable(comparisons, 200).join("\n");
  expect(table).toMatch(/\nagain +none: the same runs *\nother seeds +none: no seed in common *\na +4 /);
  expect(table).not.toContain("not recorded");
});

test("13.30: what other training data are made of is one difference", () => {
  const made = (fields: Record<string, string>) => setup("x", { fields: { dataset: "a.csv", model: "mlp(8)", ...fields } });
  const plain = made({ "data contents": "3bc862af" });
  expect(differingFields(made({ "data contents": "8e0803b1", labelNoise: "0.2" }), plain)).toEqual(["labelNoise 0.2 and none"]);
  expect(differingFields(made({ "data contents": "8e0803b1" }), plain)).toEqual(["data contents 8e0803b1 and 3bc862af"]);
  expect(differingFields(made({ "data contents": "8e0803b1", model: "lenet" }), plain).length).toBe(2);
});
