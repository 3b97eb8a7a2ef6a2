import { cutEnd, cutStart } from "./textWidth.ts";

/**
 * Names that fit into `width` columns, no two of them equal: cut at their ends where they differ before; else at their beginnings; else
 * with their numbers, from 1, before them.
 */
export function cutNames(names: readonly string[], width: number): string[] {
  const ways = [
    names.map((name) => cutEnd(name, width)),
    names.map((name) => cutStart(name, width)),
    names.map((name, i) => cutEnd(`${i + 1}: ${name}`, width)),
  ];
  return ways.find(areDifferent) ?? names.map((_, i) => String(i + 1));
}

const areDifferent = (names: readonly string[]): boolean => new Set(names).size === names.length;

/** The names that were cut, in full: with their numbers, from 1, where these stand before what is left of them. */
export function namesInFull(names: readonly string[], cut: readonly string[]): string[] {
  return names.flatMap((name, i) => {
    const number = String(i + 1);
    const isNumbered = cut[i] === number || cut[i]?.startsWith(`${number}: `);
    return cut[i] === name ? [] : [isNumbered ? `${number}: ${name}` : name];
  });
}
