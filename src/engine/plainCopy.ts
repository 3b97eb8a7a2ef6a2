/** Nothing that is read is nested deeper. */
const DEEPEST = 1000;

/**
 * Whether all that an object has are its own fields: none comes from a class or from another object, whose fields a copy would not have.
 * Objects of another realm count, too.
 */
export function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, "isPrototypeOf");
}

/** Refuses an object whose fields are not all its own: `trial: methods: that is an object of a class …`. */
export function checkPlain(what: string, value: object): void {
  if (!isPlain(value))
    throw new TypeError(
      `${what}: that is an object of a class, or one made from another, whose fields may be hidden; give a plain one, as { name: value }`,
    );
}

/**
 * A copy of lists and plain objects in one another, each field read once, so that what is checked is what is used; all else stays what it
 * is. `place` names the value. Throws a TypeError that names the place of an object of a class, or of one that holds itself.
 */
export function plainCopy<T>(value: T, place: string, within: readonly object[] = []): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (within.includes(value) || within.length > DEEPEST) throw new TypeError(`${place || "the value"}: it holds itself, or too much`);
  const inner = [...within, value];
  if (Array.isArray(value)) return value.map((one: unknown, i) => plainCopy(one, `${place}[${i}]`, inner)) as T;
  checkPlain(place || "the value", value);
  const fields = Object.entries(value).map(([name, one]) => [name, plainCopy(one, place ? `${place}.${name}` : name, inner)]);
  return Object.fromEntries(fields);
}
