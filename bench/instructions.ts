/**
 * Where the time of a training step goes: each instruction of the Program, run alone many times.
 * Usage: npm run bench:instructions [-- native|wasm [avx512|avx2|baseline]] [--model lenet|mlp|residual]
 */
import { argv, stdout } from "node:process";
import { parseArgs } from "node:util";
import { loadMnist } from "#data/files";
import { type DeviceName, openDevice } from "#devices";
import { decode, type Program } from "#engine";
import { forwardFlops } from "#lab";
import { buildNet, modelNames, namedModel } from "#nn";
import { adam } from "#optim";
import { methodValues } from "#regularize";
import { ExampleOrder, Trainer } from "#train";

const { positionals, values } = parseArgs({ args: argv.slice(2), allowPositionals: true, options: { model: { type: "string" } } });
const [name = "native", simd] = positionals;
const model = namedModel(values.model ?? "lenet", { input: [1, 28, 28], classes: 10, logits: "relu" });
if (!model) throw new Error(`--model: ${values.model} is not ${modelNames}`);
const device = await openDevice(name as DeviceName, simd);
const data = loadMnist();
const trainer = new Trainer({
  net: buildNet(model),
  optimizer: adam(),
  methods: methodValues({ dropout: 0.4 }),
  batch: 100,
  device,
  examples: [data.train, data.test],
  seed: 1,
});
const indices = new ExampleOrder(5000, 55000, 1).take(0, 100);
await trainer.train(0, indices, 1);

/** Median milliseconds of one run of a Program over 100 examples. */
async function time(program: Program): Promise<number> {
  const feed = Float64Array.from({ length: program.feed.width }, () => 0.5);
  const once = async () => (await trainer.session).run(program, { examples: 0, indices, seed: 1, iteration: 1, feed });
  const first = performance.now();
  await once();
  const rounds = Math.max(1, Math.min(200, Math.round(20 / (performance.now() - first))));
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    for (let i = 0; i < rounds; i++) await once();
    times.push((performance.now() - start) / rounds);
  }
  return times.sort((a, b) => a - b)[4] as number;
}

const flops: Record<string, (o: Record<string, number>) => number> = {
  conv2d: ({ channels = 0, height = 0, width = 0, filters = 0, size = 0, stride = 1 }) =>
    200 * channels * filters * size ** 2 * (Math.floor((height - size) / stride) + 1) * (Math.floor((width - size) / stride) + 1),
  dense: ({ inputs = 0, outputs = 0 }) => 200 * inputs * outputs,
};

const FEW = 12;
const peakRounds = 1e7;
const started = performance.now();
const done = device.peak(peakRounds);
const peak = done / (performance.now() - started) / 1e6;
stdout.write(`${device.name} ${device.simd}: peak ${peak.toFixed(0)} GFLOP/s\n`);
const program = trainer.stepProgram;

/** The instructions of the step; those of one name that stand in many places, as the tiles of an update do, as one. */
const pieces: { name: string; code: number[]; flops: number }[] = [];
const all = [...decode(program.code)];
let at = 0;
for (const { name: instruction, operands } of all) {
  const length = 2 + Object.keys(operands).length;
  const code = [...program.code.slice(at, at + length)];
  at += length;
  const count = all.filter((other) => other.name === instruction).length;
  const before = pieces.find(({ name: known }) => count > FEW && known === `${instruction} × ${count}`);
  if (before) before.code.push(...code);
  else {
    const kind = /^(conv2d|dense)/.exec(instruction)?.[1] ?? "";
    pieces.push({ name: count > FEW ? `${instruction} × ${count}` : instruction, code, flops: flops[kind]?.(operands) ?? 0 });
  }
}
let sum = 0;
for (const piece of pieces) {
  const ms = await time({ ...program, code: Int32Array.from(piece.code) });
  sum += ms;
  const speed = piece.flops ? (piece.flops / ms / 1e6).toFixed(0).padStart(5) : "";
  stdout.write(`${piece.name.padEnd(30)} ${(ms * 1000).toFixed(1).padStart(8)} µs ${speed}\n`);
}
const step = await time(program);
const work = 3 * forwardFlops(trainer.net.graph) * 100;
stdout.write(
  `${"sum".padEnd(30)} ${(sum * 1000).toFixed(1).padStart(8)} µs; whole step ${(step * 1000).toFixed(1)} µs = ${((work / step / 1e6 / peak) * 100).toFixed(1)}% of peak\n`,
);
const test = Int32Array.from({ length: 10000 }, (_, i) => i);
const evaluations: number[] = [];
for (let round = 0; round < 9; round++) {
  const start = performance.now();
  await trainer.evaluate(1, test);
  evaluations.push(performance.now() - start);
}
stdout.write(`evaluating 10,000 images: ${(evaluations.sort((a, b) => a - b)[4] as number).toFixed(1)} ms\n`);
