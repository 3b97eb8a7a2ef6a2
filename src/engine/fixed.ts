/** The same value, which cannot be changed any more, nor what it holds: others get it, and all rely on it. Functions are left. */
export function fixed<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) fixed(inner);
  return value;
}
