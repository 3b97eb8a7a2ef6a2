import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { adam, cosine, Learner, loadCsv, sgd, warmUp } from "../src/library/index.ts";
import { runCli } from "./runCli.ts";
import { writeTinyTable } from "./tinyTable.ts";

const cwd = mkdtempSync(join(tmpdir(), "droplab-run-net-"));
const file = join(cwd, "net.json");
const data = () => loadCsv(join(cwd, "tiny.csv"));
beforeAll(async () => {
  writeTinyTable(cwd);
  const words = "run --dataset tiny.csv --model mlp(8) -i 3000 --evaluate-every 3000 -r 1 --batch-size 5 --protocol sound --json";
  const { stdout } = await runCli(words.split(" "), { cwd });
  const { code } = await runCli(["save", JSON.parse(stdout).runs[0].id, "-o", file], { cwd });
  expect(code).toBe(0);
});

const weightsOf = async (net: Learner) => (await net.weights()).flatMap(({ values }) => [...values]);

/** The largest step of so many iterations. */
async function moved(net: Learner, iterations: number): Promise<number> {
  const before = await weightsOf(net);
  await net.train(iterations);
  const after = await weightsOf(net);
  return Math.max(...after.map((value, i) => Math.abs(value - (before[i] as number))));
}

test("13.16: the net of a run is trained on with an optimizer whose steps count from 1, and so does its schedule", async () => {
  const load = (optimizer: ReturnType<typeof adam>) => Learner.load(file, { data: data(), changed: true, optimizer });
  const own = await load(adam({ learningRate: 0.001 }));
  expect(own.iteration).toBe(0);
  expect(await moved(own, 1)).toBeLessThan(0.00101); // as Adam's first step is: by the learning rate
  expect(await moved(await load(sgd({ learningRate: cosine(0.1, 1000) })), 20)).toBeGreaterThan(0);
  const slow = await moved(await load(sgd({ learningRate: warmUp(0.1, 1000) })), 1);
  expect(slow).toBeLessThan((await moved(await load(sgd({ learningRate: 0.1 })), 1)) / 500);
  const alone = await Learner.load(file);
  expect(alone.iteration).toBe(3000);
});
