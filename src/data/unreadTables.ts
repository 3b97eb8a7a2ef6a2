import { isCsv, testNameOf } from "./csvSiblings.ts";
import { fileName } from "./fileName.ts";

/** The words of file names that tell a part, with what may stand behind them. */
const partWords = [
  ["train", /^(?:train(?:ing|val)?|trn|tr|learn(?:ing)?|entrenamiento|apprentissage)(?:set|data)?$/],
  ["test", /^(?:test(?:ing)?|tst|te|holdout|heldout|prueba)(?:set|data)?$/],
  ["validation", /^(?:val|valid|validation|dev|eval|evaluation)(?:set|data)?$/],
] as const;
/** Words and numbers of file names that tell nothing of what a table is about. */
const minorWord =
  /^(?:\d+|v\d*|data|dataset|set|df|x|csv|labell?ed|labels|final|full|small|new|clean(?:ed)?|true|public|private|part|of|file)$/;
/** What a test part may end in beside the endings of tables. */
const partEnding = /\.(?:test|tst|te|val|dev)$/i;

interface FileName {
  readonly name: string;
  readonly part: "train" | "test" | "validation" | undefined;
  /** Whether its first word tells the part. */
  readonly begins: boolean;
  /** The words that tell what it is about. */
  readonly about: ReadonlySet<string>;
}

/** `fraudTrain_v2.csv`: the training part, about fraud. */
function readName(name: string): FileName {
  const words = name
    .replace(/\.gz$/i, "")
    .replace(/\.(?:csv|tsv|txt|data)$/i, "")
    .replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{N})/gu, " ")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const partOf = (word: string) => partWords.find(([, is]) => is.test(word))?.[0];
  const telling = words.filter((word) => partOf(word) === undefined && !minorWord.test(word));
  const part = words.map(partOf).find((found) => found !== undefined);
  return { name, part, begins: partOf(words[0] ?? "") !== undefined, about: new Set(telling) };
}

/** Whether another file is a part of the same data by its name: about the same, or about no more or less where that is not nothing. */
function belongs(own: FileName, other: FileName): boolean {
  const within = (some: ReadonlySet<string>, all: ReadonlySet<string>) => [...some].every((word) => all.has(word));
  if (within(other.about, own.about)) return true;
  return own.about.size > 0 ? within(own.about, other.about) : other.begins;
}

/** What is said of tables beside one that belong to it by their names, and are not its test part. */
export function unreadTables(path: string, beside: readonly string[], testing: string | undefined): string[] {
  const own = readName(fileName(path));
  const names = beside.filter((name) => isCsv(name) || partEnding.test(name));
  const others = names.filter((name) => name !== fileName(path) && (testing === undefined || name !== fileName(testing))).map(readName);
  const parts = own.part === "test" ? [] : others.filter((other) => belongs(own, other));
  const bare = (name: string) => name.replace(/\.\w+$/, "").toLowerCase();
  const labels = own.name.toLowerCase().startsWith("x") ? others.filter(({ name }) => bare(name) === `y${bare(own.name).slice(1)}`) : [];
  return [
    ...parts
      .filter(({ part }) => part === "test" && testing === undefined)
      .map(({ name }) => `${name} lies beside it and is not read; call it ${testNameOf(path)} to test on it`),
    ...parts
      .filter(({ part }) => part === "validation")
      .map(({ name }) => `${name} lies beside it and is not read; rows of ${fileName(path)} are held out instead`),
    ...labels.map(({ name }) => `${name} lies beside it and is not read; if it holds the labels, make them a column of ${fileName(path)}`),
  ];
}
