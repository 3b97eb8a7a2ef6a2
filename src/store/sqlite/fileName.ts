import { statSync } from "node:fs";
import { StoreError } from "#experiment";

/** What the system says of a name that no file can have. */
const reasons: Readonly<Record<string, string>> = {
  ELOOP: "its symbolic links go round in a circle",
  ENAMETOOLONG: "its name, or that of what lies beside it, is longer than the system allows",
};

/** Refuses what can be the name of no store. Throws StoreError. */
export function refuseNoName(file: string): void {
  try {
    for (const part of [file, `${file}-wal`]) statSync(part, { throwIfNoEntry: false });
  } catch (error) {
    const why = reasons[(error as NodeJS.ErrnoException).code ?? ""];
    if (why) throw new StoreError(`store: ${file} is no file: ${why}; name another with --store`, { cause: error });
  }
  if (file.endsWith("/") && !statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new StoreError(
      `store: ${file} is the name of a folder, which is not there; make it, and name a file in it with --store, such as ${file}droplab.db`,
    );
}
