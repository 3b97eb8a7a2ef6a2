import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { dataFolder, idxFile } from "./dataFolder.ts";
import { runCli } from "./runCli.ts";

/** Pictures of two classes, each with a bright column at its number and labels that no net can learn. */
const folder = (height: number, width: number, white: number) => {
  const size = height * width;
  const pixel = (i: number) => (i % width === Math.floor(i / size) % width ? white : 0);
  const part = (name: string, count: number) => ({
    [`${name}-images-idx3-ubyte`]: idxFile([count, height, width], pixel),
    [`${name}-labels-idx1-ubyte`]: idxFile([count], (n) => ((n * n) % 3) % 2),
  });
  return dataFolder({ ...part("train", 90), ...part("t10k", 40) });
};

describe("13.30: the worst mistakes are shown as the pictures are", () => {
  test.each([
    [10, 14, 255],
    [18, 8, 255],
    [8, 8, 16],
  ])("%i × %i, white is %i", async (height, width, white) => {
    const cwd = folder(height, width, white);
    const run = ["run", "--dataset", cwd, "--model", "mlp(4)", "--protocol", "sound", "-i", "20", "-r", "2", "--evaluate-every", "10"];
    expect((await runCli(run, { cwd })).code).toBe(0);
    const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    expect((await runCli(["report", id, "-o", "page.html"], { cwd })).code).toBe(0);
    const page = readFileSync(join(cwd, "page.html"), "utf8");
    const found = [...page.matchAll(/src="data:image\/png;base64,([^"]+)" width="(\d+)" height="(\d+)" alt="Test image (\d+)/g)];
    expect(found.length).toBeGreaterThan(0);
    for (const [, data = "", shownWidth, shownHeight, image] of found) {
      const picture = PNG.sync.read(Buffer.from(data, "base64"));
      expect([picture.width, picture.height]).toEqual([width, height]);
      expect(Number(shownWidth) / Number(shownHeight)).toBeCloseTo(width / height, 1);
      const inks = Array.from({ length: width * height }, (_, i) => picture.data[4 * i]);
      expect(inks).toEqual(Array.from({ length: width * height }, (_, i) => (i % width === Number(image) % width ? 0 : 255)));
    }
  });
});
