/** What programs append to names that come again: `x.1`, `x_1`, `x...2`, `x_duplicated_0`, `x:1`, `x2`. */
const counted = /^(?:\.{1,3}|_|:|_duplicated_)?(\d+)$/;

/** Which of the columns of one name a name is of: the number behind it, or -1 without one. Undefined where it is of none of `names`. */
interface NamedAgain {
  readonly name: string;
  readonly order: number;
}

/** Of a name that comes again among `names`, or is one of these with a number behind it; `x10` is `x` of 10, and not `x1` of 0. */
function againOf(name: string, names: readonly string[]): NamedAgain | undefined {
  const comesAgain = (one: string) => names.indexOf(one) !== names.lastIndexOf(one);
  if (names.includes(name)) return comesAgain(name) ? { name, order: -1 } : undefined;
  for (const one of names) {
    const [behind, number] = (name.startsWith(one) && counted.exec(name.slice(one.length))) || [];
    if (number !== undefined && comesAgain(one) && !(behind === number && /\d$/.test(one))) return { name: one, order: Number(number) };
  }
  return undefined;
}

/**
 * Whether `own` are `names` in the same places but for what a program appended to those that come again, in rising order among those of one
 * name.
 */
export function areNamedAgain(own: readonly string[], names: readonly string[]): boolean {
  const last = new Map<string, number>();
  return own.every((name, column) => {
    if (name === names[column] && !againOf(name, names)) return true;
    const again = againOf(name, names);
    if (!again || again.name !== names[column]) return false;
    const before = last.get(again.name) ?? -1;
    const isNext = again.order < 0 ? before < 0 : again.order > before;
    last.set(again.name, again.order);
    return isNext;
  });
}

/** The columns of a file by the names of a table, some of which come again there: those of one name in the order of their numbers. */
export interface OwnNames {
  readonly names: readonly string[];
  /** Which column of those of its name each is. */
  readonly orders: readonly number[];
  /** A name that was written otherwise. */
  readonly renamed?: string;
}

export function ownNames(own: readonly string[], names: readonly string[]): OwnNames {
  const several = (name: string) => own.filter((one) => one === name).length > 1;
  const again = own.map((name) => {
    const found = againOf(name, names);
    return found && !several(found.name) ? found : undefined;
  });
  const renamed = own.find((name, column) => again[column] && again[column]?.name !== name);
  return {
    names: own.map((name, column) => again[column]?.name ?? name),
    orders: own.map((_, column) => again[column]?.order ?? column),
    ...(renamed !== undefined && { renamed }),
  };
}
