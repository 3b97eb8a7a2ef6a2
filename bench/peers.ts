/**
 * droplab beside PyTorch and TensorFlow.js, one thread each: one LeNet training step and the evaluation of 10,000 images.
 * Each round measures every peer in turn, so that a slow minute of the machine slows all of them; the table has the
 * median over the rounds and, in brackets, the least and the greatest.
 * Usage: npm run bench:peers [-- --rounds 3] [--python PATH] [--json] [--write]
 * --python is an interpreter with PyTorch; --write puts the table into bench/peers.md. A missing peer is named and left out.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { exit, stderr, stdout, version } from "node:process";
import { parseArgs } from "node:util";
import { cells, compare, table } from "./peers/comparison.ts";
import { allPeers, type Measurement } from "./peers/peer.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    python: { type: "string" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: ${options.rounds} is not a whole number of at least 1`);

const measured = new Map<string, Measurement[]>();
let peers = allPeers(options.python ? [options.python] : ["python3", "/usr/bin/python3"]);
for (let round = 1; round <= rounds; round++) {
  peers = peers.filter(({ name, measure }) => {
    try {
      const measurement = measure();
      measured.set(name, [...(measured.get(name) ?? []), measurement]);
      const { stepMs, evaluateMs } = measurement;
      stderr.write(`round ${round} of ${rounds}: ${name}: step ${stepMs.toFixed(2)} ms, evaluation ${evaluateMs.toFixed(0)} ms\n`);
      return true;
    } catch (error) {
      const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
      stderr.write(`${name} left out: ${lines.findLast((line) => /^\w*Error: /.test(line)) ?? lines[0]}\n`); // a child's stack in a line
      return false;
    }
  });
}
const rows = compare(measured);
if (rows.length === 0) exit(1);

const [processor] = cpus();
const machine = { processor: processor?.model.trim() ?? "unknown processor", cores: cpus().length, node: version };
const date = new Date().toISOString().slice(0, 10);

/** What a reader must know to judge the ratios; also in the file. */
const notes = [
  "step: 100 byte images picked by shuffled index, / 255, dropout 0.4 (input 0.2), forward, backward, Adam, all included; LeNet, float32.",
  "evaluation: logits and accuracy of 10,000 images, in the fastest of batches of 100, 1,000 and 10,000 (column batch).",
  "/ native, / wasm: that many times the milliseconds of droplab's device. Brackets: least and greatest round.",
  "TensorFlow.js has no convolution filter gradient on wasm; both convolution gradients here are made of its forward convolution.",
];
if (rows.some((row) => row.version.includes("reference BLAS"))) {
  notes.push("This PyTorch multiplies matrices with the reference BLAS; it is faster after apt-get install libopenblas0.");
}

const title = `${machine.processor}, ${machine.cores} cores, one thread each; Node ${machine.node}; ${date}; ${rounds} round${rounds === 1 ? "" : "s"}`;
if (options.json) stdout.write(`${JSON.stringify({ machine, date, rounds, peers: rows }, null, 2)}\n`);
else stdout.write(`${title}\n\n${table(cells(rows))}\n\n${notes.join("\n")}\n`);
if (options.write) {
  const list = notes.map((note) => `- ${note}`).join("\n");
  const text = `# droplab and its peers\n\n${title}. Made by \`npm run bench:peers -- --write\`.\n\n${table(cells(rows), "|")}\n\n${list}\n`;
  writeFileSync(join(import.meta.dirname, "peers.md"), text);
}
