import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { validate } from "dockerfile-utils";
import { Job } from "kubernetes-models/batch/v1/Job";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { withFigures } from "../bench/machinesText.ts";
import { startPostgres } from "./postgresServer.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const path = (name: string) => join(root, "deploy", name);
const textOf = (name: string) => readFileSync(path(name), "utf8");

test("16: the figures of docs/scaling.md are those that were measured", () => {
  const page = readFileSync(join(root, "docs", "scaling.md"), "utf8");
  expect(withFigures(page, JSON.parse(readFileSync(join(root, "bench", "machines.json"), "utf8")))).toBe(page);
});

test("16: the Kubernetes Job fits its schema, and its worker has time to checkpoint", () => {
  const job = new Job(parse(textOf("job.yaml")));
  expect(() => job.validate()).not.toThrow();
  const { containers, terminationGracePeriodSeconds = 0 } = job.spec?.template.spec ?? { containers: [] };
  expect(terminationGracePeriodSeconds).toBeGreaterThan(10);
  expect(containers[0]?.args?.slice(0, 2)).toEqual(["worker", "--store"]);
  const broken = new Job({ ...parse(textOf("job.yaml")), spec: { parallelism: "many" } } as never);
  expect(() => broken.validate()).toThrow();
});

test("16: the Dockerfile is one", () => {
  expect(validate(textOf("Dockerfile"))).toEqual([]);
  expect(validate("FORM node")).not.toEqual([]);
});

test("16: the Slurm script makes the runs of a store under the variables of Slurm", async () => {
  execFileSync("bash", ["-n", path("workers.slurm")]);
  const server = await startPostgres();
  try {
    const cwd = mkdtempSync(join(tmpdir(), "droplab-slurm-"));
    writeTinyTable(cwd);
    const store = await server.database("lab");
    const words = "sweep --dataset tiny.csv --model mlp(4) -i 30 --evaluate-every 10 --batch-size 5 -r 2 --dropout 0,0.25 --detach";
    await runCli([...words.split(" "), "--store", store], { cwd });
    const variables = { SLURM_JOB_ID: "7", SLURM_ARRAY_TASK_ID: "1", SLURM_CPUS_PER_TASK: "2", DROPLAB: join(root, "bin", "droplab.js") };
    const { stderr } = await promisify(execFile)("bash", [path("workers.slurm"), store], { cwd, env: { ...env, ...variables } });
    expect(stderr).toMatch(/2 runs at once(.*\n)*.*4 runs made\n$/);
    const without = promisify(execFile)("bash", [path("workers.slurm")], { cwd });
    await expect(without).rejects.toMatchObject({ stderr: expect.stringContaining("name the store: sbatch workers.slurm postgres://") });
  } finally {
    await server.end();
  }
});
