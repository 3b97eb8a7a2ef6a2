import { fileName } from "./fileName.ts";

const endings = ["csv", "tsv", "txt", "data"] as const;
const ending = new RegExp(`\\.(${endings.join("|")})(\\.gz)?$`, "i");

/** A path that ends as tables do: .csv, .tsv, .txt, .data, each also with .gz. */
export const isCsv = (path: string) => ending.test(path);

/**
 * `x_test.csv`, `x-test.csv` and `x.test.csv` of `x.csv` or `x_train.csv`, or those of `x_train`; `test.csv` of `train.csv`; other endings alike;
 * in small letters.
 */
export function testNames(path: string): string[] {
  const name = fileName(path).replace(ending, "").toLowerCase();
  const own = ending.exec(path)?.[1]?.toLowerCase() ?? "csv";
  const names = [...new Set([name.replace(/[_.-]train$/, ""), name])];
  const stems = [...(name === "train" ? ["test"] : []), ...names.flatMap((one) => [`${one}_test`, `${one}-test`, `${one}.test`])];
  return [own, ...endings.filter((other) => other !== own)].flatMap((end) => stems.flatMap((one) => [`${one}.${end}`, `${one}.${end}.gz`]));
}

/** What the test part of a table should be called. */
export const testNameOf = (path: string): string => testNames(path)[0] as string;

const tablesBeside = (path: string, beside: readonly string[]) => beside.filter((name) => isCsv(name) && name !== fileName(path));

/** The path of the test part of a table among the names of files that lie beside it, in any case, if there is one. */
export function testSibling(path: string, beside: readonly string[]): string | undefined {
  const tables = tablesBeside(path, beside);
  // of names that differ in case only, the one that begins as the table's own does
  const likeness = (name: string) => [...name].findIndex((letter, i) => letter !== fileName(path)[i]);
  const closest = tables.toSorted((a, b) => likeness(b) - likeness(a));
  const found = testNames(path).flatMap((wanted) => closest.find((name) => name.toLowerCase() === wanted) ?? [])[0];
  return found === undefined ? undefined : `${path.slice(0, path.length - fileName(path).length)}${found}`;
}
