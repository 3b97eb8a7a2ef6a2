import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "droplab-"));
const installed = join(project, "node_modules/droplab");

/** A project of a user who has installed the published package: its dependencies are links to those of the checkout. */
beforeAll(async () => {
  await run(process.execPath, ["packaging/pack.ts"], { cwd: root });
  mkdirSync(dirname(installed), { recursive: true });
  cpSync(join(root, "dist"), installed, { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const place = join(project, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place);
  }
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
}, 60000);

describe("the published package", () => {
  test("is a library for JavaScript, with threads", async () => {
    const program = `
      import { Learner, loadMnist, mlp, runTrials } from "droplab";
      const data = loadMnist();
      const learner = new Learner({ model: mlp([16]), data, methods: { dropout: 0.1 } });
      await learner.train(50);
      const config = { protocol: "sound", model: mlp([8]), methods: {}, optimizer: "adam", learningRate: 1e-3, schedule: { kind: "constant" },
        momentum: 0, iterations: 20, evaluateEvery: 20, batch: 100, seed: 1 };
      const [outcome] = await runTrials([config], { data, device: "auto", workers: 1 });
      console.log((await learner.evaluate()).accuracy > 0.5, outcome.kind);`;
    writeFileSync(join(project, "program.js"), program);
    expect((await run(process.execPath, ["program.js"], { cwd: project })).stdout).toBe("true done\n");
  });

  test("has types that a strict compiler takes", async () => {
    const program = `
      import { Learner, lenet, loadMnist, type Penalty } from "droplab";
      const penalty: Penalty = { name: "p", strength: 1, of: (w, ops) => ops.sum(ops.square(w)) };
      const learner = new Learner({ model: lenet(), data: loadMnist(), penalties: [penalty] });
      export const accuracy: number = (await learner.evaluate()).accuracy;
      // @ts-expect-error: a model is needed
      new Learner({ data: loadMnist() });`;
    writeFileSync(join(project, "program.ts"), program);
    const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2024", "--skipLibCheck", "program.ts"];
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...flags], { cwd: project });
  });

  test("is a command line", async () => {
    const { stdout } = await run(process.execPath, [join(installed, "bin/droplab.js"), "run", "-i", "20", "-r", "2", "--no-store"], {
      cwd: project,
    });
    expect(stdout).toMatch(/^run {2}1 .*\nrun {2}2 .*\nmean NLL .*\nmean accuracy \(2 runs\): /);
  });

  test("writes reports and pictures", async () => {
    const droplab = (...args: string[]) => run(process.execPath, [join(installed, "bin/droplab.js"), ...args], { cwd: project });
    await droplab("sweep", "--model", "mlp(8)", "--dropout", "0,0.2", "-i", "20", "-r", "2");
    const [{ id }] = JSON.parse((await droplab("list", "--json")).stdout);
    await droplab("report", id, "-o", "report.html");
    expect(readFileSync(join(project, "report.html"), "utf8")).toContain("</html>");
    await droplab("report", id, "--png", "runs", "-o", "runs.png");
    expect(readFileSync(join(project, "runs.png")).subarray(1, 4).toString()).toBe("PNG");
  });
});
