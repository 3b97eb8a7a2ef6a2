import type { ByteExamples } from "#engine";
import type { ImageDataset } from "./imageDataset.ts";
import { quoted } from "./quotedText.ts";

/** Fewer test examples than these say nothing; below the second number one of them is more than half a point of accuracy. */
const [LEAST_TEST, HALF_A_POINT] = [20, 200];

/** The class that is most frequent among the test examples, and the share of them that it has. */
export interface MajorityClass {
  readonly label: number;
  /** What always giving this class would score, from 0 to 1. */
  readonly share: number;
}

/**
 * What a net must beat: the accuracy of always giving the class that is most frequent among the test examples. Whatever is made of the
 * training examples, fewer of them or wrong labels among them, it is the same for the same test examples.
 */
export function majorityClass({ test, classes }: ImageDataset): MajorityClass {
  const counts = new Uint32Array(classes);
  for (const label of test.labels) (counts[label] as number)++;
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return { label: counts.indexOf(most), share: most / (test.count || 1) };
}

/** How many test examples stand, feature for feature, among the others too, and how many of these with another label there. */
export function sharedExamples({ train, test }: ImageDataset): { shared: number; contradicted: number } {
  const first = new Map<number, number[]>();
  for (let n = 0; n < train.count; n++) {
    const hash = hashOf(train, n);
    const known = first.get(hash);
    if (known) known.push(n);
    else first.set(hash, [n]);
  }
  let [shared, contradicted] = [0, 0];
  for (let n = 0; n < test.count; n++) {
    const equal = first.get(hashOf(test, n))?.filter((other) => areEqual(train, other, test, n)) ?? [];
    if (equal.length === 0) continue;
    shared++;
    if (!equal.some((other) => train.labels[other] === test.labels[n])) contradicted++;
  }
  return { shared, contradicted };
}

/** FNV-1a over the bits of an example's features. */
function hashOf({ images, features }: ByteExamples, n: number): number {
  const bits = images instanceof Float32Array ? new Uint32Array(images.buffer, images.byteOffset, images.length) : images;
  let hash = 0x811c9dc5;
  for (let i = n * features; i < (n + 1) * features; i++) hash = Math.imul(hash ^ (bits[i] as number), 0x01000193);
  return hash >>> 0;
}

function areEqual(a: ByteExamples, n: number, b: ByteExamples, m: number): boolean {
  for (let i = 0; i < a.features; i++) if (a.images[n * a.features + i] !== b.images[m * b.features + i]) return false;
  return true;
}

/** What always giving the most frequent class would score, in words. */
export function majorityText(data: ImageDataset, word: "examples" | "images" | "rows"): string {
  const { label, share } = majorityClass(data);
  const name = data.classNames?.[label];
  return `always giving class ${name === undefined ? label : quoted(name)} would be right for ${(100 * share).toFixed(2)}% of the test ${word}`;
}

/** What is doubtful about a data set as it is trained on and tested, each a short sentence without its full stop. */
export function dataDoubts(data: ImageDataset, word: "rows" | "images" = "rows"): string[] {
  const { test } = data;
  const notes: string[] = [];
  const { shared, contradicted } = sharedExamples(data);
  if (shared > 0) {
    const other = contradicted > 0 ? `, ${contradicted} with another label there` : "";
    notes.push(`${shared} of the ${test.count} test ${word} ${shared === 1 ? "stands" : "stand"} among the other ${word} too${other}`);
  }
  const one = test.count === 1 ? `${word.slice(0, -1)} is` : `${word} are`;
  if (test.count < LEAST_TEST) notes.push(`${test.count} test ${one} too few to judge anything`);
  else if (test.count < HALF_A_POINT)
    notes.push(`one of the ${test.count} test ${word} is ${(100 / test.count).toFixed(2)} points of accuracy`);
  notes.push(majorityText(data, word));
  return notes;
}
