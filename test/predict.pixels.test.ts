import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { beforeAll, expect, test } from "vitest";
import { Learner, loadCsv, mlp } from "../src/library/index.ts";
import { csv } from "./dataFolder.ts";
import { runCli } from "./runCli.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-pixels-"));
/** A bright bar in one half or the other of 8 × 8 pixels. */
const pixel = (n: number, at: number) => (at % 8 < 4 === (n % 2 === 0) ? 200 + ((n * 7 + at * 13) % 56) : (n * 5 + at * 3) % 40);
const picture = (n: number) => Array.from({ length: 64 }, (_, at) => pixel(n, at));
const header = Array.from({ length: 64 }, (_, at) => `pixel${at}`);
let run = "";
beforeAll(async () => {
  const rows = Array.from({ length: 120 }, (_, n) => [...picture(n), n % 2 ? "right" : "left"]);
  writeFileSync(join(cwd, "bars.csv"), csv([[...header, "side"], ...rows]));
  const words = "run --dataset bars.csv --model mlp(8) -i 200 --evaluate-every 100 -r 1 --batch-size 10 --protocol sound --json";
  run = JSON.parse((await runCli(words.split(" "), { cwd })).stdout).runs[0].id;
});
const asked = async (file: string, rows: readonly (readonly number[])[]) => {
  writeFileSync(join(cwd, file), csv([header, ...rows]));
  return await runCli(["predict", run, "--input", file, "--json"], { cwd });
};

test("13.16: pixels of another scale in new rows are refused, as the library refuses them, and like ones answered", async () => {
  const own = await asked("own.csv", [picture(2), picture(3), picture(4)]);
  expect(JSON.parse(own.stdout).answers.map((answer: { class: string }) => answer.class)).toEqual(["left", "right", "left"]);
  const small = Array.from({ length: 20 }, (_, n) => picture(n).map((value) => Math.round(value / 16)));
  const { code, stderr } = await asked("small.csv", small);
  expect([code, stderr]).toEqual([2, expect.stringContaining("small.csv: images: ")]);
});

test("13.16: a picture that is almost black is refused", async () => {
  const write = (file: string, white: number) => {
    const png = new PNG({ width: 8, height: 8 });
    for (const [at, value] of picture(3).entries()) png.data.set([...Array(3).fill(Math.round((value * white) / 255)), 255], 4 * at);
    writeFileSync(join(cwd, file), PNG.sync.write(png));
    return runCli(["predict", run, "--input", file], { cwd });
  };
  expect(await write("bright.png", 255)).toMatchObject({ code: 0, stdout: expect.stringContaining("right") });
  expect(await write("dark.png", 4)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("dark.png: its brightest pixel is 1.6% of white"),
  });
});

