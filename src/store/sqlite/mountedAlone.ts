import { existsSync, readFileSync, realpathSync } from "node:fs";
import { StoreError } from "#experiment";

/**
 * In a container a file may be mounted alone: what is written last lies beside it there, and not beside the file where others open it. Throws
 * StoreError.
 */
export function refuseMounted(file: string): void {
  if (existsSync(file) && mountPointsIn(mountInformation()).includes(realpathSync(file)))
    throw new StoreError(
      `store: ${file} is mounted alone, so what is written here last would lie beside it here, unseen by who opens it elsewhere; mount its folder instead (docker run -v "$PWD":/data), and name the file in it`,
    );
}

/** Linux tells it. */
function mountInformation(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return "";
  }
}

/** The fifth word of each line of /proc/self/mountinfo, of which blanks and backslashes are written in octal digits: proc_pid_mountinfo(5). */
export const mountPointsIn = (information: string): string[] =>
  information
    .split("\n")
    .map((line) =>
      (line.split(" ")[4] ?? "").replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))),
    );
