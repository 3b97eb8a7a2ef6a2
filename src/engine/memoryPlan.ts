import type { Buffer, Instruction } from "./emission.ts";
import { instructions } from "./instructions.ts";

interface Place {
  readonly length: number;
  first: number;
  last: number;
  offset: number;
}

/** Up to so many places every pair of them may be looked at. */
const FEW = 2048;

/**
 * Finds a place in the arena for every transient buffer, so that buffers that are needed at the same time never overlap.
 * Kept buffers are needed to the end. Where there are more than a few, pairs of them are not compared. Gives the offsets and the end of the arena.
 */
export function plan(
  program: readonly Instruction[],
  start: number,
  kept: ReadonlySet<Buffer>,
  few = FEW,
): { offsets: Map<Buffer, number>; end: number } {
  const places = new Map<Buffer, Place>();
  const different: Place[] = [];
  const lifetimes = lifetimesOf(program);
  for (const [buffer, lifetime] of lifetimes) if (kept.has(buffer)) lifetime[1] = program.length;
  for (const [buffer, [first, last]] of lifetimes) {
    const below = buffer.over && places.get(buffer.over);
    if (below && below.last <= first && below.length >= buffer.length) {
      below.last = last;
      places.set(buffer, below);
    } else {
      const place = { length: buffer.length, first, last, offset: -1 };
      places.set(buffer, place);
      different.push(place);
    }
  }
  const end = different.length <= few ? placeBySize(different, start) : placeInTime(different, start);
  return { offsets: new Map([...places].map(([buffer, place]) => [buffer, place.offset])), end };
}

/** Greedy by size: the largest first, each at the lowest offset that is free for its lifetime. In the square of their number. */
function placeBySize(places: readonly Place[], start: number): number {
  const placed: Place[] = [];
  let end = start;
  for (const place of places.toSorted((a, b) => b.length - a.length)) {
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
  return end;
}

/**
 * As they are needed, each in the place of one of the same length that is needed no more, else at the end: deep nets have many buffers of few
 * lengths. In linear time.
 */
function placeInTime(places: readonly Place[], start: number): number {
  const endings = Map.groupBy(places, ({ last }) => last);
  const free = new Map<number, number[]>();
  let end = start;
  let time = 0;
  // in the order of their first touch
  for (const place of places) {
    for (; time < place.first; time++)
      for (const { length, offset } of endings.get(time) ?? []) {
        const offsets = free.get(length);
        if (offsets) offsets.push(offset);
        else free.set(length, [offset]);
      }
    const offset = free.get(place.length)?.pop();
    place.offset = offset ?? end;
    if (offset === undefined) end += place.length;
  }
  return end;
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
