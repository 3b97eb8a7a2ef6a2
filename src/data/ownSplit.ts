import { bareName, labelNames } from "./csvHeader.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";

/** What the rows of a part are called. */
const trainingWords = ["train", "training", "tr", "fit"];
const otherWords = ["test", "testing", "val", "valid", "validation", "dev", "eval", "evaluation", "holdout", "held out", "oos"];
const otherForms = /[\s_-]?(?:set|data|split|part|fold)$/;

/** Names of columns that tell whether a row is in a part, or in which of several. */
const partName = /^is(?:train|training|test|testing|val|valid|validation|holdout|eval)(?:ing|set)?$/;
const foldName = /^(?:k|cv|kfold|test|outer|inner)?folds?(?:id|no|nr|number|index)?$/;
/** So many folds at most. */
const MOST_FOLDS = 20;

const partOf = (text: string) => text.toLowerCase().replace(otherForms, "").replaceAll(/[_-]/g, " ");

/** Whether a column tells training rows from test rows, or folds: the split of whoever made the table, and no feature. */
export function isOwnSplit(name: string | undefined, profile: ColumnProfile): boolean {
  if (name !== undefined && labelNames.includes(bareName(name))) return false;
  const texts = [...profile.tally.keys()];
  if (profile.kind === "words") {
    const parts = texts.map(partOf);
    const isTraining = (part: string) => trainingWords.includes(part);
    return parts.length >= 2 && parts.some(isTraining) && parts.every((part) => isTraining(part) || otherWords.includes(part));
  }
  const areNumbers = profile.kind === "truths" || (profile.kind === "numbers" && !profile.hasWords);
  if (name === undefined || !areNumbers) return false;
  const bare = bareName(name);
  const values = texts.map((text) => numberIn(profile, text));
  if (partName.test(bare)) return values.every((value) => value === 0 || value === 1);
  return foldName.test(bare) && profile.whole && profile.least >= 0 && values.length >= 2 && values.length <= MOST_FOLDS;
}
