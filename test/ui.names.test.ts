import { expect, test } from "vitest";
import { shortNames } from "../src/web/dashboard/parts/shortNames.ts";

test("13.30: names with little room lose what all of them have, and stay different", () => {
  const names = ["earlyStopping 0, protocol sound, batchSize 10", "earlyStopping 0, protocol post, batchSize 10"];
  expect(shortNames(names, 22)).toEqual(["protocol sound", "protocol post"]);
  expect(shortNames(["dropout 0", "dropout 0.5"], 22)).toEqual(["dropout 0", "dropout 0.5"]);
  expect(shortNames(["model a-net-with-a-long-name-1", "model a-net-with-a-long-name-2"], 22)).toEqual([
    "1: model a-net-with-a…",
    "2: model a-net-with-a…",
  ]);
  expect(shortNames(["one"], 22)).toEqual(["one"]);
});
