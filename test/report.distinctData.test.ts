import { expect, test } from "vitest";
import type { TrialRecord } from "#experiment";
import { distinctData } from "#report";

const trial = (dataset: string, dataHash: string | null, more: object = {}) => ({ data: { dataset, ...more }, dataHash }) as TrialRecord;
const namesOf = (trials: readonly TrialRecord[]) =>
  distinctData(trials, { definition: { dataset: "x.csv" } as never }).map(({ data }) => data.dataset);

test("13.30: data of one content under two names are no two data, and have the name that the experiment gives", () => {
  expect(namesOf([trial("d.csv", "a1"), trial("x.csv", "a1"), trial("x.csv", "a1")])).toEqual(["x.csv"]);
  expect(namesOf([trial("d.csv", "a1"), trial("e.csv", "a1")])).toEqual(["d.csv"]);
});

test("13.30: data of other contents, or of which nobody knows them, are", () => {
  expect(namesOf([trial("x.csv", "a1"), trial("x.csv", "b2")])).toEqual(["x.csv", "x.csv"]);
  expect(namesOf([trial("x.csv", null), trial("x.csv", null), trial("x.csv", null, { trainExamples: 5 })])).toHaveLength(2);
});
