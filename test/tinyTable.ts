import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A table of 36 rows with two numbers and two classes, as a CSV file; `edited` has another label in its fourth row. */
export function tinyTable({ edited = false, classes = ["a", "b"] }: { edited?: boolean; classes?: readonly string[] } = {}): string {
  const rows = Array.from({ length: 36 }, (_, i) => {
    const [height, width] = [(i * 7) % 11, (i * 5) % 13];
    const label = (height + width + Number(edited && i === 3)) % 2;
    return `${height},${width},${classes[label]}`;
  });
  return `height,width,label\n${rows.join("\n")}\n`;
}

/** Writes it into a folder as tiny.csv. */
export const writeTinyTable = (folder: string, options?: Parameters<typeof tinyTable>[0]): void =>
  writeFileSync(join(folder, "tiny.csv"), tinyTable(options));
