import fc from "fast-check";
import { expect, test } from "vitest";
import { type Buffer, type InstructionName, instructionNames, instructions, LANES } from "#engine";
import type { Instruction } from "../src/engine/emission.ts";
import { plan } from "../src/engine/memoryPlan.ts";

const START = 32;
const kindsOf = (name: InstructionName) => Object.values(instructions[name]);

/** A program of any instructions, each of which reads what was written before it; some results may lie over what they are made of. */
const programs = fc
  .array(fc.tuple(fc.constantFrom(...instructionNames), fc.infiniteStream(fc.nat(997))), { minLength: 1, maxLength: 30 })
  .map((steps) => {
    const written: Buffer[] = [{ name: "persistent", length: LANES, offset: 0 }];
    const program = steps.map(([name, choices], index): Instruction => {
      const choose = (below: number) => (choices.next().value as number) % below;
      const known = () => written[choose(written.length)] as Buffer;
      const read = new Map<number, Buffer>();
      for (const [i, kind] of kindsOf(name).entries()) if (kind === "in" || kind === "inout") read.set(i, known());
      const made: Buffer[] = [];
      const operands = kindsOf(name).map((kind, i) => {
        const before = read.get(i);
        if (before) return before;
        if (kind !== "out") return 0;
        // what is read here may not be written here too, but for a result that lies over it
        const over = [...read.values()].find((each) => each.offset === undefined && choose(2) === 0);
        const taken = made.some((each) => each.over === over);
        const length = LANES * (1 + choose(5));
        const buffer = { name: `${name} ${index}.${i}`, length, ...(over && !taken && { over }) };
        made.push(buffer);
        return buffer;
      });
      written.push(...made);
      return { name, operands };
    });
    const transient = written.slice(1);
    return { program, kept: new Set(transient.filter((_, i) => i % 7 === 3)) };
  });

interface Planned {
  readonly program: readonly Instruction[];
  readonly kept: ReadonlySet<Buffer>;
}

/** Runs a program in an arena in which every cell knows what was last written to it, as a device would fill it. */
function checkByRunning({ program, kept }: Planned, few?: number): void {
  const { offsets, end } = plan(program, START, kept, few);
  const at = (buffer: Buffer) => buffer.offset ?? (offsets.get(buffer) as number);
  const arena: (Buffer | undefined)[] = Array(end).fill(undefined);
  const holds = (buffer: Buffer) => arena.slice(at(buffer), at(buffer) + buffer.length).every((cell) => cell === buffer);
  const write = (buffer: Buffer) => arena.fill(buffer, at(buffer), at(buffer) + buffer.length);
  const overlap = (a: Buffer, b: Buffer) => at(a) < at(b) + b.length && at(b) < at(a) + a.length;
  for (const [index, { name, operands }] of program.entries()) {
    const buffers = operands.flatMap((operand, i) => (typeof operand === "number" ? [] : [{ kind: kindsOf(name)[i], buffer: operand }]));
    for (const { kind, buffer } of buffers)
      if (kind !== "out" && buffer.offset === undefined) expect(holds(buffer), `${index}: ${name} reads ${buffer.name}`).toBe(true);
    const results = buffers.filter(({ kind }) => kind === "out").map(({ buffer }) => buffer);
    for (const result of results)
      for (const { buffer } of buffers)
        if (buffer !== result && result.over !== buffer && buffer.over !== result)
          expect(overlap(result, buffer), `${index}: ${name} writes ${result.name} into ${buffer.name}`).toBe(false);
    for (const result of results) {
      expect(at(result)).toBeGreaterThanOrEqual(START);
      expect(at(result) % LANES).toBe(0);
      write(result);
    }
  }
  for (const buffer of kept) expect(holds(buffer), `${buffer.name} is kept`).toBe(true);
}

test("14: what a program still needs is never written over, in any program", () => {
  fc.assert(
    fc.property(programs, (planned) => checkByRunning(planned)),
    { numRuns: 1000 },
  );
});

test("15.8: nor in one of many buffers, whose pairs are not compared", () => {
  fc.assert(
    fc.property(programs, (planned) => checkByRunning(planned, 0)),
    { numRuns: 1000 },
  );
});

test("14: a plan is no longer than all buffers one after the other, and never shorter than what is needed at once", () => {
  const ends = ({ program, kept }: Planned) => {
    const { offsets, end } = plan(program, START, kept);
    const lengths = [...offsets.keys()].reduce((sum, { length }) => sum + length, 0);
    const atOnce = program.map(({ operands }) =>
      [...new Set(operands)].flatMap((one) => (typeof one === "number" || one.over ? [] : [one])),
    );
    const most = Math.max(0, ...atOnce.map((all) => all.reduce((sum, { length, offset }) => sum + (offset === undefined ? length : 0), 0)));
    expect(end - START).toBeLessThanOrEqual(lengths);
    expect(end - START).toBeGreaterThanOrEqual(most);
  };
  fc.assert(fc.property(programs, ends), { numRuns: 300 });
});
