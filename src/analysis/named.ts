/** So many are named, and how many more there are is said. */
export const MOST_NAMED = 4;

export function named<T extends { readonly name: string }>(found: readonly T[], detail: (one: T) => string): string {
  const shown = found.slice(0, MOST_NAMED).map((one) => `${one.name} (${detail(one)})`);
  const rest = found.length - shown.length;
  return rest ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
