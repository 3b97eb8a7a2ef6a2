import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseBundledRun } from "#experiment";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-robust-"));
const common = ["--dataset", "tiny.csv", "--protocol", "sound", "-i", "20", "--evaluate-every", "10", "--batch-size", "10"];
const droplab = (...args: string[]) => runCli(args, { cwd });
let id: string;

interface Shown {
  readonly trials: {
    readonly id: string;
    readonly result: { readonly robustness?: { readonly units: number[]; readonly images: number } };
  }[];
}
const shown = async (experiment = id, ...args: string[]) =>
  (JSON.parse((await droplab("show", experiment, "--json", ...args)).stdout) as Shown).trials;

beforeAll(async () => {
  writeTinyTable(cwd);
  const { stdout } = await droplab("sweep", ...common, "--model", "mlp(6)", "--dropout", "0,0.5", "-r", "3", "--json");
  id = JSON.parse(stdout).experiment;
});

describe("17: --robustness", () => {
  test("is refused where no nets are kept, and where nobody waits for them", async () => {
    const none = await droplab("run", ...common, "--model", "mlp(6)", "--no-store", "--robustness");
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringMatching(
        /^droplab: robustness: it is measured from the nets that a store keeps, and with --no-store there are none; leave one of the two out$/m,
      ),
    ]);
    const detached = ["--store", "postgres://nobody@localhost:1/none", "--detach", "--robustness"];
    const { code, stderr } = await droplab("sweep", ...common, "--model", "mlp(6)", "--dropout", "0,0.5", ...detached);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^droplab: robustness: --detach leaves before there are nets to measure; .*$/m),
    ]);
  });

  test("is no part of a report until it is measured, and says how that is done", async () => {
    const { code, stderr } = await droplab("report", id, "--no-inspect", "--figure", "robustness", "-o", "x.svg");
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^droplab: figure: "robustness" is not in this report; .* \(none of its runs was measured: add --robustness\)\n$/,
      ),
    ]);
  });

  test("keeps what was measured when it is stopped, and goes on with the rest", async () => {
    const stopped = await runCli(["report", id, "--robustness", "--md"], {
      cwd,
      onError: (text, kill) => text.includes("measuring the robustness of 6 runs") && kill("SIGINT"),
    });
    expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
    const kept = (await shown()).filter(({ result }) => result.robustness).length;
    expect(stopped.stderr).toContain(`droplab: stopped; the robustness of ${kept} of 6 runs was measured and is kept\n`);
    expect(kept).toBeLessThan(6);
    const { code, stdout, stderr } = await droplab("report", id, "--robustness", "--md");
    expect([code, stderr]).toEqual([0, `droplab: measuring the robustness of ${6 - kept} run${kept === 5 ? "" : "s"}\n`]);
    expect(stdout).toContain("## Without some of the hidden units\n");
    expect(stdout).toMatch(
      /- With half of the hidden units of dense layers removed at random the mean accuracy is: dropout 0 [\d.]+% \(rescaled /,
    );
    for (const { result } of await shown()) expect(result.robustness).toMatchObject({ kind: "units", units: [6] });
    expect((await droplab("report", id, "--robustness", "--md")).stderr).toBe("");
    expect((await droplab("check")).code).toBe(0);
  });

  test("is in the page, in a figure of its own, in the table of runs and in exports", async () => {
    expect((await droplab("report", id, "--no-inspect", "-o", "page.html")).code).toBe(0);
    expect(readFileSync(join(cwd, "page.html"), "utf8")).toMatch(/id="figure-robustness"[\s\S]*<section id="robustness">/);
    expect((await droplab("report", id, "--no-inspect", "--figure", "robustness", "--theme", "dark", "-o", "x.svg")).code).toBe(0);
    const svg = readFileSync(join(cwd, "x.svg"), "utf8");
    for (const text of ["units removed, % →", "mean, dropout 0.5", "The remaining units rescaled"])
      expect(svg).toContain(`>${text}</text>`);
    await droplab("export", id, "--json", "-o", "all.json");
    expect((await droplab("import", "all.json", "--store", "new.db")).code).toBe(0);
    expect(await shown(id, "--store", "new.db")).toMatchObject(
      (await shown()).map(({ result: { robustness } }) => ({ result: { robustness } })),
    );
    const { stdout } = await droplab("export", id, "--csv");
    const [head = [], ...rows] = stdout.split("\n").map((line) => line.split(","));
    const place = head.indexOf("halfRemovedAccuracyShare");
    expect(rows.filter(({ length }) => length > place).every((row) => Number(row[place]) > 0)).toBe(true);
  });

  test("that does not fit together is not taken in", async () => {
    const [{ sum: _, weights: __, ...run }] = JSON.parse(readFileSync(join(cwd, "all.json"), "utf8")).trials;
    const refused =
      (changes: object, more: object = {}) =>
      () =>
        parseBundledRun({ ...run, result: { ...run.result, ...more, robustness: { ...run.result.robustness, ...changes } } }, "run");
    expect(refused({})).not.toThrow();
    const { shares, right } = run.result.robustness;
    expect(refused({ shares: [0.5, ...shares.slice(1)] })).toThrow(
      /^run\.result\.robustness\.shares: 0\.5, 0\.1, .* are not shares in \[0, 1\) that rise$/,
    );
    expect(refused({ right: right.slice(1) })).toThrow(
      "run.result.robustness.right: it must have 10 rows, one for each share, with a number for each draw",
    );
    expect(refused({ rightRescaled: right.map((row: number[]) => row.map(() => 7)) })).toThrow(
      "run.result.robustness.rightRescaled: 7 is not a whole number from 0 to 6",
    );
    expect(refused({ images: 7 })).toThrow("run.result.robustness.images: 7 is not a whole number from 1 to 6");
    expect(refused({ kind: "layers" })).toThrow("run.result.robustness.kind");
    expect(refused({}, { divergedAt: 20 })).toThrow("run.result.robustness: a run that diverged has none");
  });

  test("is measured by run, sweep, table and resume, of runs that are there already, too", async () => {
    const { code, stdout } = await droplab("sweep", ...common, "--model", "mlp(5)", "--dropout", "0,0.5", "-r", "2", "--robustness");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /mean accuracy in percent with a share of the hidden units of dense layers removed at random, in whole units \(20, 50 and 70% are 1, 3 and 4 of 5\):\nconfiguration +runs +0% +20% +50%/,
    );
    const ran = await droplab("run", ...common, "--model", "mlp(4)", "-r", "2", "--json");
    const [first] = JSON.parse(ran.stdout).runs;
    expect(first.result.robustness).toBeUndefined();
    const experiment = JSON.parse((await droplab("list", "--json")).stdout).at(-1).id;
    const resumed = await droplab("resume", experiment, "--robustness");
    expect([resumed.code, resumed.stdout]).toEqual([
      0,
      expect.stringContaining("with a share of the hidden units of dense layers removed"),
    ]);
    expect((await shown(experiment)).every(({ result }) => result.robustness)).toBe(true);
  });

  test("goes on by resume alone where it was stopped, after what is left to make", async () => {
    const sweep = ["sweep", ...common, "--model", "mlp(7)", "--dropout", "0,0.5", "-r", "3", "--robustness", "--store", "left.db"];
    const onError = (text: string, kill: (signal: NodeJS.Signals) => void) => text.includes("measuring the robustness") && kill("SIGINT");
    expect((await runCli(sweep, { cwd, onError })).code).toBe(130);
    const stopped = JSON.parse((await droplab("list", "--store", "left.db", "--json")).stdout).at(-1).id;
    const resumed = await droplab("resume", "--store", "left.db");
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringMatching(/measuring the robustness of \d runs?\n/)]);
    expect((await shown(stopped, "--store", "left.db")).every(({ result }) => result.robustness)).toBe(true);
    expect((await droplab("resume", "--store", "left.db")).stdout).toBe("every experiment has come to its end\n");
    // who asks for more runs of it goes on so
    const more = sweep.filter((word) => word !== "--robustness").map((word) => (word === "3" ? "4" : word));
    expect((await droplab(...more)).code).toBe(0);
    const all = await shown(stopped, "--store", "left.db");
    expect([all.length, all.every(({ result }) => result.robustness)]).toEqual([8, true]);
  });

  test("names runs that cannot be measured, and why", async () => {
    writeFileSync(join(cwd, "linear.json"), JSON.stringify({ name: "linear", layers: [{ layer: "dense", units: 2 }] }));
    const linear = await droplab("run", ...common, "--model", "linear.json", "-r", "2", "--robustness");
    expect(linear.code).toBe(0);
    expect(linear.stderr).toMatch(
      /^droplab: not measured: runs [0-9a-f]{10}, [0-9a-f]{10}: linear has no hidden units that could be removed: neither a dense layer nor a convolution of two units or more before the one that gives the classes$/m,
    );
    // what cannot be measured is not left to do
    expect((await droplab("resume")).stdout).toBe("every experiment has come to its end\n");
    await droplab("run", ...common, "--model", "mlp(3)", "-r", "1");
    const experiment = JSON.parse((await droplab("list", "--json")).stdout).at(-1).id;
    writeTinyTable(cwd, { edited: true });
    const other = await droplab("report", experiment, "--robustness", "--md");
    writeTinyTable(cwd);
    expect([other.code, other.stderr]).toEqual([
      0,
      expect.stringMatching(/^droplab: not measured: run [0-9a-f]{10}: tiny\.csv does not hold the data that it was made with, .*$/m),
    ]);
  });
});
