/** What programs append to names that come again: `x.1`, `x_1`, `x...2`, `x_duplicated_0`, `x:1`, `x2`. */
const counted = /^(?:\.{1,3}|_|:|_duplicated_)?\d+$/;

/** Whether a name is another one with a number behind it, which comes again among `names`. */
export const isNamedAgain = (name: string, other: string, names: readonly string[]): boolean =>
  name.startsWith(other) && counted.test(name.slice(other.length)) && names.indexOf(other) !== names.lastIndexOf(other);
