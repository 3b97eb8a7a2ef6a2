import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../runCli.ts";
import { writeTinyTable } from "../tinyTable.ts";

test("15.1: reports, figures and exports take the place of what droplab wrote before, and of no other file", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  writeTinyTable(cwd);
  const net = ["--dataset", "tiny.csv", "--model", "mlp(3)", "--protocol", "sound", "-i", "2", "--evaluate-every", "2", "-r", "2"];
  const { experiment } = JSON.parse((await runCli(["sweep", ...net, "--dropout", "0,0.2", "--json"], { cwd })).stdout);
  const figure = ["report", experiment, "--figure", "runs", "-o"];
  const outputs: readonly (readonly string[])[] = [
    ...["x.html", "x.md", "x.tex"].map((file) => ["report", experiment, "--no-inspect", "-o", file]),
    ...["x.svg", "x.png", "x.pdf"].map((file) => [...figure, file]),
    ...["x.csv", "x.parquet", "x.json"].map((file) => ["export", experiment, "-o", file]),
    ["export", experiment, "--evaluations", "-o", "e.csv"],
  ];
  for (const args of outputs) {
    const file = join(cwd, args.at(-1) as string);
    writeFileSync(file, "% my thesis\n");
    expect(await runCli(args, { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `output: ${args.at(-1)} is there, and is nothing that droplab report or export wrote; remove it, or name another file with --output\n`,
      ),
    });
    expect(readFileSync(file, "utf8")).toBe("% my thesis\n");
    writeFileSync(file, "");
    for (const _ of [1, 2]) expect([args.at(-1), (await runCli(args, { cwd })).code]).toEqual([args.at(-1), 0]);
  }
  // a column more is somebody's work
  for (const file of ["x.csv", "e.csv"]) {
    const [header, ...rows] = readFileSync(join(cwd, file), "utf8").split("\n");
    writeFileSync(join(cwd, file), [`${header?.trimEnd()},myScore`, ...rows].join("\n"));
    expect([
      file,
      (await runCli(["export", experiment, ...(file === "e.csv" ? ["--evaluations"] : []), "-o", file], { cwd })).code,
    ]).toEqual([file, 2]);
  }
  const run = JSON.parse((await runCli(["show", experiment, "--json"], { cwd })).stdout).trials[0].id;
  await runCli(["save", run, "-o", "net.json"], { cwd });
  expect((await runCli(["export", experiment, "-o", "net.json"], { cwd })).code).toBe(2);
  expect((await runCli(["predict", "net.json", "--input", "tiny.csv"], { cwd })).code).toBe(0);
});
