/**
 * Names that fit into `width` characters, and stay different: cut at their ends where they differ before; else at their beginnings; else
 * with their numbers, from 1, before them.
 */
export function cutNames(names: readonly string[], width: number): string[] {
  const keep = (name: string, cut: (characters: readonly string[]) => string) => {
    const characters = [...name];
    return characters.length > width ? cut(characters) : name;
  };
  const room = Math.max(0, width - 1);
  const ends = names.map((name) => keep(name, (all) => `${all.slice(0, room).join("")}…`));
  if (staysDifferent(ends, names)) return ends;
  const beginnings = names.map((name) => keep(name, (all) => `…${all.slice(all.length - room).join("")}`));
  if (staysDifferent(beginnings, names)) return beginnings;
  return names.map((name, i) => keep(`${i + 1}: ${name}`, (all) => `${all.slice(0, room).join("")}…`));
}

const staysDifferent = (cut: readonly string[], names: readonly string[]): boolean => new Set(cut).size === new Set(names).size;
