import { fileName } from "./fileName.ts";

/** What is said where a file that was read lies there once more, plain or as .gz, and the two do not hold the same. */
export function otherCopyText(path: string, beside: readonly string[], read: (path: string) => Uint8Array): string[] {
  const other = /\.gz$/i.test(path) ? path.slice(0, -3) : beside.includes(`${fileName(path)}.gz`) ? `${path}.gz` : `${path}.GZ`;
  if (!beside.includes(fileName(other))) return [];
  const [used, unread] = [read(path), read(other)];
  const isSame = used.length === unread.length && used.every((byte, i) => byte === unread[i]);
  return isSame ? [] : [`${fileName(other)} lies beside ${fileName(path)}, holds something else and is not read; take one of them away`];
}
