import { fileName } from "./fileName.ts";

/** What is said where a file that was read lies there once more, plain or as .gz, and the two do not hold the same. */
export function otherCopyText(path: string, beside: readonly string[], read: (path: string) => Uint8Array): string[] {
  const other = /\.gz$/i.test(path) ? path.slice(0, -3) : beside.includes(`${fileName(path)}.gz`) ? `${path}.gz` : `${path}.GZ`;
  if (!beside.includes(fileName(other))) return [];
  return areSame(
    read(path),
    readIfWhole(() => read(other)),
  )
    ? []
    : [`${fileName(other)} lies beside ${fileName(path)}, holds something else and is not read; take one of them away`];
}

const areSame = (one: Uint8Array, other: Uint8Array | undefined) =>
  one.length === other?.length && one.every((byte, i) => byte === other[i]);

/** What is not needed may be damaged. */
function readIfWhole(read: () => Uint8Array): Uint8Array | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
