/** The words of file names that tell a part, with what may stand around them. */
const partWords = [
  [
    "train",
    /^(?:data)?(?:train(?:ing)?s?(?:val)?|trn|tra|tr|lrn|learn(?:ing)?|lern|entrenamiento|apprentissage|treino|treinamento|训练|訓練|学習|обуч\p{L}*)(?:set|data|daten|集)?$/u,
  ],
  [
    "test",
    /^(?:data)?(?:test(?:ing)?|tst|tes|te|holdout|heldout|oot|prueba|teste|测试|測試|テスト|тест\p{L}*|pr(?:ü|ue)fung)s?(?:set|data|daten|集)?$/u,
  ],
  ["validation", /^(?:val|valid|validation|dev|eval|evaluation)(?:set|data)?$/],
] as const;
/** Words and numbers of file names that tell nothing of what a table is about. */
const minorWord =
  /^(?:\d+|v\d*|data|dataset|set|df|x|csv|labell?ed|features?|inputs?|final|full|small|new|clean(?:ed)?|true|public|private|part|of|file)$/;
/** The last word of a file of labels. */
const labelWord = /^(?:y|labels?|targets?|groundtruth)$/;
/** A question is no part: `is_valid`. */
const asks = /^(?:is|has|was)$/;

/** Pairs of what the names of a training and a test part may differ in, though it stands in the middle of a word. */
const twins = [
  ["train", "test"],
  ["training", "test"],
  ["training", "testing"],
  ["trainings", "test"],
  ["lrn", "val"],
  ["data", "eval"],
  ["-tr", "-ts"],
  ["_tr", "_ts"],
] as const;

export interface FileName {
  readonly name: string;
  /** Without its endings, in small letters. */
  readonly stem: string;
  readonly part: "train" | "test" | "validation" | undefined;
  /** Whether its first word tells the part, or its last one. */
  readonly begins: boolean;
  readonly ends: boolean;
  /** Whether it holds labels and nothing else. */
  readonly isLabels: boolean;
  /** The words that tell what it is about. */
  readonly about: ReadonlySet<string>;
  /** Its numbers of one digit or two, as of folds; years and sizes tell no part. */
  readonly numbers: ReadonlySet<string>;
}

/** Letters of both cases and digits that are no words, as `u6lujuX`, which some servers put into the names of all their files. */
const isRandom = (word: string) =>
  /^(?=.*\p{Lu})(?=.*\p{Ll})[\p{L}\p{N}]{7}$/u.test(word) && !/^(?:\p{Lu}?\p{Ll}{2,}|\p{Lu}{2,})(?:\p{Lu}\p{Ll}{2,})*\d*$/u.test(word);

/** `fraudTrain_v2.csv`: the training part, about fraud. */
export function readFileName(name: string): FileName {
  const stem = name.replace(/\.gz$/i, "").replace(/\.(?:csv|tsv|txt|data)$/i, "");
  const words = stem
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => !isRandom(word))
    .join(" ")
    .replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})/gu, " ")
    .toLowerCase()
    .replace(/\b([xy]|\d+)(?=tra|trn|tst|test)/g, "$1 ")
    .replace(/\bin sample\b/, "train")
    .replace(/\bout of sample\b/, "test")
    .split(" ")
    .filter((word) => word !== "");
  const partOf = (word: string) => (asks.test(words[0] ?? "") ? undefined : partWords.find(([, is]) => is.test(word))?.[0]);
  const major = words.filter((word) => !minorWord.test(word));
  const telling = major.filter((word) => partOf(word) === undefined);
  return {
    name,
    stem: stem.toLowerCase(),
    part: words.map(partOf).find((found) => found !== undefined),
    begins: partOf(words[0] ?? "") !== undefined,
    ends: partOf(major.at(-1) ?? "") !== undefined,
    isLabels: labelWord.test(telling.at(-1) ?? ""),
    about: new Set(telling.filter((word) => !labelWord.test(word))),
    numbers: new Set(words.filter((word) => /^\d\d?$/.test(word))),
  };
}

/** Whether two names differ in the part only, though no word tells it: `bigtrain` and `bigtest`, `cup98lrn` and `cup98val`. */
export const areTwins = (own: FileName, other: FileName): boolean =>
  own.stem !== other.stem && twins.some(([train, test]) => own.stem.includes(train) && own.stem.replace(train, test) === other.stem);
