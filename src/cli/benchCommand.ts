import { cpus } from "node:os";
import { version } from "node:process";
import type { Command } from "commander";
import { loadMnist } from "#data/files";
import { type DeviceName, deviceNames, nativeWidths, openDevice } from "#devices";
import { type DeviceSpeed, measureSpeed } from "#lab";
import { fittedTable, numbers, words } from "#report";
import { choiceOption, numberOption } from "./options.ts";
import { print, stderr, tableWidth } from "./output.ts";

interface BenchOptions {
  readonly device?: DeviceName;
  readonly seconds: number;
  readonly json?: boolean;
}

/** `droplab bench`: how fast each device is here, and how much of the machine's peak that is. */
export function addBenchCommand(program: Command): void {
  program
    .command("bench")
    .summary("measure the speed of each device against the machine's own peak")
    .description(
      `Measures, on one thread of each device, a LeNet training step (batch 100, dropout 0.4, everything in it) and the evaluation
of 10,000 images: median milliseconds, and GFLOP/s counting only the multiply-adds of convolutions and dense layers.
The peak is a loop of independent multiply-adds in registers, run in the same process, between the steps.`,
    )
    .addOption(choiceOption("--device <name>", "only this device", deviceNames))
    .addOption(numberOption("--seconds <s>", "for each device", "a number from 0.1 to 600", (s) => s >= 0.1 && s <= 600).default(3))
    .option("--json", "as JSON on standard output")
    .action(async (options: BenchOptions) => {
      const data = loadMnist();
      const names = options.device ? [options.device] : deviceNames;
      const choices = names.flatMap((name): [DeviceName, string?][] =>
        name === "native" ? nativeWidths().map((simd) => [name, simd]) : [[name]],
      );
      const devices: DeviceSpeed[] = [];
      for (const [name, simd] of choices) {
        stderr.write(`measuring ${name} ${simd ?? ""}\n`);
        devices.push(await measureSpeed(await openDevice(name, simd), data, options.seconds));
      }
      const machine = { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: version };
      if (options.json) print(JSON.stringify({ machine, devices }, null, 2));
      else print([`${machine.processor}, ${machine.cores} cores, Node ${version}`, ...table(devices)].join("\n"));
    });
}

function table(devices: readonly DeviceSpeed[]): string[] {
  const measures = ["step ms", "evaluate ms", "step GFLOP/s", "evaluate GFLOP/s", "peak GFLOP/s", "step / peak"];
  const rows = devices.map((speed) => [
    speed.device,
    speed.simd,
    speed.stepMs.toFixed(3),
    speed.evaluateMs.toFixed(1),
    speed.stepGflops.toFixed(1),
    speed.evaluateGflops.toFixed(1),
    speed.peakGflops.toFixed(1),
    `${(100 * speed.fraction).toFixed(0)}%`,
  ]);
  const spare = ["peak GFLOP/s", "evaluate GFLOP/s", "step GFLOP/s"];
  return fittedTable([words("device"), words("simd"), ...measures.map(numbers)], rows, { width: tableWidth(), spare, naming: 2 });
}
