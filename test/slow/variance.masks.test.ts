import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
const ends = [{ layer: "flatten" }, { layer: "dense", units: 8 }, { layer: "relu" }];
const model = (name: string, ...middle: readonly object[]) =>
  writeFileSync(join(cwd, `${name}.json`), JSON.stringify({ name, layers: [...ends, ...middle, { layer: "dense", units: 10 }] }));
model("plain");
model("fixed", { layer: "dropout", rate: 0.5 });

test("13.14: variance counts the masks of given rates and of rates in the model, and says where there are none", async () => {
  const variance = ["variance", "--model", "mlp(8)", "-i", "5", "-r", "2"];
  const [rates, model, none] = await Promise.all([
    runCli([...variance, "--dropout-rates", "0,0.4", "--json"]),
    runCli(["variance", "--model", "fixed.json", "-i", "5", "-r", "2", "--json"], { cwd }),
    runCli(["variance", "--model", "plain.json", "-i", "5", "-r", "2"], { cwd }),
  ]);
  for (const { stdout } of [rates, model]) {
    const { accuracies, masks } = JSON.parse(stdout);
    expect(masks).toBe(true);
    expect(Object.keys(accuracies)).toEqual(["init", "order", "dropout", "all"]);
    expect(accuracies.dropout[0]).toBe(accuracies.all[0]);
  }
  expect(none.stdout).toContain("No dropout masks are drawn: nothing is dropped, so they are no source.");
  expect(none.stdout).not.toMatch(/^dropout masks/m);
});
