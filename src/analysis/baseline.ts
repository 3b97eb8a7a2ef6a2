/** Configurations that a refusal names. */
const MOST_NAMED = 8;

/**
 * The configuration that a text names: the one whose name it is, else the one of whose name it is a part that ends with a value, so that
 * `dropout 0` is none of 0.5, else the one whose name it is a part of. Throws a RangeError where that is none, or several.
 */
export function baselineAmong<T extends { readonly name: string }>(all: readonly T[], wanted: string): T {
  const exact = all.filter(({ name }) => name === wanted);
  const whole = all.filter(({ name }) => `${name},`.includes(`${wanted},`));
  const isOne = new Set(whole.map(({ name }) => name)).size === 1;
  const found = exact.length ? exact : isOne ? whole : all.filter(({ name }) => `${name},`.includes(wanted));
  const [first, ...more] = found;
  // a configuration that stands there twice is the same one
  if (first && more.every(({ name }) => name === first.name)) return first;
  const where = found.length ? "is in the names of several configurations" : "is in no configuration's name";
  const candidates = found.length ? found : all;
  const names = candidates.slice(0, MOST_NAMED).map(({ name }) => name);
  const rest = candidates.length > MOST_NAMED ? `; and ${candidates.length - MOST_NAMED} more` : "";
  const advice = found.length ? "; give more of one" : "";
  throw new RangeError(
    `baseline: ${JSON.stringify(wanted)} ${where}${found.length ? ":" : "; there are"} ${names.join("; ")}${rest}${advice}`,
  );
}
