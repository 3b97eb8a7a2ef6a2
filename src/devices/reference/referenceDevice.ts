import { type ByteExamples, type Call, type Device, decode, type Program, type Session } from "#engine";
import { ArenaSession } from "../arenaSession.ts";
import { checkCall } from "../checkCall.ts";
import { reserve } from "../reserve.ts";
import { kernelTable } from "./kernelTable.ts";
import type { Machine } from "./machine.ts";

/** Runs Programs in float64 TypeScript loops: the oracle for every other device, for gradient checks and for reading. */
export function referenceDevice(): Device {
  return {
    name: "reference",
    simd: "float64",
    open: async (cells, examples) => new ReferenceSession(cells, examples),
    peak(rounds) {
      let [a, b, c, d] = [0, 1, 2, 3];
      for (let i = 0; i < rounds; i++) {
        a = a * 0.999 + 0.001;
        b = b * 0.999 + 0.001;
        c = c * 0.999 + 0.001;
        d = d * 0.999 + 0.001;
      }
      return a + b + c + d > 0 ? 8 * rounds : 0;
    },
  };
}

class ReferenceSession extends ArenaSession<Float64Array> implements Session {
  constructor(cells: number, examples: readonly ByteExamples[]) {
    super(cells, examples, () => reserve(cells * 8, () => new Float64Array(cells)));
  }

  async run(program: Program, call: Call): Promise<void> {
    checkCall(program, call, this.examples);
    const { batch, lanes, feed } = program;
    const instructions = [...decode(program.code)];
    const examples = this.examples[call.examples] as ByteExamples;
    for (let first = 0, step = 0; first < call.indices.length; first += batch, step++) {
      const chosen = call.indices.subarray(first, first + batch);
      this.arena.set(call.feed.subarray(step * feed.width, (step + 1) * feed.width), feed.at);
      const machine: Machine = {
        arena: this.arena,
        examples,
        lanes,
        seed: call.seed,
        firstExample: call.firstExample ?? 0,
        iteration: call.iteration + step,
        valid: chosen.length,
        chosen,
        stop: false,
      };
      for (const { name, operands } of instructions) kernelTable[name](machine, operands as never);
      if (machine.stop) return;
    }
  }
}
