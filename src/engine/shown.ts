const MOST = 60;

/** Any value in a message, short: numbers by their names, texts in quotation marks, lists and objects as JSON. Throws for none. */
export function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return shortened(JSON.stringify(value));
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Promise) return "a promise";
  try {
    return shortened(JSON.stringify(value, (_, part) => (typeof part === "number" && !Number.isFinite(part) ? String(part) : part)));
  } catch {
    return "an object"; // one that contains itself, or a bigint
  }
}

const shortened = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);
