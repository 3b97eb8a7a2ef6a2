/**
 * droplab beside scikit-learn's MLPClassifier on tables as people have them: digits, wine, iris, breast cancer (files of scikit-learn's
 * package) and Palmer penguins (of the package palmerpenguins). droplab reads each file as it is and splits it; scikit-learn trains on the
 * same rows with the same standardized features, net, optimizer, batches, iterations and rule of choice, from as many seeds.
 * Usage: npm run bench:tables [-- --python PATH] [--seeds 10] [--splits 3] [--write]
 * --python is an interpreter with scikit-learn and palmerpenguins (python3 -m venv peers && peers/bin/pip install scikit-learn &&
 * peers/bin/pip install --no-deps palmerpenguins); --write puts the table into bench/tables.md.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ImageDataset } from "#data";
import { type DatasetOptions, loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { type Device, runSeed } from "#engine";
import { resolveTrial } from "#experiment";
import { runTrial, type TrialResult } from "#train";
import { linesOf, type SplitResult, table } from "./tables/comparison.ts";

const { values: given } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    seeds: { type: "string", default: "10" },
    splits: { type: "string", default: "3" },
    write: { type: "boolean", default: false },
  },
});
const count = (name: "seeds" | "splits", least: number) => {
  const value = Number(given[name]);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name}: ${given[name]} is not a whole number from ${least}`);
  return value;
};
const [seeds, splits] = [count("seeds", 2), count("splits", 1)];
const setting = { hidden: [32], batch: 32, iterations: 1000, evaluateEvery: 50 };
const peer = fileURLToPath(new URL("tables/sklearnPeer.py", import.meta.url));

/** What the interpreter says of itself; a sentence where it lacks a package. */
function askPeer(): { readonly version: string; readonly tables: string; readonly penguins: string } {
  try {
    return JSON.parse(execFileSync(given.python, [peer], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  } catch (error) {
    const lines = String((error as { stderr?: string }).stderr ?? (error as Error).message)
      .trim()
      .split("\n");
    stderr.write(`bench: ${given.python}: ${lines.at(-1)}; name an interpreter with scikit-learn and palmerpenguins by --python\n`);
    exit(2);
  }
}

/** Accuracy on the test rows of each seed, in percent. */
async function droplabAccuracies(data: ImageDataset, device: Device): Promise<number[]> {
  const { hidden, batch, iterations, evaluateEvery } = setting;
  const fields = { model: `mlp(${hidden})`, protocol: "sound", batchSize: batch, iterations, evaluateEvery } as const;
  const { config } = resolveTrial(fields, data);
  const accuracies: number[] = [];
  for (let k = 1; k <= seeds; k++) {
    const { accuracy } = await trained({ ...config, seed: runSeed(1, k) }, data, device);
    accuracies.push(100 * (accuracy as number));
  }
  return accuracies;
}

async function trained(config: Parameters<typeof runTrial>[0], data: ImageDataset, device: Device): Promise<TrialResult> {
  const trial = runTrial(config, data, device);
  for (;;) {
    const step = await trial.next();
    if (step.done) return step.value.result;
  }
}

/** The rows of a data set, [row][feature], as scikit-learn takes them. */
function forPeer({ train, test, heldOut, classes }: ImageDataset) {
  const part = ({ images, labels, features, count: rows }: ImageDataset["train"]) => ({
    x: Array.from({ length: rows }, (_, row) => [...images.subarray(row * features, (row + 1) * features)]),
    y: [...labels],
  });
  return { heldOut, classes, train: part(train), test: part(test) };
}

const { version, tables, penguins } = askPeer();
const sources: Readonly<Record<string, { readonly file: string; readonly options?: DatasetOptions }>> = {
  digits: { file: join(tables, "digits.csv.gz") },
  wine: { file: join(tables, "wine_data.csv") },
  iris: { file: join(tables, "iris.csv") },
  "breast cancer": { file: join(tables, "breast_cancer.csv") },
  "Palmer penguins": { file: penguins, options: { label: "species", missing: "drop" } },
};
const device = await openDevice("auto");
const folder = mkdtempSync(join(tmpdir(), "droplab-tables-"));
const results: SplitResult[] = [];
try {
  for (const [name, { file, options }] of Object.entries(sources)) {
    const loaded = Array.from({ length: splits }, (_, k) => loadDataset(file, { ...options, splitSeed: k + 1 }));
    stderr.write(`${name}: ${loaded[0]?.notes?.[0]}\n`);
    const asked = join(folder, "splits.json");
    writeFileSync(asked, JSON.stringify({ ...setting, seeds, splits: loaded.map(forPeer) }));
    const lines = execFileSync(given.python, [peer, asked], { encoding: "utf8", env: { ...process.env, OMP_NUM_THREADS: "1" } });
    for (const [k, line] of lines.trim().split("\n").entries()) {
      const data = loaded[k] as ImageDataset;
      const theirs = (JSON.parse(line) as number[]).map((accuracy) => 100 * accuracy);
      results.push({ name, split: k + 1, data, ours: await droplabAccuracies(data, device), theirs });
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

const { iterations, batch, evaluateEvery, hidden } = setting;
const text = `# Tables: droplab and scikit-learn

Made by \`npm run bench:tables -- --write\`: mlp(${hidden}), Adam at 0.001, batches of ${batch}, ${iterations} iterations, the best of the evaluations every
${evaluateEvery} on the held-out rows; ${seeds} seeds for each split; droplab ${device.name} ${device.simd}, scikit-learn ${version}. Accuracy on the test rows in percent,
mean ± sample standard deviation over the seeds. p is Welch's, after Holm's correction over all rows; the interval is Welch's, 95%, uncorrected.

${table(results)}

${linesOf(results).join("\n")}
`;
stdout.write(text);
if (given.write) writeFileSync(new URL("tables.md", import.meta.url), text);
