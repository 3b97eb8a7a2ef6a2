import { bareName, labelNames } from "./csvHeader.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";

/** A part's name, of several languages' words. */
const oneOf = (...words: readonly string[]) => new RegExp(`^(?:${words.join("|")})$`);

/** What the rows of a part are called: those that are trained on, those that are where another word tells of a test, and the others. */
const training = oneOf(
  ...["train(?:ing|ings|val|valid|dev|test)?", "trn", "tr", "learn(?:ing)?", "fit(?:ting)?", "insample", "model(?:l?ing)?", "labell?ed"],
  ...["apprentissage", "entrainement", "entrenamiento", "treino", "treinamento", "addestramento", "lern", "trenowa", "uczac[ay]"],
);
const either = oneOf(
  "dev",
  "develop(?:ment)?",
  "derivation",
  "discovery",
  "build(?:ing)?",
  "calibration",
  "construction",
  "estimation",
  "ins",
);
const others = oneOf(
  "(?:public|private|hidden|final|internal|external|temporal)?(?:test(?:ing)?|tst|te|eval|evaluation|hold|heldout|holdout|validation|valid|val|vld)",
  ...[
    "extra",
    "oos",
    "oot",
    "out",
    "out(?:of)?(?:sample|time)",
    "unlabell?ed",
    "unsup(?:ervised)?",
    "replication",
    "confirmation",
    "verification",
  ],
  ...["application", "scor(?:e|ing)", "pred(?:ict(?:ion)?)?", "submission"],
  ...[
    "validierung(?:s)?",
    "pruf",
    "prüf",
    "evaluacion",
    "validacion",
    "prueba",
    "teste",
    "validacao",
    "validação",
    "prova",
    "essai",
    "testowa",
  ],
);

/** Names of columns that name parts or folds, and of those that say whether a row is in a part. */
const partNames = /^(?:data)?(?:split|partition)s?(?:id|no|nr|number|index|name)?$|^train(?:val|valid)?test(?:split)?$/;
const foldNames = /^(?:k|cv|kfold|test|val|outer|inner)?folds?(?:id|no|nr|number|index|idx)?$/;
const flagNames = /^(?:is|in|isin|for)(?:the)?(?:train|test|val|valid|validation|holdout|heldout|eval)(?:ing|set|part|split)*$/;
/** Names that say it by themselves, and those that may also be of a railway, an examination or a course. */
const [sureFlags, doubtfulFlags] = [
  /^(?:holdout|heldout|insample|outofsample|outoftime|oos|oot)(?:set|part|flag)?$/,
  /^(?:train|training|test|testing|validation|valid|val)(?:set|part|flag)?$/,
];
/** So many parts or folds at most. */
const MOST_PARTS = 20;

/** `train` of `Training set`, `train_1` and `TRAIN`. */
const partOf = (text: string) =>
  bareName(text)
    .normalize("NFD")
    .replace(/[\p{M}]/gu, "")
    .replace(/\d+$/, "")
    .replace(/(?<=[a-z])(?:set|data|daten|datensatz|satz|menge|muster|split|part|fold|usage|sample|cohort|group)$/, "");

/** Whether a column tells training rows from test rows, or folds: the split of whoever made the table, and no feature. */
export function isOwnSplit(name: string | undefined, profile: ColumnProfile): boolean {
  if (name !== undefined && labelNames.includes(bareName(name))) return false;
  const texts = [...profile.tally.keys()];
  if (texts.length < 2 || texts.length > MOST_PARTS) return false;
  if (arePartNames(texts)) return true;
  if (name === undefined) return false;
  const bare = bareName(name);
  const isCount = profile.kind === "numbers" && profile.whole && !profile.hasWords && profile.least >= -1;
  if (partNames.test(bare)) return profile.kind === "words" || profile.kind === "truths" || isCount;
  if (foldNames.test(bare)) return isCount || texts.every((text) => /^(?:cv|k|test)?[\s_-]?fold[\s_-]?\d+$/i.test(text));
  if (flagNames.test(bare) || sureFlags.test(bare)) return isFlag(profile);
  return doubtfulFlags.test(bare) && isTruth(profile);
}

/** Whether texts are those of parts, of which rows of one are trained on. */
function arePartNames(texts: readonly string[]): boolean {
  const parts = new Set(texts.flatMap((text) => [bareName(text), partOf(text)].find((part) => isPart(part)) ?? [""]));
  if (parts.size < 2 || parts.has("")) return false;
  const all = [...parts];
  return all.some((part) => training.test(part)) || (all.some((part) => either.test(part)) && all.some((part) => others.test(part)));
}

const isPart = (part: string) => training.test(part) || either.test(part) || others.test(part);

const isTruth = ({ kind, tally }: ColumnProfile) =>
  kind === "truths" || [...tally.keys()].every((text) => /^(?:t|f|y|n|yes|no|true|false)$/i.test(text));
const isFlag = (profile: ColumnProfile) =>
  isTruth(profile) || [...profile.tally.keys()].every((text) => [0, 1].includes(numberIn(profile, text)));

/** Whether a column of 0 and 1 may say so by its name, or tell something else. */
export const mayBeOwnSplit = (name: string | undefined, profile: ColumnProfile): boolean =>
  name !== undefined && doubtfulFlags.test(bareName(name)) && profile.tally.size === 2 && isFlag(profile);
