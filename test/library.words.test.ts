import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Learner, loadCsv, mlp } from "../src/library/index.ts";

const folder = mkdtempSync(join(tmpdir(), "droplab-words-"));
const at = (name: string) => join(folder, name);

/** A table of two columns of words. */
function written(name: string, header: string, caps: readonly string[]): ReturnType<typeof loadCsv> {
  const rows = Array.from(
    { length: 90 },
    (_, n) => `${caps[n % caps.length]},${n % 2 ? "big" : "small"},${n % caps.length === 0 ? "poison" : "food"}`,
  );
  writeFileSync(at(name), `${header}\n${rows.join("\n")}\n`);
  return loadCsv(at(name), { label: "kind" });
}

test("13.16: a net goes on with no data whose features are other words, changed or not, and with renamed columns only where that is said", async () => {
  const learner = new Learner({ model: mlp([4]), data: written("caps.csv", "cap,size,kind", ["red", "brown", "green"]), batch: 10 });
  await learner.train(20);
  await learner.save(at("caps.net"));
  const load = (data: ReturnType<typeof loadCsv>, changed = false) => Learner.load(at("caps.net"), { data, changed });
  for (const caps of [
    ["red", "white", "green"],
    ["red", "green"],
    ["red", "brown", "green", "white"],
  ])
    await expect(load(written("others.csv", "cap,size,kind", caps), true)).rejects.toThrow(
      /data: (?:shape is|the words of column 1 among)/,
    );
  await expect(load(written("swapped.csv", "size,cap,kind", ["red", "brown", "green"]), true)).rejects.toThrow(
    "data: its columns size, cap stand in another order than those of the net, cap, size; give data",
  );
  const renamed = written("renamed.csv", "hat,size,kind", ["red", "brown", "green"]);
  await expect(load(renamed)).rejects.toThrow("data: the features are hat, size, and those of the net cap, size; give the same to go on");
  expect(await load(renamed, true)).toBeInstanceOf(Learner);
  expect(await load(written("same.csv", "cap,size,kind", ["red", "brown", "green"]))).toBeInstanceOf(Learner);
});
