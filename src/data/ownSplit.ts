import { bareName, labelNames } from "./csvHeader.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";

/** What the rows of a part are called: those that are trained on, and the others. */
const training = /^(?:training|train|trn|tr|trainval|trainvalid|traindev|learning|learn|fit|entrainement|entrenamiento)$/;
const others =
  /^(?:(?:public|private|hidden|final)?(?:testing|test|tst|te|eval|evaluation|holdout|validation|valid|val|vld)|extra|dev|heldout|oos|validierung)$/;

/** Names of columns that name parts or folds, and of those that say whether a row is in a part. */
const partNames = /^(?:data)?(?:split|partition)s?(?:id|no|nr|number|index|name)?$|^train(?:val|valid)?test(?:split)?$/;
const foldNames = /^(?:k|cv|kfold|test|val|outer|inner)?folds?(?:id|no|nr|number|index|idx)?$/;
const flagNames = /^(?:is|in|isin|for)(?:the)?(?:train|test|val|valid|validation|holdout|heldout|eval)(?:ing|set|part|split)*$/;
/** So many parts or folds at most. */
const MOST_PARTS = 20;

/** `train` of `Training set`, `train_1` and `TRAIN`. */
const partOf = (text: string) =>
  bareName(text)
    .replace(/\d+$/, "")
    .replace(/(?<=[a-z])(?:set|data|split|part|fold|usage)$/, "");

/** Whether a column tells training rows from test rows, or folds: the split of whoever made the table, and no feature. */
export function isOwnSplit(name: string | undefined, profile: ColumnProfile): boolean {
  if (name !== undefined && labelNames.includes(bareName(name))) return false;
  const texts = [...profile.tally.keys()];
  if (texts.length < 2 || texts.length > MOST_PARTS) return false;
  const parts = texts.map(partOf);
  if (parts.every((part) => training.test(part) || others.test(part)) && parts.some((part) => training.test(part))) return true;
  if (name === undefined) return false;
  const bare = bareName(name);
  const isCount = profile.kind === "numbers" && profile.whole && !profile.hasWords && profile.least >= -1;
  if (partNames.test(bare)) return profile.kind === "words" || profile.kind === "truths" || isCount;
  if (foldNames.test(bare)) return isCount || texts.every((text) => /^(?:cv|k|test)?[\s_-]?fold[\s_-]?\d+$/i.test(text));
  const isFlag = profile.kind === "truths" || texts.every((text) => /^(?:t|f|y|n|yes|no|true|false)$/i.test(text));
  if (flagNames.test(bare)) return isFlag || texts.every((text) => [0, 1].includes(numberIn(profile, text)));
  return bare === "train" && isFlag; // 1 and 0 may be of a railway
}
