import { fileName } from "./fileName.ts";

const endings = ["csv", "tsv", "txt", "data"] as const;
const ending = new RegExp(`\\.(${endings.join("|")})(\\.gz)?$`, "i");

/** A path that ends as tables do: .csv, .tsv, .txt, .data, each also with .gz. */
export const isCsv = (path: string) => ending.test(path);

/**
 * `x_test.csv`, `x-test.csv` and `x.test.csv` of `x.csv` or `x_train.csv`; `test.csv` of `train.csv`; other endings alike; in small
 * letters.
 */
function testNames(path: string): string[] {
  const name = fileName(path).replace(ending, "").toLowerCase();
  const own = ending.exec(path)?.[1]?.toLowerCase() ?? "csv";
  const stem = name.replace(/[_.-]train$/, "");
  const stems = name === "train" ? ["test"] : [`${stem}_test`, `${stem}-test`, `${stem}.test`];
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

const validationWords = ["val", "valid", "validation", "dev", "eval"];

/** What is said of tables beside one that belong to it by their names, and are not its test part. */
export function unreadTables(path: string, beside: readonly string[], testing: string | undefined): string[] {
  const bare = (name: string) => fileName(name).replace(ending, "").toLowerCase();
  const own = bare(path);
  const stem = own.replace(/[_.-]?train$/, "");
  const renamed = (word: string) => [own.replace("train", word), ...["_", "-", "."].map((mark) => `${stem}${mark}${word}`)];
  const others = tablesBeside(path, beside).filter((name) => bare(name) !== own && (testing === undefined || name !== fileName(testing)));
  const named = (names: readonly string[]) => others.filter((name) => names.includes(bare(name)));
  return [
    ...(own.includes("train") ? named([own.replace("train", "test")]) : []).map(
      (name) => `${name} lies beside it and is not read; call it ${testNameOf(path)} to test on it`,
    ),
    ...named(validationWords.flatMap(renamed)).map(
      (name) => `${name} lies beside it and is not read; rows of ${fileName(path)} are held out instead`,
    ),
    ...(own.startsWith("x") ? named([`y${own.slice(1)}`]) : []).map(
      (name) => `${name} lies beside it and is not read; if it holds the labels, make them a column of ${fileName(path)}`,
    ),
  ];
}
