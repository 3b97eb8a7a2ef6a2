import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";

const bin = join(import.meta.dirname, "..", "bin", "droplab.js");
const isRoot = process.getuid?.() === 0;
const sh = (script: string, ...words: string[]) => spawnSync("sh", ["-c", script, "sh", ...words], { encoding: "utf8" });
const mount = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && shift';

/** Whether this process can make folders in which it can write nothing: the superuser needs mounts of its own for that. */
export const hasReadOnlyFolders: boolean =
  process.platform !== "win32" &&
  (!isRoot || sh(`exec unshare -m sh -c '${mount} && ! touch x 2> /dev/null' sh "$1"`, import.meta.dirname).status === 0);

/** Runs commands of droplab one after the other in a folder in which they can write nothing. */
export function runReadOnly(folder: string, commands: readonly string[]): { status: number | null; stdout: string; stderr: string }[] {
  chmodSync(folder, 0o555);
  const into = isRoot ? `unshare -m sh -c '${mount}; exec "$@"' sh "$1"` : 'cd "$1" && exec env';
  const results = commands.map((command) => {
    const { status, stdout, stderr } = sh(`folder=$1; shift; set -- "$folder"; exec ${into} ${execPath} ${bin} ${command}`, folder);
    return { status, stdout, stderr };
  });
  chmodSync(folder, 0o755);
  return results;
}
