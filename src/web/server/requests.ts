import type { Context } from "hono";

export const isId = (text: string): boolean => /^[0-9a-f]{4,64}$/.test(text);

/** The id in an address. Throws a RangeError. */
export function idOf(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!isId(id)) throw new RangeError("id: it is no id; ids are of hexadecimal digits");
  return id;
}

/** Throws a RangeError. */
export function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${name}: ${JSON.stringify(text.slice(0, 40))} is no whole number`);
  return Number(text);
}
