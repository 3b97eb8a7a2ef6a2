/**
 * Names of configurations for little room, no two of them equal: without the parts that all have (`dropout 0.4` of `dropout 0.4, protocol
 * post`), cut at their ends, and with their numbers, from 1, before them where they are still equal.
 */
export function shortNames(names: readonly string[], width: number): string[] {
  const parts = names.map((name) => name.split(", "));
  const isCommon = (part: string) => names.length > 1 && parts.every((own) => own.includes(part));
  const rest = parts.map((own, i) => own.filter((part) => !isCommon(part)).join(", ") || (names[i] as string));
  const cut = (name: string) => (name.length > width ? `${name.slice(0, width - 1)}…` : name);
  const short = rest.map(cut);
  return new Set(short).size === short.length ? short : rest.map((name, i) => cut(`${i + 1}: ${name}`));
}