test("13.16: pictures with black and white exchanged are said to be, in tables, as PNG and in the library", async () => {
  // one bright column of eight
  const thin = (n: number) => Array.from({ length: 64 }, (_, at) => (at % 8 === (n * 3) % 8 ? 200 + ((n * 7 + at) % 56) : (n + at) % 20));
  const inverted = (n: number) => thin(n).map((value) => 255 - value);
  const rows = Array.from({ length: 120 }, (_, n) => [...thin(n), (n * 3) % 8 < 4 ? "left" : "right"]);
  writeFileSync(join(cwd, "thin.csv"), csv([[...header, "side"], ...rows]));
  const words = "run --dataset thin.csv --model mlp(8) -i 50 --evaluate-every 50 -r 1 --batch-size 10 --protocol sound --json";
  const { id } = JSON.parse((await runCli(words.split(" "), { cwd })).stdout).runs[0];
  const said = async (file: string) => (await runCli(["predict", id, "--input", file, "--fit", "none"], { cwd })).stderr;
  const sentence =
    /its pixels are 2\d\d on average, and those of every picture of thin\.csv \d\d(?:\.\d)? to \d\d(?:\.\d)?: black and white look exchanged/;
  writeFileSync(join(cwd, "inverted.csv"), csv([header, ...[2, 3, 4].map(inverted)]));
  writeFileSync(join(cwd, "alike.csv"), csv([header, ...Array.from({ length: 30 }, (_, n) => thin(n)), inverted(5)]));
  const png = new PNG({ width: 8, height: 8 });
  for (const [at, value] of inverted(3).entries()) png.data.set([value, value, value, 255], 4 * at);
  writeFileSync(join(cwd, "inverted.png"), PNG.sync.write(png));
  expect([await said("inverted.csv"), await said("inverted.png")]).toEqual([
    expect.stringMatching(sentence),
    expect.stringMatching(sentence),
  ]);
  expect(await said("alike.csv")).not.toContain("exchanged");
  await runCli(["save", id, "-o", "thin.net"], { cwd });
  const learner = await Learner.load(join(cwd, "thin.net"));
  await expect(learner.predict(Uint8Array.from(inverted(3)))).rejects.toThrow("black and white look exchanged");
  expect(await learner.predict(Uint8Array.from(inverted(3)), { scale: "data" })).toHaveLength(1);
  const shares = (pixels: number[], by = 255) => pixels.map((value) => value / by);
  expect(await learner.predict(shares(thin(3)), { scale: "unit" })).toEqual(await learner.predict(thin(3)));
  await expect(learner.predict(shares(inverted(3)), { scale: "unit" })).rejects.toThrow(
    /^images: they are 0\.8\d+ on average, and those of every picture of thin\.csv 0\.\d+ to 0\.\d+: black and white look exchanged; write them as those are, or give them as thin\.csv has them with \{ scale: "data" \} if they are right$/,
  );
  // one ordinary picture among others does not hide them
  await expect(learner.predict(Uint8Array.from([...inverted(3), ...thin(4), ...inverted(5)]))).rejects.toThrow(
    /^images: they \(2 of 3 pictures\) are 2\d\d on average, and those of every picture/,
  );
  await expect(learner.predict(Uint8Array.from([...thin(3), ...inverted(3), ...thin(4), ...thin(5)]))).rejects.toThrow(
    "(1 of 4 pictures) are 2",
  );
  // on grey, and without white
  const grey = (pixels: number[], ground: number) => pixels.map((value) => Math.round(ground + (value * (255 - ground)) / 255));
  for (const ground of [40, 60, 100]) {
    await expect(learner.predict(Uint8Array.from(grey(thin(3), ground)))).rejects.toThrow(
      new RegExp(
        `^images: they go from ${ground} to 2\\d\\d, where every example of thin\\.csv begins at 0 at most; give numbers like those, or say`,
      ),
    );
  }
  await expect(learner.predict(Uint8Array.from(thin(3).map((value) => value * 0.5)))).rejects.toThrow(
    "where every example of thin.csv goes to 2",
  );
  writeFileSync(join(cwd, "grey.csv"), csv([header, ...[2, 3, 4].map((n) => grey(thin(n), 60))]));
  expect(await said("grey.csv")).toMatch(
    /its pixels go from 60 to 2\d\d, where every example of thin\.csv begins at 0 at most; .*, for an answer means nothing/,
  );
  // divided twice
  await expect(learner.predict(shares(thin(3), 255 * 255), { scale: "unit" })).rejects.toThrow(
    /^images: they go from 0.* to 0\.00\d+, where every example of thin\.csv begins at 0 at least and goes to 0\.\d+ or more; give numbers like those, or give them/,
  );
});

test("13.16: pictures with black and white exchanged are known where the data's own white is no 255", async () => {
  const thin = (n: number) => Array.from({ length: 64 }, (_, at) => (at % 8 === (n * 3) % 8 ? 200 + ((n * 7 + at) % 56) : (n + at) % 20));
  for (const white of [230, 204, 150]) {
    const own = (n: number) => thin(n).map((value) => Math.round((value * white) / 255));
    const rows = Array.from({ length: 120 }, (_, n) => [...own(n), (n * 3) % 8 < 4 ? "left" : "right"]);
    const file = `white${white}.csv`;
    writeFileSync(join(cwd, file), csv([[...header, "side"], ...rows]));
    const learner = new Learner({ model: mlp([4]), data: loadCsv(join(cwd, file)), batch: 10 });
    expect(await learner.predict(Uint8Array.from(own(3)))).toHaveLength(1);
    // by their own white, of full contrast, as ink on paper
    for (const other of [
      own(3).map((value) => 255 - value),
      thin(3).map((value) => 255 - value),
      thin(3).map((value) => Math.round(240 - 0.8 * value)),
    ])
      await expect(learner.predict(Uint8Array.from(other))).rejects.toThrow(/black and white look exchanged|begins at 0 at most/);
  }
});
