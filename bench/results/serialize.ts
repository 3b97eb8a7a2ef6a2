/** JSON with one run to a line, so that a run that changes is one line of a difference. */
export function serialize(facts: object): string {
  const isLeaf = (value: unknown): boolean =>
    typeof value !== "object" ||
    value === null ||
    "repetition" in value ||
    Object.values(value).every((part) => typeof part !== "object" || part === null);
  const write = (value: unknown, indent: string): string => {
    if (isLeaf(value)) return JSON.stringify(value);
    const inner = `${indent} `;
    if (Array.isArray(value)) return value.length ? `[\n${value.map((one) => inner + write(one, inner)).join(",\n")}\n${indent}]` : "[]";
    const entries = Object.entries(value as object).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${write(one, inner)}`);
    return `{\n${entries.join(",\n")}\n${indent}}`;
  };
  return `${write(facts, "")}\n`;
}
