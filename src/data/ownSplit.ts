import { bareName, labelNames } from "./csvHeader.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";

/** A text that is one of these words, which may be patterns. */
const oneOf = (...lines: readonly string[]) => new RegExp(`^(?:${lines.join(" ").split(" ").join("|")})$`, "u");

/** What parts are called, and hardly anything else: what is trained on, and what is tested on; in several languages, without accents. */
const [training, testing] = [
  oneOf(
    "train(?:ing|val|valid|dev|test)? trn trainings apprentissage entrainement entrenamiento treino addestramento",
    "traning egitim trenovaci treningow[aey] обуча\\p{L}* 训练集? 学習",
  ),
  oneOf(
    "(?:public|private|hidden|final|internal|external|temporal)?(?:test(?:ing)?|tst|eval|evaluation|heldout|holdout|validation|validate|valid|val|vld)",
    "extra oos oot devtest unlabell?ed unsup(?:ervised)? validierungs? pruf evaluacion validacion prueba validacao essai",
    "testovaci testow[aey] тест\\p{L}* провер\\p{L}* 测试集? 验证集? テスト 検証 評価",
  ),
];
/** What they are called, too, in a column of whose name one expects it: what is trained on, or in some tables tested on, and the others. */
const [either, others] = [
  oneOf(
    "tr learn(?:ing)? fit(?:ting)? insample ins model(?:l?ing)? labell?ed lern dev develop(?:ment)? derivation discovery",
    "build(?:ing)? calibration construction estimation inbag support gallery warmup",
  ),
  oneOf(
    "te va hold out out(?:of)?(?:sample|time) replication confirmation verification application scor(?:e|ing) pred(?:iction)? oob query other",
  ),
];

/** Names of columns that name parts or folds, that may, and that say whether a row is in a part. */
const partNames = /^(?:data|dataset)?(?:split|partition|partind)s?(?:id|no|nr|number|index|name)?$|^train(?:val|valid)?test(?:split)?$/;
const mayNameParts =
  /(?:set|split|partition|part|role|subset|sample|cohort|fold|usage|stage|role|purpose|menge|teil|daten|ensemble|conjunto|insieme)s?$/;
const foldNames = /^(?:k|cv|kfold|test|val|outer|inner|random)?folds?(?:id|no|nr|number|index|idx)?\d*$|^cvgroup$/;
const flagNames = /^(?:is|in|isin|for)(?:the)?(?:train|test|val|valid|validation|holdout|heldout|eval)(?:ing|set|part|split)*$/;
/** Names of flags that say it by themselves, and those that may also be of a railway, an examination, a course or a ticket. */
const [sureFlags, doubtfulFlags] = [
  /^(?:(?:is)?(?:holdout|heldout|insample|outofsample|outoftime)|is(?:train|test)|(?:is|in)(?:the)?(?:train|training|test|validation)(?:set|part|split)|used?(?:for|in)(?:the)?train(?:ing)?)(?:flag)?$/,
  /^(?:train|training|test|testing|validation|valid|val|oos|oot)(?:set|part|flag)?$/,
];
/** So many parts or folds at most. */
const MOST_PARTS = 20;

/** `train` of `Training set`, `train_1` and `TRAIN`. */
const partOf = (text: string) =>
  bareName(text)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/^\d+|\d+$/g, "")
    .replace(/(?<=[a-z])(?:set|data|daten|datensatz|satz|menge|muster|split|part|fold|usage|sample|cohort|group)$/, "");

/**
 * Whether a column tells training rows from test rows, or folds: the split of whoever made the table, and no feature. `doubtful` where its
 * words, or its name, may mean something else.
 */
export function ownSplitOf(name: string | undefined, profile: ColumnProfile): "sure" | "doubtful" | undefined {
  if (name !== undefined && labelNames.includes(bareName(name))) return undefined;
  const texts = [...profile.tally.keys()];
  if (texts.length < 2 || texts.length > MOST_PARTS) return undefined;
  const bare = bareName(name ?? "");
  const parts = partsOf(texts);
  if (parts) return parts === "sure" || mayNameParts.test(bare) ? "sure" : name === undefined ? undefined : "doubtful";
  if (name === undefined) return undefined;
  const when = (is: boolean) => (is ? "sure" : undefined);
  const isCount = profile.kind === "numbers" && profile.whole && !profile.hasWords && profile.least >= -1;
  // a split yes or no may be of bowling, and a partition of wood
  if (partNames.test(bare)) return isCount && !isFlag(profile) ? "sure" : "doubtful";
  if (foldNames.test(bare)) return when(isCount || texts.every((text) => /^(?:cv|k|test)?[\s_-]?fold[\s_-]?\d+$/i.test(text)));
  if (sureFlags.test(bare)) return when(isFlag(profile));
  if (flagNames.test(bare)) return isFlag(profile) ? "doubtful" : undefined;
  if (bare === "train" && isTruth(profile)) return "sure";
  return doubtfulFlags.test(bare) && texts.length === 2 && isFlag(profile) ? "doubtful" : undefined;
}

/** Whether texts are those of parts, some rows of which are trained on; doubtful where they may be other things. */
function partsOf(texts: readonly string[]): "sure" | "doubtful" | undefined {
  const isPart = (part: string) => [training, testing, either, others].some((words) => words.test(part));
  const parts = [...new Set(texts.map((text) => [bareName(text), partOf(text)].find(isPart) ?? ""))];
  if (parts.length < 2 || parts.includes("")) return undefined;
  const has = (words: RegExp) => parts.some((part) => words.test(part));
  if (has(training) && has(testing) && !has(either) && !has(others)) return "sure";
  return (has(training) || has(either)) && (has(testing) || has(others)) ? "doubtful" : undefined;
}

const isTruth = ({ kind, tally }: ColumnProfile) =>
  kind === "truths" || [...tally.keys()].every((text) => /^(?:t|f|y|n|yes|no|true|false)$/i.test(text));
const isFlag = (profile: ColumnProfile) =>
  isTruth(profile) || [...profile.tally.keys()].every((text) => [0, 1].includes(numberIn(profile, text)));
