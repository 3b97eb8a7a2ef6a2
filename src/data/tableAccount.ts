import { columnText } from "./csvColumnText.ts";
import type { Feature } from "./csvFeatures.ts";
import type { LabelColumn } from "./csvLabelColumn.ts";
import type { ProfiledTable } from "./csvProfile.ts";
import { separatorTexts } from "./csvSeparator.ts";
import { fileName } from "./fileName.ts";
import type { DataAccount, ImageDataset } from "./imageDataset.ts";
import { plainOrQuoted } from "./quotedText.ts";
import { DEFAULT_SPLIT_SEED } from "./tableOptions.ts";

/** So many classes at most are counted in a line. */
const MOST_COUNTED = 10;

interface Account {
  readonly training: ProfiledTable;
  readonly testing: ProfiledTable | undefined;
  readonly label: LabelColumn;
  readonly features: readonly Feature[];
  readonly data: ImageDataset;
  readonly scaled: string;
  readonly splitSeed: number | undefined;
}

/** How many examples each class has, in both parts. */
export function classCounts({ classes, train, test }: ImageDataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { labels } of [train, test]) for (const label of labels) (counts[label] as number)++;
  return counts;
}

/** `setosa 50, versicolor 50, virginica 50`; of many classes how many and the least and most examples of one. */
export function classesText(data: ImageDataset): string {
  const counts = classCounts(data);
  const name = (label: number) => data.classNames?.[label] ?? String(label);
  if (counts.length <= MOST_COUNTED) return counts.map((count, label) => `${plainOrQuoted(name(label))} ${count}`).join(", ");
  return `${counts.length} classes of ${Math.min(...counts)} to ${Math.max(...counts)}`;
}

/** `4 features` or `9 features of 4 columns of numbers and 2 of words` */
function featuresText({ features }: Pick<Account, "features">): string {
  const words = new Set(features.flatMap(({ column, category }) => (category === undefined ? [] : [column]))).size;
  const total = `${features.length} ${features.length === 1 ? "feature" : "features"}`;
  if (words === 0) return total;
  const numbers = features.filter(({ category }) => category === undefined).length;
  const parts = [...(numbers ? [`${numbers} of numbers`] : []), `${words} of words`].join(" and ");
  return `${total} from columns: ${parts}, each word a feature of 0 and 1`;
}

/** An account's parts, the last of which says how the data are split; `trained` examples of them are trained on. */
export function accountParts({ parts, training, word, split }: DataAccount, trained: number): string[] {
  return [...parts, `${trained === training ? trained : `${trained} of ${training}`} ${word} are trained on, ${split}`];
}

/** What was taken, in one line: rows, columns, classes with their counts, how it was scaled and how it was split. */
export const accountText = (account: DataAccount, trained: number): string => accountParts(account, trained).join("; ");

/** What is said of a table. */
export function tableAccount(account: Account): DataAccount {
  const { training, testing, label, data, scaled, splitSeed = DEFAULT_SPLIT_SEED } = account;
  const { table } = training;
  const rows = `${table.lines.length} rows of ${table.columns.length} columns between ${separatorTexts[table.separator]}`;
  const first = table.header
    ? "the first line is a header"
    : table.classNames
      ? "the first line tells the classes"
      : "the first line is data";
  const labels = `labels are ${columnText(table, label.column)}, ${label.why}: ${classesText(data)}${testing ? " (in both files)" : ""}`;
  const features = [featuresText(account), ...(scaled ? [scaled] : [])].join(", ");
  const drawn = `drawn with split seed ${splitSeed}, the same for all runs`;
  const heldOut = `${data.heldOut} held out`;
  const split = testing
    ? `${heldOut}, ${drawn}, and the ${data.test.count} of ${fileName(testing.table.path)} are the test part`
    : `${heldOut}, ${data.test.count} the test part, ${drawn}`;
  return { parts: [`${rows}, ${first}`, labels, features], training: data.train.count - data.heldOut, word: "rows", split };
}
