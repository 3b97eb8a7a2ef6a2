import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./runCli.ts";

const noise = (n: number) => (((n * 7919) % 211) + ((n * 104_729) % 47)) % 97;

/** Rows of features between 0 and 255, as pixels are, or of measures, with a label of two. */
function rows(count: number, { features, from, isPicture }: { features: number; from: number; isPicture: boolean }): string {
  const names = Array.from({ length: features }, (_, k) => (isPicture ? `pixel${k}` : `measure${k}`));
  const lines = Array.from({ length: count }, (_, at) => {
    const values = names.map((_, k) => (noise(97 * (from + at) + 13 * k) / 96) * (isPicture ? 255 : 7.5));
    const label = (values[0] as number) + (values[1] as number) > (isPicture ? 255 : 7.5) ? "light" : "dark";
    return `${values.map((value) => (isPicture ? Math.round(value) : value.toFixed(3))).join()},${label}`;
  });
  return `${[...names, "class"].join()}\n${lines.join("\n")}\n`;
}

function writeWithTest(cwd: string, name: string, table: { features: number; isPicture: boolean }): void {
  writeFileSync(join(cwd, `${name}.csv`), rows(160, { ...table, from: 0 }));
  writeFileSync(join(cwd, `${name}_test.csv`), rows(100, { ...table, from: 1000 }));
}

const sweep = "--model mlp(4) -i 60 --evaluate-every 20 --split-seed 1,2 -r 8".split(" ");

test("13.24: split seeds beside a test file: pictures are set beside one another without a p, and not pruned by; standardized numbers are not", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-splits-"));
  writeWithTest(cwd, "pictures", { features: 64, isPicture: true });
  writeWithTest(cwd, "measures", { features: 5, isPicture: false });
  for (const protocol of ["post", "sound"]) {
    const words = ["sweep", "--dataset", "pictures.csv", ...sweep, "--protocol", protocol];
    const pruned = await runCli([...words, "--prune"], { cwd });
    expect([pruned.code, pruned.stderr]).toEqual([2, expect.stringContaining("is trained on another draw of the data")]);
  }
  expect((await runCli(["sweep", "--dataset", "pictures.csv", ...sweep, "--protocol", "sound", "--name", "pictures"], { cwd })).code).toBe(
    0,
  );
  expect((await runCli(["compare", "pictures"], { cwd })).stdout.replaceAll(/\s+/g, " ")).toContain(
    "trained on what split seed 2 drew and on what split seed 1 drew: that is of these two draws, and no p is given",
  );
  expect((await runCli(["sweep", "--dataset", "measures.csv", ...sweep, "--protocol", "sound", "--name", "measures"], { cwd })).code).toBe(
    0,
  );
  expect(await runCli(["compare", "measures"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /tested on different numbers \(both are of measures\.csv, which was split, standardized or read otherwise/,
    ),
  });
});

test("13.24: draws of the data are not pruned against each other where the first configuration draws nothing, and a copy of a table is not called another", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-draws-"));
  writeFileSync(join(cwd, "measures.csv"), rows(160, { features: 5, isPicture: false, from: 0 }));
  writeFileSync(join(cwd, "copy.csv"), rows(160, { features: 5, isPicture: false, from: 0 }));
  const words = "--model mlp(4) -i 60 --evaluate-every 20 -r 8 --protocol sound --prune --dry-run".split(" ");
  for (const noise of ["0,0.45", "0.45,0"]) {
    const { code, stderr } = await runCli(["sweep", "--dataset", "measures.csv", "--label-noise", noise, "--data-seed", "1,2", ...words], {
      cwd,
    });
    expect([noise, code, stderr]).toEqual([noise, 2, expect.stringContaining("is trained on another draw of the data")]);
  }
  expect(await runCli(["sweep", "--dataset", "measures.csv", "--label-noise", "0,0.45", ...words], { cwd })).toMatchObject({ code: 0 });
  expect(await runCli(["sweep", "--dataset", "measures.csv,copy.csv", "--dropout", "0,0.5", ...words], { cwd })).toMatchObject({ code: 0 });
});
