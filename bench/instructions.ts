/**
 * Where the time of a LeNet training step goes: each instruction of the Program, run alone many times.
 * Usage: npm run bench:instructions [-- native|wasm [avx512|avx2|baseline]]
 */
import { argv, stdout } from "node:process";
import { loadMnist } from "#data";
import { type DeviceName, decode, openDevice, type Program } from "#engine";
import { buildNet, lenet } from "#nn";
import { adam } from "#optim";
import { methodValues } from "#regularize";
import { ExampleOrder, Trainer } from "#train";

const [name = "native", simd] = argv.slice(2);
const device = openDevice(name as DeviceName, simd);
const data = loadMnist();
const trainer = new Trainer({
  net: buildNet(lenet({ logits: "relu" })),
  optimizer: adam(),
  methods: methodValues({ dropout: 0.4 }),
  batch: 100,
  device,
  examples: [data.train, data.test],
  seed: 1,
});
const indices = new ExampleOrder(5000, 55000, 1).take(0, 100);
trainer.train(0, indices, 1);

/** Median milliseconds of one run of a Program over 100 examples. */
function time(program: Program, rounds = 200): number {
  const feed = Float64Array.from({ length: program.feed.width }, () => 0.5);
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let i = 0; i < rounds; i++) trainer.session.run(program, { examples: 0, indices, seed: 1, iteration: 1, feed });
    return (performance.now() - start) / rounds;
  });
  return times.sort((a, b) => a - b)[4] as number;
}

const flops: Record<string, (o: Record<string, number>) => number> = {
  conv2d: ({ channels = 0, height = 0, width = 0, filters = 0, size = 0 }) =>
    200 * channels * filters * size ** 2 * (height - size + 1) * (width - size + 1),
  dense: ({ inputs = 0, outputs = 0 }) => 200 * inputs * outputs,
};

let rounds = 1e6;
const started = performance.now();
const done = device.peak(rounds);
const peak = done / (performance.now() - started) / 1e6;
stdout.write(`${device.name} ${device.simd}: peak ${peak.toFixed(0)} GFLOP/s\n`);
const program = trainer.stepProgram;
let at = 0;
let sum = 0;
for (const { name: instruction, operands } of decode(program.code)) {
  const length = 2 + Object.keys(operands).length;
  const ms = time({ ...program, code: program.code.slice(at, at + length) });
  at += length;
  sum += ms;
  const work =
    flops[
      instruction
        .replace(/[A-Z].*/, "")
        .replace("conv2", "conv2d")
        .replace("dd", "d")
    ]?.(operands) ?? 0;
  stdout.write(
    `${instruction.padEnd(30)} ${(ms * 1000).toFixed(1).padStart(8)} µs ${work ? (work / ms / 1e6).toFixed(0).padStart(5) : ""}\n`,
  );
}
rounds = time(program);
stdout.write(
  `${"sum".padEnd(30)} ${(sum * 1000).toFixed(1).padStart(8)} µs; whole step ${(rounds * 1000).toFixed(1)} µs = ${((168.9 / rounds / peak) * 100).toFixed(1)}% of peak\n`,
);
const test = Int32Array.from({ length: 10000 }, (_, i) => i);
const evaluations = Array.from({ length: 9 }, () => {
  const start = performance.now();
  trainer.evaluate(1, test);
  return performance.now() - start;
});
stdout.write(`evaluating 10,000 images: ${(evaluations.sort((a, b) => a - b)[4] as number).toFixed(1)} ms\n`);
