import type { Buffer, Instruction } from "./emission.ts";
import { instructions } from "./instructions.ts";

interface Place {
  readonly buffers: Buffer[];
  readonly length: number;
  first: number;
  last: number;
  offset: number;
}

/**
 * Finds a place in the arena for every transient buffer, so that buffers that are needed at the same time never overlap.
 * Greedy by size: the largest first, each at the lowest offset that is free for its lifetime.
 * Kept buffers are needed to the end. Gives the offsets and the end of the arena.
 */
export function plan(
  program: readonly Instruction[],
  start: number,
  kept: ReadonlySet<Buffer>,
): { offsets: Map<Buffer, number>; end: number } {
  const places = new Map<Buffer, Place>();
  const lifetimes = lifetimesOf(program);
  for (const [buffer, lifetime] of lifetimes) if (kept.has(buffer)) lifetime[1] = program.length;
  for (const [buffer, [first, last]] of lifetimes) {
    const below = buffer.over && places.get(buffer.over);
    if (below && below.last <= first && below.length >= buffer.length) {
      below.buffers.push(buffer);
      below.last = last;
      places.set(buffer, below);
    } else places.set(buffer, { buffers: [buffer], length: buffer.length, first, last, offset: -1 });
  }

  const placed: Place[] = [];
  let end = start;
  for (const place of [...new Set(places.values())].sort((a, b) => b.length - a.length)) {
    const neighbours = placed.filter((other) => other.first <= place.last && place.first <= other.last);
    neighbours.sort((a, b) => a.offset - b.offset);
    let offset = start;
    for (const other of neighbours) {
      if (other.offset - offset >= place.length) break;
      offset = Math.max(offset, other.offset + other.length);
    }
    place.offset = offset;
    placed.push(place);
    end = Math.max(end, offset + place.length);
  }
  return { offsets: new Map([...places].map(([buffer, place]) => [buffer, place.offset])), end };
}

/** The first and last instruction that touches each transient buffer, in order of first touch. */
function lifetimesOf(program: readonly Instruction[]): Map<Buffer, [number, number]> {
  const lifetimes = new Map<Buffer, [number, number]>();
  for (const [index, instruction] of program.entries()) {
    const kinds = Object.values(instructions[instruction.name]);
    for (const [i, operand] of instruction.operands.entries()) {
      if (typeof operand === "number" || operand.offset !== undefined) continue;
      const known = lifetimes.get(operand);
      if (known) known[1] = index;
      else if (kinds[i] === "in") throw new Error(`${instruction.name} reads ${operand.name} before anything writes it`);
      else lifetimes.set(operand, [index, index]);
    }
  }
  return lifetimes;
}
