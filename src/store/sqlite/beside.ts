import { existsSync, realpathSync, statSync } from "node:fs";

/** What SQLite has beside a file, by its ending: beside the one that a symbolic link stands for. */
export const besideOf = (file: string, ending: string): string => `${existsSync(file) ? realpathSync(file) : file}${ending}`;

/** Whether something was written that is not in the file itself yet. */
export const hasNews = (file: string): boolean => (statSync(besideOf(file, "-wal"), { throwIfNoEntry: false })?.size ?? 0) > 0;
